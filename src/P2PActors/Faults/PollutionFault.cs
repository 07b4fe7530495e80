using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Peers turn malicious: what harm they do is the protocol's (polluters of files, liars, droppers).</summary>
public sealed record PollutionFault : PeerFault
{
    /// <summary>How long it lasts.</summary>
    [Setting("How long they mean harm; 0s for ever", Min = "0s", Max = "3650d")]
    public TimeSpan For { get; init; }

    private protected override string Label => Who + " turn malicious";

    // Servers do not turn. Left among those to choose from, they would also make each system of a comparison choose other users.
    private protected override bool MayConcern(World world, PeerId peer) => world.Traits.CanBeMalicious(peer.Value);

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: null);
        peers.RemoveAll(peer => !world.Traits.SetMalicious(peer.Value, true));
        foreach (PeerId peer in peers) world.Order(peer, TraitsChanged.Instance);
        if (For > TimeSpan.Zero)
        {
            world.Schedule(new Ending(world.Now + For, "they turn good again", w =>
            {
                int turned = 0;
                foreach (PeerId peer in peers)
                {
                    if (!w.Traits.SetMalicious(peer.Value, false)) continue;
                    w.Order(peer, TraitsChanged.Instance);
                    turned++;
                }

                return turned;
            }));
        }

        return peers.Count;
    }
}
