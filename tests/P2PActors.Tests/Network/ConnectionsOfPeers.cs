using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Network;

public sealed class ConnectionsOfPeers
{
    private readonly List<string> _log = [];

    private void Log(Scripted me, string what) => _log.Add($"{me.Clock.TotalMilliseconds} {me.Self}: {what}");

    /// <summary>Writes down all that happens and does what else the test wants.</summary>
    private Script Logged(Action<Scripted>? start = null, Action<Scripted, Connection>? connected = null, Func<bool>? accept = null, Action<Scripted, Message>? receive = null) => new()
    {
        Start = me => start?.Invoke(me),
        Receive = (me, m) =>
        {
            Log(me, $"got {((Note)m).Value}");
            receive?.Invoke(me, m);
        },
        Connecting = (_, _) => accept?.Invoke() ?? true,
        Connected = (me, c) =>
        {
            Log(me, $"open {c.IsOutgoing}");
            connected?.Invoke(me, c);
        },
        ConnectFailed = (me, _, reason) => Log(me, reason.ToString()),
        Closed = (me, c, reason) => Log(me, $"closed {reason}"),
    };

    private World Between(Script caller, Script callee, double milliseconds = 100_000, NetworkModel? network = null, params Intervention[] deeds) =>
        Lab.Run(2, Lab.Ms(milliseconds), peer => peer == 0 ? caller : callee, network, interventions: deeds);

    private static PeerId Callee => new(1);

    [Fact]
    public void A_connection_opens_after_one_round_trip_and_carries_messages_both_ways()
    {
        Script caller = Logged(me => me.Call(1), (_, c) => c.Send(new Note(1)));
        Script callee = Logged(connected: (_, c) => c.Send(new Note(2)));
        World world = Between(caller, callee);

        Assert.Equal(["10 1: open False", "20 0: open True", "20 0: got 2", "30 1: got 1"], _log);
        Assert.Equal((1L, 1L), (world.CollectConnections().Requested, world.CollectConnections().Opened));
    }

    [Fact]
    public void A_peer_may_refuse()
    {
        World world = Between(Logged(me => me.Call(1)), Logged(accept: () => false));

        Assert.Equal(["20 0: Refused"], _log);
        Assert.Equal(1, world.CollectConnections().Refused);
    }

    [Fact]
    public void The_host_of_a_peer_that_left_refuses_and_a_crashed_one_is_silent()
    {
        Script caller = Logged(me => me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(100)), receive: (me, _) => me.Call(1));
        World left = Between(caller, Logged(), deeds: Lab.At(50, w => w.Kill(Callee, silently: false)));
        Assert.Equal(["100 0: got 0", "120 0: Refused"], _log);
        Assert.Equal(1, left.CollectConnections().Refused);

