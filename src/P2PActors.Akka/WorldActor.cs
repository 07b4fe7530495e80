using Akka.Actor;

namespace P2PActors.Akka;

/// <summary>Parent of a world's cohorts. It does nothing but start them; with it they all stop.</summary>
internal sealed class WorldActor : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => StoppingStrategy;

    // A cohort that fails is a defect of this engine: it stays stopped, and the run ends with a message.
    private static SupervisorStrategy StoppingStrategy => new OneForOneStrategy(static _ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        if (message is not StartCohort start)
        {
            Unhandled(message);
            return;
        }

        Sender.Tell(Context.ActorOf(Props.CreateBy(new CohortActor.Producer(start.Host)).WithDispatcher(AkkaCohortHost.Dispatcher), start.Name));
    }

    /// <summary>Starts a cohort; the answer is its reference.</summary>
    public sealed record StartCohort(AkkaCohortHost Host, string Name);

    /// <summary>Makes the actor.</summary>
    public sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(WorldActor);

        public ActorBase Produce() => new WorldActor();

        public void Release(ActorBase actor) { }
    }
}
