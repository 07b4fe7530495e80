using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Peers end and do not come back by themselves.</summary>
public sealed record KillFault : PeerFault
{
    /// <summary>Whether their hosts go with them.</summary>
    [Setting("Whether their hosts fall silent too, so that others learn of it only by time-out")]
    public bool Silently { get; init; } = true;

    private protected override string Label => "kill " + Who;

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: true);
        foreach (PeerId peer in peers) world.Kill(peer, Silently);
        return peers.Count;
    }
}
