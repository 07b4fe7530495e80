using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

public sealed class DegradedPaths
{
    /// <summary>Peer 0 sends to all others ten times a second; what arrives is noted with its travel time, ms.</summary>
    private static List<(double Sent, int To, double Took)> Measure(NetworkModel network, params FaultSettings[] faults)
    {
        var log = new List<(double, int, double)>();
        Script script = new()
        {
            Start = me => { if (me.Self.Value == 0) me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(100)); },
            Receive = (me, m) =>
            {
                if (m is Stamped stamped) log.Add((stamped.Sent.TotalMilliseconds, me.Self.Value, (me.Clock - stamped.Sent).TotalMilliseconds));
                else for (int i = 1; i < 6; i++) me.Say(i, new Stamped(me.Clock, 0, 100));
            },
        };
        Lab.Run(6, TimeSpan.FromSeconds(60), _ => script, network, interventions: [.. faults.Select((f, i) => f.Plan(i))]);
        return log;
    }

    private static NetworkModel WithRegions() => new()
    {
        Latency = new P2PActors.Network.Latency.ConstantLatency(Lab.Latency),
        Regions = PeerRegions.Divide([("west", 0.5), ("east", 0.5)], peer => peer, 6),
    };

    [Fact]
    public void Latency_grows_by_factor_and_term_while_it_lasts_and_is_as_before_after()
    {
        var log = Measure(Lab.Network(), new DegradeFault { At = Lab.Ms(10_000), For = Lab.Ms(10_000), Peers = [2], LatencyFactor = 3, Latency = Lab.Ms(7) });

        Assert.All(log, l => Assert.Equal(l.To == 2 && l.Sent is >= 10_000 and < 20_000 ? 37 : 10, l.Took));
        Assert.Contains(log, l => l.Took == 37);
    }

    [Fact]
    public void Degradations_add_up()
    {
        var log = Measure(Lab.Network(),
            new DegradeFault { At = Lab.Ms(0), Peers = [0], LatencyFactor = 2 },
            new DegradeFault { At = Lab.Ms(0), Peers = [3], LatencyFactor = 3, Latency = Lab.Ms(1) });

        Assert.All(log, l => Assert.Equal(l.To == 3 ? 61 : 20, l.Took));
    }

    [Fact]
    public void A_pair_of_peers_can_be_degraded_alone()
    {
        var log = Measure(Lab.Network(), new DegradeFault { At = Lab.Ms(0), Peers = [4], ToPeers = [0], LatencyFactor = 2 }, new DegradeFault { At = Lab.Ms(0), Peers = [1], ToPeers = [2], LatencyFactor = 9 });

        Assert.All(log, l => Assert.Equal(l.To == 4 ? 20 : 10, l.Took));
    }

    [Fact]
    public void A_pair_of_regions_can_be_degraded_alone()
    {
        var log = Measure(WithRegions(), new DegradeFault { At = Lab.Ms(0), Region = "east", ToRegion = "west", LatencyFactor = 2 });

        Assert.All(log, l => Assert.Equal(l.To >= 3 ? 20 : 10, l.Took));
    }

    [Fact]
    public void Loss_comes_on_top_of_the_loss_there_is()
    {
        var log = Measure(Lab.Network(loss: 0.2), new DegradeFault { At = Lab.Ms(0), Peers = [1, 2], Loss = 0.5 });
        double Share(int to) => log.Count(l => l.To == to) / 599.0;

        // 599 packets each: 4 standard errors of a share are 0.08.
        Assert.All((int[])[1, 2], to => Assert.InRange(Share(to), 0.4 - 0.08, 0.4 + 0.08));
        Assert.All((int[])[3, 4, 5], to => Assert.InRange(Share(to), 0.8 - 0.08, 0.8 + 0.08));
    }

    [Fact]
    public void Restore_ends_all_degradations_and_an_end_that_comes_later_harms_nothing_new()
    {
        var log = Measure(Lab.Network(),
            new DegradeFault { At = Lab.Ms(5_000), For = Lab.Ms(20_000), Peers = [1], LatencyFactor = 2 },
            new RestoreFault { At = Lab.Ms(10_000) },
            new DegradeFault { At = Lab.Ms(15_000), Peers = [1], LatencyFactor = 4 });

        Assert.All(log.Where(l => l.To == 1), l => Assert.Equal(l.Sent switch { < 5_000 => 10, < 10_000 => 20, < 15_000 => 10, _ => 40 }, l.Took));
    }

    [Fact]
    public void More_than_sixty_four_degradations_are_not_carried_out_and_say_so()
    {
        World world = Lab.Run(6, TimeSpan.FromSeconds(5), _ => Script.Silent,
            interventions: [.. Enumerable.Range(0, 70).Select(i => new DegradeFault { At = Lab.Ms(1000), Loss = 0.01 }.Plan(i))]);

        Assert.Equal((64, 6), (world.Interventions.Count(i => i.Peers == 6), world.Interventions.Count(i => i.Peers == 0)));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0.5, 15)]
    [InlineData(0.1, 55)]
    public void A_transfer_goes_on_at_what_is_left_of_the_bandwidth(double left, double expected)
    {
        // 1 MB at 100 kB/s takes 10 s; after 5 s only a share of the rate is left.
        double done = 0;
        Script sender = new() { Start = me => me.Call(1), Connected = (_, c) => c.Send(new Note(1, 1_000_000)) };
        Script receiver = new() { Receive = (me, _) => done = me.Clock.TotalSeconds };
        FaultSettings[] faults = left < 1 ? [new DegradeFault { At = Lab.Ms(5000), Peers = [0], Bandwidth = left }] : [];
        Lab.Run(2, TimeSpan.FromSeconds(200), peer => peer == 0 ? sender : receiver,
            Lab.Network(links: Lab.Rates((100_000, 1e6), (100_000, 1e6))), interventions: [.. faults.Select((f, i) => f.Plan(i))]);

        Assert.InRange(done, expected, expected + 0.3);
    }

    [Fact]
    public void What_is_left_of_a_link_is_what_the_cuts_in_force_leave()
    {
        var rates = Lab.Rates((100, 100), (100, 100));
        int first = rates.Cut([new(0)], 0.5), second = rates.Cut([new(0), new(1)], 0.1);
        double both = rates.Up(0);
        rates.Uncut(first);
        double one = rates.Up(0);
        rates.Uncut(second);

        Assert.Equal([20 * 100_000, 10 * 100_000, 100_000], [both, one, rates.Up(0)]);
        Assert.Null(rates.Uncut(second));
    }
}
