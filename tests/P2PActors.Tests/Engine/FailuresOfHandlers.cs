using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;

namespace P2PActors.Tests.Engine;

public sealed class FailuresOfHandlers
{
    private static readonly PeerId First = new(0);

    private static void Fail() => throw new InvalidOperationException("on purpose");

    private static SupervisorStrategy Restarts(int most) => new() { MaxRestarts = most };

    [Fact]
    public void A_failed_peer_starts_anew_with_a_fresh_state_and_a_random_stream_of_its_own()
    {
        var starts = new List<(int Session, int State, ulong Bits, TimeSpan At)>();
        Script script = new()
        {
            Start = me =>
            {
                starts.Add((me.Session, me.State++, me.Dice.NextBits(), me.Clock));
                me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(30));
            },
            Receive = (me, _) =>
            {
                if (me.Session < 3) Fail();
            },
        };
        World world = Lab.Run(1, TimeSpan.FromSeconds(1), _ => script);

        Assert.Equal([(1, 0, Lab.Ms(0)), (2, 0, Lab.Ms(30)), (3, 0, Lab.Ms(60))], starts.Select(s => (s.Session, s.State, s.At)));
        Assert.Equal(3, starts.Select(s => s.Bits).Distinct().Count());
        Assert.Equal(2, world.CollectFailures().Count);
        Assert.True(world.IsOnline(First));
        Assert.Equal((1, 3L), (world.Online, world.Sessions));
    }

    [Fact]
    public void Under_the_directive_stop_a_failed_peer_stays_off_line()
    {
        int starts = 0;
        Script script = new() { Start = me => { starts++; Fail(); } };
        World world = Lab.Run(1, TimeSpan.FromSeconds(1), _ => script, supervision: new SupervisorStrategy { OnFailure = FailureDirective.Stop });

        Assert.Equal((1, PeerState.Failed, 0, 1L), (starts, world.StateOf(First), world.Online, world.CollectFailures().Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void After_its_last_restart_a_failed_peer_is_stopped(int most)
    {
        int starts = 0;
        Script script = new() { Start = me => { starts++; Fail(); } };
        World world = Lab.Run(1, TimeSpan.FromSeconds(1), _ => script, supervision: Restarts(most));

        Assert.Equal((most + 1, PeerState.Failed, most + 1L), (starts, world.StateOf(First), world.CollectFailures().Count));
    }

    public static TheoryData<string> Handlers => ["PreStart", "PostStop", "Receive", "Timer", "Connecting", "Connected", "ConnectFailed", "Closed", "Create"];

    [Theory]
    [MemberData(nameof(Handlers))]
    public void A_failure_in_any_handler_is_counted_and_does_not_end_the_run(string handler)
    {
        int pings = 0, creations = 0;
        Script failing = new()
        {
            Start = me =>
            {
                if (handler == "PreStart" && me.Session == 1) Fail();
                if (me.Session > 1) return;
                me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(50));
                if (handler == "ConnectFailed") me.Call(3);
                if (handler is "Connected" or "Closed") me.Call(1);
            },
            Stop = _ => { if (handler == "PostStop") Fail(); },
            Receive = (me, m) =>
            {
                if (me.Session == 1 && handler == (me.From.IsPeer ? "Receive" : "Timer")) Fail();
                if (!me.From.IsPeer && handler == "PostStop") me.Leave();
            },
            Connecting = (_, _) => { if (handler == "Connecting") Fail(); return true; },
            Connected = (_, _) => { if (handler == "Connected") Fail(); },
            ConnectFailed = (_, _, _) => { if (handler == "ConnectFailed") Fail(); },
            Closed = (_, _, _) => { if (handler == "Closed") Fail(); },
        };
        Script other = new()
        {
            Start = me =>
            {
                me.Say(0, new Note(1));
                me.Alarms.StartPeriodicTimer("p", new Note(2), Lab.Ms(100));
                if (handler == "Connecting" && me.Self.Value == 1) me.Call(0);
            },
            Receive = (_, _) => pings++,
            Connected = (_, c) => { if (handler == "Closed") c.Close(); },
        };
        Script refusing = new() { Connecting = (_, _) => false };
        var options = Lab.Alone;
        var world = new World(
            new WorldPlan
            {
                PeerCount = 4,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(2),
                Network = Lab.Network(),
                Create = (peer, _) =>
                {
                    if (handler == "Create" && peer.Value == 0 && creations++ == 0) Fail();
                    return new Scripted(peer.Value switch { 0 => failing, 3 => refusing, _ => other });
                },
            },
            options);
        RunOutcome outcome = LocalEngine.Run(world, options);

        Assert.True(outcome.IsComplete);
        Assert.True(pings >= 38);
        Assert.Equal(1, world.CollectFailures().Count);
        Assert.Equal(handler == "PostStop" ? PeerState.Left : PeerState.Online, world.StateOf(First));
        Assert.Equal(handler == "PostStop" ? 3 : 4, world.Online);
    }

    [Fact]
    public void The_connections_of_a_failed_peer_break()
    {
        var closed = new List<(TimeSpan, CloseReason)>();
        Script failing = new() { Receive = (_, _) => Fail() };
        Script other = new()
        {
            Start = me => me.Call(0),
            Connected = (_, c) => c.Send(new Note(1)),
            Closed = (me, _, reason) => closed.Add((me.Clock, reason)),
        };
        Lab.Run(2, TimeSpan.FromSeconds(1), peer => peer == 0 ? failing : other);

        Assert.Equal([(Lab.Ms(40), CloseReason.Reset)], closed);
    }

    [Fact]
    public void A_peer_killed_by_a_fault_stays_away_even_if_its_last_handler_fails()
    {
        World world = Lab.Run(2, TimeSpan.FromSeconds(2), _ => new Script { Stop = _ => Fail() }, interventions: [Lab.At(500, w => w.Kill(First, silently: false))]);

        Assert.Equal((PeerState.Left, 1), (world.StateOf(First), world.Online));
        Assert.Equal((1L, 2L), (world.CollectFailures().Count, world.Sessions));
    }

    [Fact]
    public void A_peer_that_asked_to_stop_and_then_failed_does_not_come_back()
    {
        Script script = new() { Start = me => { me.Leave(); Fail(); } };
        World world = Lab.Run(1, TimeSpan.FromSeconds(2), _ => script);

        Assert.Equal((0, 1L, 1L), (world.Online, world.Sessions, world.CollectFailures().Count));
    }

    [Fact]
    public void Only_the_first_failures_are_kept_but_all_are_counted()
    {
        Script script = new() { Start = me => me.Alarms.StartSingleTimer("t", new Note(0), Lab.Ms(1 + me.Self.Value)), Receive = (_, _) => Fail() };
        World world = Lab.Run(100, TimeSpan.FromSeconds(5), _ => script, options: new RunOptions { Threads = 2, Cohorts = 10 }, supervision: Restarts(4));

        (long count, IReadOnlyCollection<HandlerFailure> first) = world.CollectFailures();
        Assert.Equal(500, count);
        Assert.Equal(20, first.Count);
        Assert.Equal(first.OrderBy(f => f.Time).ThenBy(f => f.Peer), first);
        Assert.Equal(Lab.Ms(1), first.First().Time);
    }
}
