using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Peers and their hosts go down together, as when the power fails, and come back after a while.</summary>
public sealed record OutageFault : PeerFault
{
    /// <summary>How long it lasts.</summary>
    [Setting("How long it lasts", Min = "1ms", Max = "3650d")]
    public TimeSpan For { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time over which they come back.</summary>
    [Setting("Time over which they come back after that, each at a random moment of it", Min = "0s", Max = "3650d")]
    public TimeSpan Over { get; init; }

    private protected override string Label => "outage of " + Who;

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: true);
        foreach (PeerId peer in peers) world.Kill(peer, silently: true);
        world.Schedule(new Ending(world.Now + For, "end of the " + Label, w =>
        {
            RandomStream random = RandomStream.For(w.Seed, Purposes.FaultEndings, (ulong)occasion.Index, (ulong)occasion.Time);
            int back = 0;
            foreach (PeerId peer in peers)
            {
                TimeSpan wait = random.Next(TimeSpan.Zero, Over);
                if (w.IsOnline(peer)) continue; // somebody has restarted it already
                w.Restart(peer, wait);
                back++;
            }

            return back;
        }));
        return peers.Count;
    }
}
