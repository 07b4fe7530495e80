using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Peers that are off line begin a new session.</summary>
public sealed record RestartFault : PeerFault
{
    /// <summary>Time over which they come.</summary>
    [Setting("Time over which they come, each at a random moment of it", Min = "0s", Max = "3650d")]
    public TimeSpan Over { get; init; }

    private protected override string Label => "restart " + Who;

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: false);
        RandomStream random = occasion.Random(world);
        foreach (PeerId peer in peers) world.Restart(peer, random.Next(TimeSpan.Zero, Over));
        return peers.Count;
    }
}
