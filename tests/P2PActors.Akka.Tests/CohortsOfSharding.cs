using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.TestKit.Xunit2;
using P2PActors.Actors;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Akka.Tests.Stages;
using P2PActors.Engine;
using P2PActors.Tests.Engine;
using FailureStrategy = P2PActors.Engine.SupervisorStrategy;

namespace P2PActors.Akka.Tests;

/// <summary>Cohorts that sharding starts: they supervise their peers, outlive silence, and go when their world is over.</summary>
public sealed class CohortsOfSharding() : TestKit(MachineSystems.Config(Ports.Free()), "p2p")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly CohortRegistry _cohorts = new();

    private IActorRef Region(ClusterShardingSettings? settings = null)
    {
        MachineSystems.WaitForMembers(Sys, 1);
        return ClusterSharding.Get(Sys).Start(
            "cohort",
            id => Props.CreateBy(new CohortEntity.Producer(id, _cohorts)).WithDispatcher(AkkaCohortHost.Dispatcher),
            settings ?? ClusterShardingSettings.Create(Sys),
            new CohortExtractor(),
            new CohortAllocation(),
            PoisonPill.Instance);
    }

    private IActorRef StartCohort(IActorRef region, int cohort = 0, long attempt = 1)
    {
        var host = new HostCohort(attempt, 1, cohort);
        CohortStarted started = region.Ask<CohortStarted>(host, Soon).Result;
        Assert.Equal((cohort, global::Akka.Cluster.Cluster.Get(Sys).SelfAddress.ToString()), (started.Cohort, started.Machine));
        return _cohorts.Find(host.Key)!;
    }

    /// <summary>Runs a world whose cohorts sharding starts.</summary>
    private World Run(Func<int, Script> scripts, FailureStrategy supervision, params Intervention[] deeds)
    {
        IActorRef region = Region();
        string address = global::Akka.Cluster.Cluster.Get(Sys).SelfAddress.ToString();
        var link = new AkkaLink(1, 0, [ActorRefs.Nobody], new ShardingPlacer(region, [address]), TimeSpan.FromSeconds(1));
        using var hosting = new ShardedHosting(_cohorts, link);
        return Lab.Run(4, TimeSpan.FromSeconds(8), scripts, options: new RunOptions { Threads = 2, Cohorts = 2, Hosting = hosting, Link = link }, supervision: supervision, interventions: deeds);
    }

    private static Script Failing { get; } = new()
    {
        Receive = (_, message) =>
        {
            if (((Note)message).Value < 0) throw new InvalidOperationException("on purpose");
        },
    };

    /// <summary>Sends peer 1 messages that make it fail, at 1 s, 2 s, ...</summary>
    private static Script Tormentor(int times) => new()
    {
        Start = me => me.Alarms.StartPeriodicTimer("t", new Note(1), TimeSpan.FromSeconds(1)),
        Receive = (me, _) =>
        {
            if (me.State++ < times) me.Say(1, new Note(-1));
        },
    };

    private static Func<int, Script> Torment(int times) => i => i == 3 ? Tormentor(times) : Failing;

    [Fact]
    public void Peers_live_under_the_cohort_that_sharding_has_started_and_go_with_it()
    {
        IActorRef? cohort = null, peer = null;
        Run(
            _ => Script.Silent,
            new FailureStrategy(),
            Lab.At(1000, _ =>
            {
                cohort = _cohorts.Find(new CohortKey(1, 1, 0));
                peer = Sys.ActorSelection(cohort!.Path + "/peer-1").Ask<ActorIdentity>(new Identify(1), Soon).Result.Subject;
                Watch(peer);
            }));

        Assert.NotNull(peer);
        Assert.Contains("/system/sharding/cohort/", peer.Path.ToString(), StringComparison.Ordinal);
        ExpectTerminated(peer, Soon);
        Assert.True(SpinWait.SpinUntil(() => _cohorts.Count == 0, Soon), "cohorts whose world is over are passivated");
    }

    [Fact]
    public void Cohorts_of_an_attempt_that_never_had_a_world_go_with_it_and_later_ones_stay()
    {
        IActorRef region = Region();
        IActorRef orphan = StartCohort(region), later = StartCohort(region, 1, attempt: 2);
        Watch(orphan);

        _cohorts.EndUpTo(1);

        ExpectTerminated(orphan, Soon);
        Assert.True(SpinWait.SpinUntil(() => _cohorts.Count == 1, Soon));
        Assert.Equal(later, _cohorts.Find(new CohortKey(2, 1, 1)));
    }

    [Fact]
    public void A_peer_that_fails_is_restarted_as_often_as_the_scenario_says_and_then_stopped_and_nobody_else()
    {
        World world = Run(Torment(3), new FailureStrategy { MaxRestarts = 2 });

        Assert.Equal(PeerState.Failed, world.StateOf(new PeerId(1)));
        Assert.Equal(3, world.CollectFailures().Count);
        Assert.All((int[])[0, 2, 3], other => Assert.True(world.IsOnline(new PeerId(other))));
        Assert.True(SpinWait.SpinUntil(() => _cohorts.Count == 0, Soon));
    }

    [Fact]
    public void A_cohort_never_passes_a_failure_on_to_its_shard()
    {
        var restarted = new List<IActorRef?>();
        World world = Run(
            Torment(5),
            new FailureStrategy { MaxRestarts = 100 },
            Lab.At(500, _ => restarted.Add(_cohorts.Find(new CohortKey(1, 1, 0)))),
            Lab.At(7500, _ => restarted.Add(_cohorts.Find(new CohortKey(1, 1, 0)))));

        Assert.Equal(5, world.CollectFailures().Count);
        Assert.True(world.IsOnline(new PeerId(1)));
        Assert.NotNull(restarted[0]);
        Assert.Equal(restarted[0], restarted[1]);
    }

    [Fact]
    public void The_same_storm_as_without_Akka_comes_of_cohorts_that_sharding_has_started()
    {
        Storm alone = Storm.Run(seed: 6);
        IActorRef region = Region();
        var link = new AkkaLink(1, 0, [ActorRefs.Nobody], new ShardingPlacer(region, [global::Akka.Cluster.Cluster.Get(Sys).SelfAddress.ToString()]), TimeSpan.FromSeconds(1));
        using var hosting = new ShardedHosting(_cohorts, link);

        Storm sharded = Storm.Run(seed: 6, threads: 2, cohorts: 11, hosting: hosting, link: link);

        Assert.Equal(alone.World.Digest(), sharded.World.Digest());
        Assert.Equal(alone.World.CollectFailures().Count, sharded.World.CollectFailures().Count);
    }

    [Fact]
    public void Silence_is_no_reason_to_passivate()
    {
        ClusterShardingSettings settings = ClusterShardingSettings.Create(Sys);
        Assert.Equal("off", Sys.Settings.Config.GetString("akka.cluster.sharding.passivate-idle-entity-after"));
        Assert.Equal(TimeSpan.Zero, settings.PassivateIdleEntityAfter);

        IActorRef cohort = StartCohort(Region(settings));
        Watch(cohort);

        // Three times as long as what ends a cohort in the next test.
        ExpectNoMsg(TimeSpan.FromSeconds(3));
        Assert.Equal(1, _cohorts.Count);
    }

    [Fact]
    public void Were_it_not_switched_off_a_silent_cohort_would_go()
    {
        IActorRef cohort = StartCohort(Region(ClusterShardingSettings.Create(Sys).WithPassivateIdleAfter(TimeSpan.FromSeconds(1))));
        Watch(cohort);

        ExpectTerminated(cohort, Soon);
    }

    [Fact]
    public async Task A_cohort_whose_world_is_over_goes_and_another_world_gets_another_one()
    {
        IActorRef region = Region();
        IActorRef cohort = StartCohort(region);
        Watch(cohort);
        cohort.Tell(CohortEntity.WorldIsOver.Instance);

        ExpectTerminated(cohort, Soon);
        Assert.Equal(0, _cohorts.Count);
        await region.Ask<CohortStarted>(new HostCohort(1, 2, 0), Soon);
        Assert.NotNull(_cohorts.Find(new CohortKey(1, 2, 0)));
        Assert.Null(_cohorts.Find(new CohortKey(1, 1, 0)));
    }

    private IActorRef RegionAt(int port) => ((ExtendedActorSystem)Sys).Provider.ResolveActorRef($"akka.tcp://p2p@127.0.0.1:{port}/system/sharding/cohort");

    [Fact]
    public async Task Only_machines_that_are_used_have_cohorts()
    {
        const string Own = "akka.tcp://p2p@127.0.0.1:10", Second = "akka.tcp://p2p@127.0.0.1:11";
        var allocation = new CohortAllocation();
        IActorRef own = TestActor, second = RegionAt(11), third = RegionAt(12);
        ImmutableDictionary<IActorRef, IImmutableList<string>> now = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty
            .Add(own, ["1", "2"]).Add(second, ["3", "4"]).Add(third, ["5"]);

        Assert.Equal(third, await allocation.AllocateShard(own, "6", now)); // it has the fewest
        allocation.Use([Own, Second], Own);

        Assert.Equal(second, await allocation.AllocateShard(third, "6", now.SetItem(second, ["3"])));
        Assert.Equal(own, await allocation.AllocateShard(third, "6", now.SetItem(own, [])));
        Assert.True(allocation.Spread > 1, "nobody has looked yet");
        Assert.Equal(["5"], await allocation.Rebalance(now, ImmutableHashSet<string>.Empty));
        Assert.True(allocation.Spread > 1, "a cohort is where it may not be");
        Assert.Empty(await allocation.Rebalance(now.SetItem(third, []), ImmutableHashSet<string>.Empty));
        Assert.Equal(0, allocation.Spread);
        allocation.MayMove = false;
        Assert.Empty(await allocation.Rebalance(now, ImmutableHashSet<string>.Empty));
    }

    [Fact]
    public void A_cohort_that_came_up_outside_the_attempt_ends_it()
    {
        var link = new AkkaLink(1, 0, [ActorRefs.Nobody], new ShardingPlacer(Region(), ["akka.tcp://p2p@127.0.0.1:1"]), TimeSpan.FromSeconds(1));

        var lost = Assert.Throws<P2PActors.Engine.Machines.MachineLostException>(() => link.Place(2, 10));

        Assert.Contains("which is not of this attempt", lost.Message, StringComparison.Ordinal);
    }
}
