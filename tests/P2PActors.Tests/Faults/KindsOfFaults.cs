using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Network;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

public sealed class KindsOfFaults
{
    private static Intervention[] Plan(params FaultSettings[] faults) => [.. faults.Select((f, i) => f.Plan(i))];

    [Fact]
    public void After_an_outage_those_who_went_down_come_back_and_nobody_else()
    {
        var starts = new List<(int Peer, double At)>();
        Script script = new() { Start = me => starts.Add((me.Self.Value, me.Clock.TotalSeconds)) };
        World world = Lab.Run(100, TimeSpan.FromSeconds(100), _ => script, interventions: Plan(
            new KillFault { At = TimeSpan.FromSeconds(1), Peers = [7] },
            new OutageFault { At = TimeSpan.FromSeconds(10), Share = 0.4, For = TimeSpan.FromSeconds(30), Over = TimeSpan.FromSeconds(20) }));

        List<double> back = [.. starts.Where(s => s.At > 1).Select(s => s.At)];
        Assert.Equal((40, 99), (back.Count, world.Online));
        Assert.All(back, at => Assert.InRange(at, 40, 60));
        Assert.True(back.Max() - back.Min() > 10, "they come back one after the other");
        Assert.Equal(["kill peer 7", "outage of 40 % of all peers", "end of the outage of 40 % of all peers"], world.Interventions.Select(i => i.Label));
        Assert.Equal([1, 40, 40], world.Interventions.Select(i => i.Peers));
    }

    [Fact]
    public void Who_was_restarted_during_an_outage_is_left_alone_at_its_end()
    {
        World world = Lab.Run(10, TimeSpan.FromSeconds(100), _ => Script.Silent, interventions: Plan(
            new OutageFault { At = TimeSpan.FromSeconds(10), For = TimeSpan.FromSeconds(30) },
            new RestartFault { At = TimeSpan.FromSeconds(20), Peers = [3] }));

        Assert.Equal([10, 1, 9], world.Interventions.Select(i => i.Peers));
        Assert.Equal(2, PeerGauge.Of(world, new PeerId(3), "sessions"));
    }

    [Fact]
    public void Several_partitions_cut_further_and_each_ends_for_itself()
    {
        var seen = new List<string>();
        Intervention Look(double at) => Lab.At(at, w => seen.Add(string.Concat(Enumerable.Range(0, 4).Select(i => w.Network.Reaches(0, i) ? 'y' : 'n'))));
        Lab.Run(4, TimeSpan.FromSeconds(100), _ => Script.Silent, interventions:
        [
            .. Plan(
                new PartitionFault { At = TimeSpan.FromSeconds(10), Peers = [1, 2], For = TimeSpan.FromSeconds(30) },
                new PartitionFault { At = TimeSpan.FromSeconds(20), Peers = [2, 3], For = TimeSpan.FromSeconds(40) },
                new PartitionFault { At = TimeSpan.FromSeconds(70), Peers = [1] },
                new HealFault { At = TimeSpan.FromSeconds(80) }),
            Look(5_000), Look(15_000), Look(25_000), Look(45_000), Look(65_000), Look(75_000), Look(85_000),
        ]);

        Assert.Equal(["yyyy", "ynny", "ynnn", "yynn", "yyyy", "ynyy", "yyyy"], seen);
    }

    [Fact]
    public void Handlers_fail_on_order_and_the_supervisor_restarts_the_peer()
    {
        Script script = new() { Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(1000)) };
        World world = Lab.Run(10, TimeSpan.FromSeconds(60), _ => script, interventions: Plan(new FailFault { At = Lab.Ms(10_500), Peers = [4], Failures = 2 }));

