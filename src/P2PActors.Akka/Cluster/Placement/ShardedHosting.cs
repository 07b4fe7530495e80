using Akka.Actor;
using P2PActors.Akka.Cluster.Exchange;
using P2PActors.Engine;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>Hosts the peers of this machine under the cohorts that sharding has started here.</summary>
internal sealed class ShardedHosting(CohortRegistry registry, AkkaLink link) : ActorHosting
{
    public override string Name => "akka";

    internal override WorldHost Open(WorldPlan plan) => new ShardedWorldHost(registry, link.Attempt, link.Worlds, link.PeersEach);
}

/// <summary>The cohorts of one world on this machine.</summary>
internal sealed class ShardedWorldHost(CohortRegistry registry, long attempt, int world, int peersEach) : WorldHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<(AkkaCohortHost Host, IActorRef Actor)> _cohorts = [];

    public override CohortHost HostOf(Cohort cohort)
    {
        var key = new CohortKey(attempt, world, cohort.FirstPeer / peersEach);
        IActorRef actor = registry.Find(key) ?? throw new HostingException($"cohort {key.Cohort} was placed on this machine, but is not here");
        var host = new AkkaCohortHost(cohort);
        actor.Ask<CohortActor.Serve>(new CohortActor.Serve(host), Patience).GetAwaiter().GetResult();
        host.Start(actor);
        _cohorts.Add((host, actor));
        return host;
    }

    public override void Close()
    {
        foreach ((AkkaCohortHost host, IActorRef actor) in _cohorts)
        {
            host.Close();
            actor.Tell(CohortEntity.WorldIsOver.Instance, ActorRefs.NoSender);
        }

        _cohorts.Clear();
    }
}
