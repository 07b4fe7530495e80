using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Handlers of peers throw; the supervisor's strategy (<c>supervision</c>) decides what becomes of the peers.</summary>
public sealed record FailFault : PeerFault
{
    /// <summary>How many handlers of each fail, one after the other.</summary>
    [Setting("Handlers of each that fail, one after the other", Min = "1", Max = "250", Unit = "handlers")]
    public int Failures { get; init; } = 1;

    private protected override string Label => $"handlers of {Who} fail";

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: true);
        foreach (PeerId peer in peers) world.FailNext(peer, Failures);
        return peers.Count;
    }
}
