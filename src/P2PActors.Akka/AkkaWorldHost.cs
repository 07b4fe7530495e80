using Akka.Actor;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>The actors of one world: an actor with a child per cohort.</summary>
internal sealed class AkkaWorldHost(ActorSystem system, string name) : WorldHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IActorRef _world = system.ActorOf(Props.CreateBy(new WorldActor.Producer()), name);
    private readonly List<AkkaCohortHost> _cohorts = [];

    public override CohortHost HostOf(Cohort cohort)
    {
        var host = new AkkaCohortHost(cohort);
        var start = new WorldActor.StartCohort(host, $"cohort-{_cohorts.Count}");
        host.Start(_world.Ask<IActorRef>(start, Patience).GetAwaiter().GetResult());
        _cohorts.Add(host);
        return host;
    }

    public override void Close()
    {
        foreach (AkkaCohortHost cohort in _cohorts) cohort.Close();
        _cohorts.Clear();
        if (!_world.GracefulStop(Patience).GetAwaiter().GetResult())
            throw new HostingException($"{_world.Path}: the actors of a run that is over did not stop within {Patience.TotalSeconds:0} s");
    }
}
