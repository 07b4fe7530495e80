using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Network;

public sealed class Transfers
{
    private const int File = 4_000_000;

    /// <summary>Peers 1.. ask peer 0 for a file each; how long each took from the opened connection.</summary>
    private static double[] Seconds(LinkRates links, int receivers)
    {
        double[] took = new double[receivers];
        Script sender = new() { Connected = (_, c) => c.Send(new Note(1, File)) };
        Script receiver = new() { Start = me => me.Call(0), Receive = (me, _) => took[me.Self.Value - 1] = me.Clock.TotalSeconds - 0.01 };
        Lab.Run(receivers + 1, TimeSpan.FromDays(1), peer => peer == 0 ? sender : receiver, Lab.Network(links: links));
        return took;
    }

    [Theory]
    [InlineData(16_000, 187_500)]
    [InlineData(187_500, 16_000)]
    [InlineData(193_000, 193_000)]
    [InlineData(4_200, 5_580_000)]
    [InlineData(1e12, 6_000)]
    [InlineData(1e5, 1.2e5)]
    public void A_file_takes_its_size_over_the_slower_link_plus_the_latency(double up, double down)
    {
        double expected = File / Math.Min(up, down) + 0.01;

        Assert.InRange(Seconds(Lab.Rates((up, up), (down, down)), 1)[0], expected, expected * 1.05);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Sharing_an_uplink_multiplies_the_time(int receivers)
    {
        double expected = receivers * File / 100_000.0 + 0.01;
        double[] took = Seconds(Lab.Rates([(100_000, 100_000), .. Enumerable.Repeat((1e6, 1e6), receivers)]), receivers);

        Assert.All(took, seconds => Assert.InRange(seconds, expected * 0.99, expected * 1.05));
    }

    [Fact]
    public void A_slow_receiver_leaves_the_uplink_to_a_fast_one()
    {
        double[] took = Seconds(Lab.Rates((100_000, 100_000), (1e6, 1e6), (5_000, 5_000)), 2);

        // The slow one takes its 5 % and what fills its window of four segments.
        Assert.InRange(took[0], File / 100_000.0, File / 95_000.0 + 2.6);
        Assert.InRange(took[1], File / 5_000.0, File / 5_000.0 * 1.05);
    }

    [Fact]
    public void A_packet_takes_both_links_and_the_latency_and_waits_for_those_before_it()
    {
        var got = new List<double>();
        Script sender = new() { Start = me => { for (int i = 0; i < 3; i++) me.Say(1, new Note(i, 1000)); } };
        Script receiver = new() { Receive = (me, _) => got.Add(me.Clock.TotalMilliseconds) };
        Lab.Run(2, TimeSpan.FromSeconds(10), peer => peer == 0 ? sender : receiver, Lab.Network(links: Lab.Rates((10_000, 1e6), (1e6, 5_000))));

        // 100 ms each on the uplink, 200 ms each on the downlink.
        Assert.Equal([310, 510, 710], got);
    }

    [Fact]
    public void A_datagram_is_dropped_when_the_uplink_has_too_long_a_queue()
    {
        int got = 0;
        Script sender = new() { Start = me => { for (int i = 0; i < 100; i++) me.Say(1, new Note(i, 1000)); Assert.Equal(TimeSpan.FromSeconds(4.1), me.Backlog); } };
        World world = Lab.Run(2, TimeSpan.FromSeconds(100), peer => peer == 0 ? sender : new Script { Receive = (_, _) => got++ }, Lab.Network(links: Lab.Rates((10_000, 1e6), (1e6, 1e6))));

        Assert.Empty(world.CollectFailures().First);
        Assert.Equal(41, got);
        Assert.Equal(59, world.CollectTraffic().Single().Dropped[P2PActors.Metrics.DropReason.QueueFull]);
    }

    [Fact]
    public void A_server_with_load_of_four_fifths_has_the_mean_time_in_system_of_the_M_D_1_queue()
    {
        // Requests are Poisson; an answer of 1,000 bytes takes one second of the server's uplink. W = 1 + 0.8 / (2 * 0.2) = 3 s.
        const int Requests = 400_000;
        double total = 0;
        int answered = 0;
        Script client = new()
        {
            Start = me => me.Alarms.StartSingleTimer("next", new Note(0), me.Dice.NextExponential(TimeSpan.FromSeconds(1.25))),
            Receive = (me, m) =>
            {
                if (m is Stamped s)
                {
                    total += (me.Clock - s.Sent - Lab.Latency).TotalSeconds;
                    answered++;
                    return;
                }

                me.Say(1, new Note(1, 1));
                if (me.State++ < Requests) me.Alarms.StartSingleTimer("next", new Note(0), me.Dice.NextExponential(TimeSpan.FromSeconds(1.25)));
            },
        };
        Script server = new() { Receive = (me, _) => me.Say(0, new Stamped(me.Clock, 0, 1000)) };
        var network = new NetworkModel
        {
            Latency = new P2PActors.Network.Latency.ConstantLatency(Lab.Latency),
            Links = Lab.Rates((1e12, 1e12), (1000, 1e12)),
            MaxBacklog = TimeSpan.FromHours(1),
        };
        Lab.Run(2, TimeSpan.FromSeconds(1.25 * Requests * 1.1), peer => peer == 0 ? client : server, network, seed: 3);

        Assert.True(answered > Requests);
        Assert.InRange(total / answered, 3.0 * 0.97, 3.0 * 1.03);
    }
}
