using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class BarrierLedgers
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 50)]
    [InlineData(4, 500)]
    public void Entries_are_applied_between_windows_in_their_order_whoever_wrote_first(int threads, int cohorts)
    {
        var applied = new List<(long Time, int Peer)>();
        var ledger = new BarrierLedger<(long Time, int Peer)>(entry =>
        {
            applied.Add(entry);
        });
        var options = new RunOptions { Threads = threads, Cohorts = cohorts };
        var script = new Script
        {
            Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(7)),
            Receive = (me, _) => ledger.Append(me, (me.Clock.Ticks, -me.Self.Value)),
        };
        var world = new World(
            new WorldPlan
            {
                PeerCount = 1000,
                Seed = 1,
                Duration = TimeSpan.FromMilliseconds(100),
                Network = Lab.Network(),
                Create = (_, _) => new Scripted(script),
                Ledgers = [ledger],
            },
            options);
        LocalEngine.Run(world, options);

        Assert.Equal(14 * 1000, applied.Count);
        Assert.Equal(applied.Order(), applied);
    }
}
