using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Tests.Engine;
using FailureStrategy = P2PActors.Engine.SupervisorStrategy;

namespace P2PActors.Akka.Tests;

/// <summary>The life of peers as Akka actors, seen from Akka: who is there, who is restarted, who is stopped.</summary>
public sealed class CohortsSupervisePeers() : TestKit(AkkaHosting.Configuration)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>Counts what it hears, and fails at every message whose value is negative.</summary>
    private static Script Failing { get; } = new()
    {
        Receive = (me, message) =>
        {
            me.State++;
            if (((Note)message).Value < 0) throw new InvalidOperationException("on purpose");
        },
    };

    /// <summary>Sends peer 1 messages that make it fail, at 1 s, 2 s, ...</summary>
    private static Script Tormentor(int times) => new()
    {
        Start = me => me.Alarms.StartPeriodicTimer("t", new Note(1), Second),
        Receive = (me, _) =>
        {
            if (me.State++ < times) me.Say(1, new Note(-1));
        },
    };

    private World Run(int peers, double seconds, Func<int, Script> scripts, FailureStrategy? supervision = null, params Intervention[] deeds) =>
        Lab.Run(
            peers, TimeSpan.FromSeconds(seconds), scripts, options: new RunOptions { Threads = 1, Cohorts = 2, Hosting = new AkkaHosting(Sys) },
            supervision: supervision, interventions: deeds);

    /// <summary>Hears of every peer that a cohort restarts.</summary>
    private TestProbe Restarts()
    {
        TestProbe probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe, typeof(PeerShell.Restarted));
        return probe;
    }

    /// <summary>Asks who answers at a place of the actor system; null if nobody.</summary>
    private IActorRef? At(string path) => Sys.ActorSelection(("/user/world-1/" + path).TrimEnd('/')).Ask<ActorIdentity>(new Identify(path), Soon).Result.Subject;

    [Fact]
    public void A_peer_on_line_is_an_actor_under_its_cohort()
    {
        var found = new List<IActorRef?>();
        Run(4, 2, _ => Script.Silent, null, Lab.At(1000, _ => found.AddRange([At("cohort-0/peer-0"), At("cohort-0/peer-1"), At("cohort-1/peer-2"), At("cohort-1/peer-3"), At("cohort-0/peer-2")])));

        Assert.All(found[..4], Assert.NotNull);
        Assert.Null(found[4]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_whose_session_ends_is_stopped(bool silently)
    {
        IActorRef? peer = null, afterwards = null;
        Run(
            2, 3, _ => Script.Silent, null,
            Lab.At(1000, _ => Watch(peer = At("cohort-1/peer-1")!)),
            Lab.At(2000, world => world.Kill(new PeerId(1), silently)),
            Lab.At(2500, _ => afterwards = At("cohort-1/peer-1")));

        ExpectTerminated(peer!, Soon);
        Assert.Null(afterwards);
    }

    [Fact]
    public void A_peer_that_comes_back_is_an_actor_of_the_same_name_but_another_one()
    {
        IActorRef? before = null, after = null;
        Run(
            2, 4, _ => Script.Silent, null,
            Lab.At(1000, _ => before = At("cohort-1/peer-1")),
            Lab.At(2000, world => world.Restart(new PeerId(1), Second)),
            Lab.At(3500, _ => after = At("cohort-1/peer-1")));

        Assert.Equal(before!.Path.ToStringWithoutAddress(), after!.Path.ToStringWithoutAddress());
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void A_peer_whose_handler_throws_is_restarted_by_its_cohort_with_the_same_reference_and_a_fresh_state()
    {
        IActorRef? before = null, after = null;
        PeerActor? actorBefore = null;
        World world = Run(
            2, 4, peer => peer == 1 ? Failing : Tormentor(1), null,
            Lab.At(500, w => (before, actorBefore) = (At("cohort-1/peer-1"), w.ActorOf(new PeerId(1)))),
            Lab.At(600, _ => Watch(before!)),
            Lab.At(1500, _ => after = At("cohort-1/peer-1")),
            Lab.At(2000, w => Assert.Equal((true, 0), (!ReferenceEquals(actorBefore, w.ActorOf(new PeerId(1))), ((Scripted)w.ActorOf(new PeerId(1))!).State))));

        Assert.Equal(before, after);
        Assert.Equal((1L, 3L), (world.CollectFailures().Count, world.Sessions));
    }

    [Fact]
    public void Under_the_directive_stop_a_peer_whose_handler_throws_is_stopped_and_stays_away()
    {
        TestProbe restarts = Restarts();
        IActorRef? peer = null, afterwards = null;
        World world = Run(
            2, 4, p => p == 1 ? Failing : Tormentor(1), new FailureStrategy { OnFailure = FailureDirective.Stop },
            Lab.At(500, _ => Watch(peer = At("cohort-1/peer-1")!)),
            Lab.At(1500, _ => afterwards = At("cohort-1/peer-1")));

        ExpectTerminated(peer!, Soon);
        restarts.ExpectNoMsg(AMoment);
        Assert.Null(afterwards);
        Assert.Equal(PeerState.Failed, world.StateOf(new PeerId(1)));
    }

    [Fact]
    public void A_peer_is_stopped_when_its_restarts_are_used_up_and_not_before()
    {
        TestProbe restarts = Restarts();
        var peers = new List<IActorRef?>();
        World world = Run(
            2, 6, p => p == 1 ? Failing : Tormentor(9), new FailureStrategy { MaxRestarts = 2 },
            [.. Enumerable.Range(0, 5).Select(i => Lab.At(500 + 1000 * i, _ => peers.Add(At("cohort-1/peer-1"))))]);

        restarts.ReceiveN(2, Soon);
        restarts.ExpectNoMsg(AMoment);
        Assert.NotNull(peers[0]);
        Assert.Equal([peers[0], peers[0], peers[0], null, null], peers);
        Assert.Equal((3L, PeerState.Failed), (world.CollectFailures().Count, world.StateOf(new PeerId(1))));
    }

    [Fact]
    public void A_failure_by_a_fault_is_a_failure_of_the_actor_too()
    {
        TestProbe restarts = Restarts();
        World world = Run(2, 3, p => p == 1 ? Failing : Tormentor(0), null, Lab.At(500, w => w.FailNext(new PeerId(0), 2)));

        Assert.EndsWith("/world-1/cohort-0/peer-0", restarts.ExpectMsg<PeerShell.Restarted>(Soon).Peer.Path.ToStringWithoutAddress(), StringComparison.Ordinal);
        restarts.ExpectMsg<PeerShell.Restarted>(Soon);
        restarts.ExpectNoMsg(AMoment);
        Assert.Equal(2L, world.CollectFailures().Count);
    }

    [Fact]
    public void A_failure_never_reaches_beyond_the_peer_its_cohort_and_neighbours_go_on()
    {
        IActorRef? cohort = null, neighbour = null, cohortAfter = null, neighbourAfter = null;
        World world = Run(
            4, 30, p => p == 1 ? Failing : p == 0 ? Tormentor(50) : Script.Silent, new FailureStrategy { MaxRestarts = 20 },
            Lab.At(500, _ => (cohort, neighbour) = (At("cohort-0"), At("cohort-0/peer-0"))),
            Lab.At(29_000, _ => (cohortAfter, neighbourAfter) = (At("cohort-0"), At("cohort-0/peer-0"))));

        Assert.NotNull(cohort);
        Assert.NotNull(neighbour);
        Assert.Equal((cohort, neighbour), (cohortAfter, neighbourAfter));
        Assert.Equal((21L, 3), (world.CollectFailures().Count, world.Online));
    }

    [Fact]
    public void A_peer_that_fails_while_it_leaves_is_stopped_and_not_restarted()
    {
        TestProbe restarts = Restarts();
        IActorRef? peer = null;
        Script failsAtItsEnd = new() { Stop = _ => throw new InvalidOperationException("on purpose") };
        World world = Run(
            2, 3, _ => failsAtItsEnd, null,
            Lab.At(500, _ => Watch(peer = At("cohort-1/peer-1")!)),
            Lab.At(1000, w => w.Kill(new PeerId(1), silently: false)));

        ExpectTerminated(peer!, Soon);
        restarts.ExpectNoMsg(AMoment);
        Assert.Equal((1L, PeerState.Left), (world.CollectFailures().Count, world.StateOf(new PeerId(1))));
    }

    [Fact]
    public void With_the_run_all_its_actors_end()
    {
        IActorRef? peer = null;
        Run(2, 2, _ => Script.Silent, null, Lab.At(1000, _ => Watch(peer = At("cohort-1/peer-1")!)));

        ExpectTerminated(peer!, Soon);
        Assert.Null(At("cohort-1"));
        Assert.Null(At(""));
    }
}
