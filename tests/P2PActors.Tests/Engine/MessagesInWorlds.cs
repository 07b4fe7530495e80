using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Latency;

namespace P2PActors.Tests.Engine;

public sealed class MessagesInWorlds
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 40)]
    public void An_actor_sees_messages_by_time_then_sender_then_in_the_order_sent(int threads, int cohorts)
    {
        var seen = new List<(TimeSpan Time, int From, int Value)>();
        Script receiver = new() { Receive = (me, m) => seen.Add((me.Clock, me.From.Value, ((Note)m).Value)) };
        Script sender = new()
        {
            Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(5 + me.Self.Value % 3)),
            Receive = (me, _) =>
            {
                for (int i = 0; i < 3; i++) me.Say(0, new Note(me.State++));
            },
        };
        Lab.Run(40, TimeSpan.FromSeconds(1), peer => peer == 0 ? receiver : sender, options: new RunOptions { Threads = threads, Cohorts = cohorts });

        Assert.True(seen.Count > 1000);
        Assert.Equal(seen.OrderBy(s => s.Time).ThenBy(s => s.From).ThenBy(s => s.Value), seen);
    }

    [Fact]
    public void In_small_random_worlds_every_datagram_is_handled_exactly_once_or_counted_as_dropped() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new RandomStream((ulong)seed);
            int peers = 2 + random.Next(20), cohorts = 1 + random.Next(peers);
            double loss = random.Next(3) * 0.2, jitter = random.Next(3) * 0.5;
            long least = 1 + random.Next(500_000), most = least + random.Next(1_000_000);
            TimeSpan end = TimeSpan.FromSeconds(5);
            var handled = new Dictionary<(int, int), int>();
            int sent = 0, early = 0;
            World world = null!;
            var script = new Script
            {
                Start = me => me.Alarms.StartPeriodicTimer("t", new Note(-1), TimeSpan.FromTicks(1 + me.Dice.Next(3_000_000))),
                Receive = (me, m) =>
                {
                    if (m is Stamped s)
                    {
                        if (me.From != me.Self && world.Clock.WindowOf(s.Sent.Ticks) >= world.Clock.WindowOf(me.Clock.Ticks)) early++;
                        handled[(me.From.Value, (int)s.Id)] = handled.GetValueOrDefault((me.From.Value, (int)s.Id)) + 1;
                    }
                    else if (me.Clock < end - TimeSpan.FromSeconds(2.5))
                    {
                        sent++;
                        me.Say(me.Dice.Next(peers), new Stamped(me.Clock, sent, 10));
                    }
                },
            };
            world = Lab.Build(peers, end, _ => script, Lab.Network(loss, jitter / 10, latency: new UniformLatency(new TimeSpan(least), new TimeSpan(most))),
                new RunOptions { Threads = 1, Cohorts = cohorts }, (ulong)seed);
            LocalEngine.Run(world, Lab.Alone);
            long dropped = world.CollectTraffic().Sum(t => t.Dropped.Values.Sum());
            return early == 0 && handled.Values.All(n => n == 1) && handled.Count + dropped == sent && (loss > 0 || dropped == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void With_the_smallest_possible_lookahead_messages_still_wait_for_the_next_window()
    {
        var seen = new List<(TimeSpan Time, int Value)>();
        Script script = new()
        {
            Start = me => me.Say(1 - me.Self.Value, new Note(0)),
            Receive = (me, m) =>
            {
                if (me.Self.Value == 0) seen.Add((me.Clock, ((Note)m).Value));
                me.Say(1 - me.Self.Value, new Note(((Note)m).Value + 1));
            },
        };
        foreach (int cohorts in (int[])[1, 2])
        {
            seen.Clear();
            Lab.Run(2, TimeSpan.FromTicks(50), _ => script, Lab.Network(latency: new ConstantLatency(TimeSpan.FromTicks(1))), new RunOptions { Threads = 1, Cohorts = cohorts });
            Assert.Equal(Enumerable.Range(0, 49).Select(i => (TimeSpan.FromTicks(i + 1), i)), seen);
        }
    }

    [Fact]
    public void The_order_holds_over_weeks_with_a_long_lookahead()
    {
        var seen = new List<TimeSpan>();
        Script script = new()
        {
            Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), TimeSpan.FromSeconds(0.9999999)),
            Receive = (me, m) =>
            {
                seen.Add(me.Clock);
            },
        };
        var latency = new ConstantLatency(TimeSpan.FromTicks(599_999_999));
        Lab.Run(1, TimeSpan.FromDays(4), _ => script, Lab.Network(latency: latency));

        Assert.True(seen.Count > 340_000);
        Assert.True(seen.Zip(seen.Skip(1)).All(pair => pair.First < pair.Second));
    }

    [Fact]
    public void A_message_to_oneself_comes_at_the_same_time_after_the_handler()
    {
        var seen = new List<string>();
        Script script = new()
        {
            Start = me =>
            {
                me.Say(0, new Note(1));
                seen.Add("started");
            },
            Receive = (me, m) => seen.Add($"{me.Clock.Ticks} from {me.From}"),
        };
        Lab.Run(1, TimeSpan.FromSeconds(1), _ => script);

        Assert.Equal(["started", "0 from 0"], seen);
    }

    [Fact]
    public void A_message_to_nobody_fails_the_handler_that_sent_it()
    {
        World world = Lab.Run(1, TimeSpan.FromSeconds(1), _ => new Script { Start = me => me.Say(7, new Note(1)) }, supervision: new SupervisorStrategy { OnFailure = FailureDirective.Stop });

        HandlerFailure failure = Assert.Single(world.CollectFailures().First);
        Assert.Contains("no such peer", failure.Error, StringComparison.Ordinal);
        Assert.Equal(PeerState.Failed, world.StateOf(new PeerId(0)));
    }

    [Fact]
    public void Nobody_is_the_sender_of_a_timer_and_of_the_start_and_the_end_of_a_session()
    {
        var senders = new List<PeerId>();
        Script script = new()
        {
            Start = me =>
            {
                senders.Add(me.From);
                me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(5));
            },
            Receive = (me, _) =>
            {
                senders.Add(me.From);
                me.Leave();
            },
            Stop = me => senders.Add(me.From),
        };
        Lab.Run(2, TimeSpan.FromSeconds(1), peer => peer == 1 ? script : Script.Silent);

        Assert.Equal([PeerId.None, PeerId.None, PeerId.None], senders);
    }
}
