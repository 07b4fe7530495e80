using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Latency;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Network;

/// <summary>Packets that are handled together and suffer one by one.</summary>
public sealed class TrainsOfPackets
{
    private const int PacketBytes = 100;

    private sealed record Train(int Count, TimeSpan Late) : PacketTrain
    {
        public override int Packets => Count;
        public override TimeSpan Spacing => Lab.Ms(20);
        public override TimeSpan Tolerance => Late;
        public override int WireSize => Count * PacketBytes;
    }

    /// <summary>What arrives of so many trains of a hundred packets, half a second apart.</summary>
    private static List<(double Ms, TrainReception Reception)> Send(
        int trains, P2PActors.Network.NetworkModel network, TimeSpan? tolerance = null, bool overConnection = false)
    {
        var heard = new List<(double, TrainReception)>();
        Script sender = new()
        {
            Start = me =>
            {
                if (overConnection) me.Call(1);
                me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(2000));
            },
            Receive = (me, _) =>
            {
                if (me.State++ >= trains) return;
                var train = new Train(100, tolerance ?? TimeSpan.MaxValue);
                if (overConnection) me.Open[0].SendTrain(train);
                else me.SayTrain(1, train);
            },
        };
        Script receiver = new() { Receive = (me, m) => heard.Add((me.Clock.TotalMilliseconds, ((PacketTrain)m).Reception)) };
        Lab.Run(2, Lab.Ms(2000.0 * (trains + 5)), peer => peer == 0 ? sender : receiver, network);
        return heard;
    }

    [Fact]
    public void Without_loss_and_jitter_all_packets_take_the_latency()
    {
        (double ms, TrainReception reception) = Assert.Single(Send(1, Lab.Network()));

        Assert.Equal(2010, ms);
        Assert.Equal(new TrainReception(100, 0, Lab.Ms(10), TimeSpan.Zero), reception);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    public void Each_packet_is_lost_by_itself(double loss)
    {
        var heard = Send(400, Lab.Network(loss));
        int received = heard.Sum(h => h.Reception.Received);
        const int Sent = 40_000;

        // Four standard errors of the binomial law.
        Assert.InRange(received / (double)Sent, 1 - loss - 4 * Math.Sqrt(loss * (1 - loss) / Sent), 1 - loss + 4 * Math.Sqrt(loss * (1 - loss) / Sent));
        Assert.True(heard.Select(h => h.Reception.Received).Distinct().Count() > 3, "a train is not lost as a whole");
    }

    [Fact]
    public void A_train_of_which_nothing_arrives_is_a_dropped_message()
    {
        World world = Lab.Run(2, Lab.Ms(100), peer => peer == 1 ? Script.Silent : new Script { Start = me => me.SayTrain(1, new Train(2, TimeSpan.MaxValue)) }, Lab.Network(loss: 0.999999));

        Assert.Equal(1, world.CollectTraffic().Single(t => t.Type == nameof(Train)).Dropped[DropReason.Loss]);
    }

    // Exponential extra delays of mean m: their mean is m, two of them differ by m on average, and the share beyond the
    // fastest of the train by t is nearly exp(-t / m), for the fastest of 100 has hardly any.
    [Fact]
    public void Delay_jitter_and_lateness_are_those_of_the_law_of_the_paths_jitter()
    {
        var heard = Send(300, Lab.Network(jitter: 0.5), tolerance: Lab.Ms(10));
        double delay = heard.Average(h => h.Reception.Delay.TotalMilliseconds), jitter = heard.Average(h => h.Reception.Jitter.TotalMilliseconds);
        double late = heard.Average(h => h.Reception.Late / 100.0);

        Assert.InRange(delay, 14.8, 15.2);
        Assert.InRange(jitter, 4.8, 5.2);
        Assert.InRange(late, Math.Exp(-2) - 0.01, Math.Exp(-2) + 0.01);
    }

    [Fact]
    public void Over_a_connection_nothing_is_lost_but_what_is_repeated_holds_up_what_follows()
    {
        var heard = Send(300, Lab.Network(loss: 0.02), tolerance: Lab.Ms(60), overConnection: true);

        Assert.All(heard, h => Assert.Equal(100, h.Reception.Received));
        // A repeat takes 200 ms: the lost packet and the nine behind it, 20 ms apart, wait 200, 180, ... 20 ms, 1,100 ms together.
        double mean = heard.Average(h => h.Reception.Delay.TotalMilliseconds);
        Assert.InRange(mean, 10 + 0.02 * 1100 * 0.75, 10 + 0.02 * 1100 * 1.05);
        Assert.True(heard.Average(h => h.Reception.Late) > 5);
    }

    [Fact]
    public void The_uplink_carries_all_bytes_of_a_train_but_its_packets_wait_only_for_what_was_before()
    {
        // 10,000 bytes a second: a train of 10 packets of 100 bytes takes 100 ms of it, one packet 10 ms.
        var log = new List<string>();
        Script sender = new()
        {
            Start = me =>
            {
                me.SayTrain(1, new Train(10, TimeSpan.MaxValue));
                me.SayTrain(1, new Train(10, TimeSpan.MaxValue));
                me.Say(1, new Note(1, 100));
            },
        };
        Script receiver = new() { Receive = (me, m) => log.Add($"{me.Clock.TotalMilliseconds} {(m is PacketTrain t ? t.Reception.Delay.TotalMilliseconds : -1)}") };
        Lab.Run(2, Lab.Ms(1000), peer => peer == 0 ? sender : receiver, Lab.Network(links: Lab.Rates((10_000, 1e9), (1e9, 1e9))));

        Assert.Equal(["20 20", "120 120", "220 -1"], log.Select(l => string.Join(' ', l.Split(' ').Select(n => Math.Round(double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))))));
    }

    [Fact]
    public void Trains_give_one_digest_whatever_the_threads_and_cohorts()
    {
        string Digest(int threads, int cohorts)
        {
            Script all = new()
            {
                Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), me.Dice.Next(Lab.Ms(10), Lab.Ms(100))),
                Receive = (me, m) =>
                {
                    if (m is Note) me.SayTrain((me.Self.Value + 1 + me.Dice.Next(39)) % 40, new Train(1 + me.Dice.Next(20), Lab.Ms(20)));
                },
            };
            return Lab.Run(40, Lab.Ms(3000), _ => all, Lab.Network(loss: 0.1, jitter: 0.3, latency: new UniformLatency(Lab.Ms(5), Lab.Ms(50))), new RunOptions { Threads = threads, Cohorts = cohorts }).Digest();
        }

        string one = Digest(1, 1);
        Assert.Equal(one, Digest(1, 7));
        Assert.Equal(one, Digest(2, 11));
    }
}