        (long count, IReadOnlyCollection<HandlerFailure> first) = world.CollectFailures();
        // The first is the timer's; the second strikes the fresh actor as it starts.
        Assert.Equal(2, count);
        Assert.Equal([("Note", 11.0), ("PreStart", 11.0)], first.Select(f => (f.Handler, f.Time.TotalSeconds)).OrderBy(f => f.Handler, StringComparer.Ordinal));
        Assert.All(first, f => Assert.Contains("injected", f.Error, StringComparison.Ordinal));
        Assert.Equal((10, 3.0), (world.Online, PeerGauge.Of(world, new PeerId(4), "sessions")));
    }

    [Fact]
    public void A_supervisor_that_stops_failed_peers_stops_them()
    {
        Script script = new() { Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(1000)) };
        World world = Lab.Run(10, TimeSpan.FromSeconds(60), _ => script, supervision: new SupervisorStrategy { OnFailure = FailureDirective.Stop },
            interventions: Plan(new FailFault { At = Lab.Ms(10_500), Count = 3 }));

        Assert.Equal((7, 3L), (world.Online, world.CollectFailures().Count));
    }

    [Fact]
    public void Sybils_are_nobody_until_they_join_and_malicious_from_then_on()
    {
        var online = new List<int>();
        var world = new World(
            new WorldPlan
            {
                PeerCount = 34,
                Population = 20,
                SybilGroups = [(0, 8), (1, 4)],
                Seed = 1,
                Duration = TimeSpan.FromSeconds(60),
                Network = Lab.Network(),
                Create = (_, _) => new Scripted(Script.Silent),
            },
            Lab.Alone);
        LocalEngine.Run(world, Lab.Alone,
        [
            .. Plan(new SybilFault { At = Lab.Ms(10_000), Count = 8, Over = Lab.Ms(5_000) }, new SybilFault { At = Lab.Ms(30_000), Count = 4 }),
            Lab.At(9_000, w => online.Add(w.Online)), Lab.At(20_000, w => online.Add(w.Online)), Lab.At(40_000, w => online.Add(w.Online)),
            new RestartFault { At = Lab.Ms(9_500) }.Plan(2),
        ]);

        Assert.Equal([22, 30, 34], online);
        Assert.Equal([0, 8, 4], world.Interventions.Where(i => i.Label != "deed").Select(i => i.Peers));
        Assert.Equal(Enumerable.Range(20, 12), Enumerable.Range(0, 34).Where(world.Traits.IsMalicious));
        Assert.Equal(Enumerable.Range(20, 12), Enumerable.Range(0, 34).Where(world.Traits.IsSybil));
    }

    [Fact]
    public void Polluters_are_told_and_turn_good_again()
    {
        var told = new List<(double At, int Peer, bool Malicious)>();
        World? world = null;
        world = new World(
            new WorldPlan
            {
                PeerCount = 100,
                Population = 90,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(60),
                Network = Lab.Network(),
                Create = (_, _) => new Obedient((at, peer) => told.Add((at, peer, world!.Traits.IsMalicious(peer)))),
            },
            Lab.Alone);
        LocalEngine.Run(world, Lab.Alone, Plan(
            new PollutionFault { At = Lab.Ms(10_000), Share = 0.3, For = Lab.Ms(20_000) }, new PollutionFault { At = Lab.Ms(12_000), Peers = [5] }, new PollutionFault { At = Lab.Ms(13_000), Peers = [5] }));

        Assert.Equal((0, 1), (world.Interventions[2].Peers, world.Interventions[1].Peers + (told.Exists(t => t.Peer == 5 && t.At < 11) ? 1 : 0)));
        Assert.Equal(30, told.Count(t => t.At is >= 10 and < 11 && t.Malicious));
        Assert.True(told.Count(t => t.At is >= 30 and < 31 && !t.Malicious) is 29 or 30);
    }

    [Fact]
    public void An_order_goes_to_peers_on_line_that_know_how_and_the_others_are_not_counted()
    {
        var told = new List<(double, int)>();
        World world = new(
            new WorldPlan
            {
                PeerCount = 10,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(60),
                Network = Lab.Network(),
                Create = (peer, _) => peer.Value < 5 ? new Obedient((at, p) => told.Add((at, p))) : new Scripted(Script.Silent),
            },
            Lab.Alone);
        LocalEngine.Run(world, Lab.Alone, Plan(new KillFault { At = Lab.Ms(1000), Peers = [0, 9] }, new SearchFault { At = Lab.Ms(2000), Text = "free bird" }));

        Assert.Equal((4, 4), (world.Interventions[1].Peers, told.Count));
    }

    [Fact]
    public void An_order_whose_handler_fails_is_a_failed_handler()
    {
        World world = new(
            new WorldPlan
            {
                PeerCount = 2,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(60),
                Network = Lab.Network(),
                Create = (_, _) => new Obedient((_, _) => throw new InvalidOperationException("no")),
            },
            Lab.Alone);
        LocalEngine.Run(world, Lab.Alone, Plan(new SearchFault { At = Lab.Ms(2000), Text = "free bird" }));

        Assert.Equal((0, 2L, 2), (world.Interventions[0].Peers, world.CollectFailures().Count, world.Online));
    }

    private sealed class Obedient(Action<double, int> told) : PeerActor
    {
        protected override bool OnOrder(Order order)
        {
            told(Now.TotalSeconds, Self.Value);
            return true;
        }

        protected override void OnReceive(Message message) { }
    }
}
