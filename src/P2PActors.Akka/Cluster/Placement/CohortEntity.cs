using Akka.Actor;
using Akka.Cluster.Sharding;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>
/// A cohort that sharding has started on this machine. It lives until its world is over: sharding sees nothing of what goes
/// on in a run, so idle entities are never passivated (<c>cluster.conf</c>).
/// </summary>
/// <param name="entityId">Names it.</param>
/// <param name="registry">Where the engine finds it.</param>
internal sealed class CohortEntity(string entityId, CohortRegistry registry) : CohortActor(null)
{
    private readonly CohortKey _key = CohortKey.Parse(entityId);

    protected override void PreStart() => registry.Add(_key, Self);

    protected override void PostStop() => registry.Remove(_key, Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HostCohort host:
                Sender.Tell(new CohortStarted(host.Cohort, Machine), Self);
                break;
            case WorldIsOver:
                Context.Parent.Tell(new Passivate(PoisonPill.Instance), Self);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    private static string Machine => global::Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString();

    /// <summary>The cohort may go. Never leaves its machine.</summary>
    public sealed record WorldIsOver : INoSerializationVerificationNeeded
    {
        /// <summary>The only one.</summary>
        public static WorldIsOver Instance { get; } = new();
    }

    /// <summary>Makes the actor.</summary>
    public new sealed class Producer(string entityId, CohortRegistry registry) : IIndirectActorProducer
    {
        public Type ActorType => typeof(CohortEntity);

        public ActorBase Produce() => new CohortEntity(entityId, registry);

        public void Release(ActorBase actor) { }
    }
}