        _log.Clear();
        World crashed = Between(caller, Logged(), deeds: Lab.At(50, w => w.Kill(Callee, silently: true)));
        Assert.Equal(["100 0: got 0", "21100 0: TimedOut"], _log);
        Assert.Equal(1, crashed.CollectConnections().TimedOut);
    }

    [Theory]
    [InlineData(NatType.FullCone)]
    [InlineData(NatType.Symmetric)]
    [InlineData(NatType.BlocksInbound)]
    [InlineData(NatType.BlocksUdp)]
    public void A_nat_or_firewall_lets_connections_out_but_not_in(NatType type)
    {
        World world = Between(Logged(me => me.Call(1)), Logged(), network: Lab.Network(nats: [NatType.None, type]));
        Assert.Equal(["21000 0: TimedOut"], _log);
        Assert.Equal(1, world.CollectConnections().BlockedByNat);

        _log.Clear();
        Between(Logged(me => me.Call(1)), Logged(), network: Lab.Network(nats: [type, NatType.None]));
        Assert.Equal(["10 1: open False", "20 0: open True"], _log);
    }

    [Fact]
    public void What_is_sent_on_a_connection_arrives_once_and_in_order_in_spite_of_loss_and_jitter() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 2).ToArbitrary(), (seed, links) =>
        {
            var got = new List<int>();
            var random = new RandomStream((ulong)seed);
            Script caller = new()
            {
                Start = me => me.Call(1),
                Connected = (me, _) => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(50)),
                Receive = (me, _) =>
                {
                    for (int i = 0; i < 3 && me.State < 60; i++)
                        me.Open[0].Send(new Note(me.State++, random.Next(3) == 0 ? 1 + random.Next(100_000) : 1 + random.Next(1500)));
                },
            };
            Script callee = new() { Receive = (_, m) => got.Add(((Note)m).Value) };
            World world = Lab.Run(2, TimeSpan.FromMinutes(60), peer => peer == 0 ? caller : callee,
                Lab.Network(0.3, 2, links: links == 0 ? null : Lab.Rates((20_000, 50_000), links == 1 ? (1e6, 1e6) : (7_000, 5_000))), seed: (ulong)seed);
            return got.SequenceEqual(Enumerable.Range(0, 60)) && world.CollectFailures().Count == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Closing_tells_the_other_side_after_what_was_sent_and_not_oneself()
    {
        Script caller = Logged(me => me.Call(1), (_, c) =>
        {
            c.Send(new Note(1));
            c.Close();
            Assert.False(c.Send(new Note(2)));
        });
        World world = Between(caller, Logged());

        Assert.Equal(["10 1: open False", "20 0: open True", "30 1: got 1", "30 1: closed ClosedByPeer"], _log);
        Assert.Equal(1, world.CollectTraffic().Single().Dropped[DropReason.Disconnected]);
        Assert.Empty(world.CollectFailures().First);
    }

    [Fact]
    public void The_side_that_was_called_may_close_too()
    {
        Between(Logged(me => me.Call(1)), Logged(connected: (_, c) => c.Close()));

        Assert.Equal(["10 1: open False", "20 0: open True", "20 0: closed ClosedByPeer"], _log);
    }

    [Fact]
    public void When_both_close_at_once_nobody_is_told()
    {
        Script both = Logged(me => me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(50)), receive: (me, _) => me.Open[0].Close());
        Script caller = Logged(me => { me.Call(1); both.Start(me); }, receive: (me, _) => me.Open[0].Close());
        Between(caller, both);

        Assert.DoesNotContain(_log, line => line.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_given_up_by_its_maker_leaves_nothing_open()
    {
        World world = Between(Logged(me => me.Call(1).Close()), Logged());

        Assert.Equal(["10 1: open False", "30 1: closed Reset"], _log);
        Assert.Empty(((Scripted)world.ActorOf(Callee)!).Open);
    }

    [Fact]
    public void A_crash_is_noticed_by_sending_and_only_after_the_death_timeout()
    {
        Script caller = Logged(me => me.Call(1), (me, _) => me.Alarms.StartSingleTimer("t", new Note(0), TimeSpan.FromSeconds(30)), receive: (me, _) => me.Open[0].Send(new Note(1)));
        World world = Between(caller, Logged(), deeds: Lab.At(1000, w => w.Kill(Callee, silently: true)));

        Assert.Equal(["10 1: open False", "20 0: open True", "30020 0: got 0", "90040 0: closed TimedOut"], _log);
        Assert.Equal(1, world.CollectTraffic().Single().Dropped[DropReason.Offline]);
    }

    [Fact]
    public void A_restarted_process_resets_what_its_predecessor_had_open()
    {
        Script caller = Logged(me => me.Call(1), (me, _) => me.Alarms.StartSingleTimer("t", new Note(0), TimeSpan.FromSeconds(30)), receive: (me, _) => me.Open[0].Send(new Note(1)));
        Between(caller, Logged(), 100_000, null, Lab.At(1000, w => w.Kill(Callee, silently: true)), Lab.At(2000, w => w.Restart(Callee)));

        Assert.Equal(["10 1: open False", "20 0: open True", "30020 0: got 0", "30040 0: closed Reset"], _log);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(3000)]
    [InlineData(20000)]
    public void A_crash_of_the_receiver_amid_a_long_message_is_noticed(double crash)
    {
        // The receiver is so slow that a whole window of segments waits at its downlink.
        Script caller = Logged(me => me.Call(1), (_, c) => c.Send(new Note(1, 1_000_000)));
        World world = Between(caller, Logged(), 600_000, Lab.Network(links: Lab.Rates((1e6, 1e6), (5000, 5000))), Lab.At(crash, w => w.Kill(Callee, silently: true)));

        Assert.EndsWith("0: closed TimedOut", _log[^1], StringComparison.Ordinal);
        Assert.Equal(1, world.CollectTraffic().Single().Dropped.Values.Sum());
    }

    [Fact]
    public void Messages_after_a_long_one_wait_for_it()
    {
        Script caller = Logged(me => me.Call(1), (_, c) =>
        {
            c.Send(new Note(1, 1_000_000));
            c.Send(new Note(2));
            Assert.Equal(100, c.BytesQueued);
            c.Send(new Note(3, 500_000));
            c.Send(new Note(4));
        });
        World world = Between(caller, Logged(), network: Lab.Network(links: Lab.Rates((1e6, 1e6), (1e6, 1e6))));

        Assert.Equal(["1", "2", "3", "4"], _log.Where(l => l.Contains("got", StringComparison.Ordinal)).Select(l => l[^1..]));
        Assert.Empty(world.CollectFailures().First);
    }

    [Fact]
    public void A_lookup_of_many_connections_keeps_them_apart()
    {
        var got = new HashSet<int>();
        Script hub = new() { Start = me => { for (int i = 1; i < 300; i++) me.Call(i).Tag = i; }, Connected = (_, c) => c.Send(new Note((int)c.Tag!)) };
        Script leaf = new() { Receive = (me, m) => { if (((Note)m).Value == me.Self.Value) got.Add(me.Self.Value); } };
        Lab.Run(300, TimeSpan.FromSeconds(1), peer => peer == 0 ? hub : leaf);

        Assert.Equal(299, got.Count);
    }
}
