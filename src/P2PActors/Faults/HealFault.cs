using P2PActors.Engine;

namespace P2PActors.Faults;

/// <summary>All partitions end.</summary>
public sealed record HealFault : FaultSettings
{
    private protected override string Label => "heal all partitions";

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        world.Network.Heal();
        return world.PeerCount;
    }
}
