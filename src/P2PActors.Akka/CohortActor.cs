using System.Globalization;
using Akka.Actor;

namespace P2PActors.Akka;

/// <summary>A cohort: parent and supervisor of its peers' actors.</summary>
/// <param name="host">Where it meets its cohort of the engine; null until it is told.</param>
internal class CohortActor(AkkaCohortHost? host) : UntypedActor
{
    private readonly CohortSupervision _supervision = new() { Host = host };

    protected override SupervisorStrategy SupervisorStrategy() => _supervision;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PeerOrder order:
                Carry(order);
                break;
            case Serve serve:
                _supervision.Host = serve.Host;
                Sender.Tell(serve, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Carry(PeerOrder order)
    {
        if (order.Peer is { } peer) Context.Stop(peer);
        else if (order.Number != PeerOrder.Nobody) order.Peer = Context.ActorOf(_supervision.Host!.PeerProps, string.Create(CultureInfo.InvariantCulture, $"peer-{order.Number}"));
        order.Thread = Environment.CurrentManagedThreadId;
        order.IsDone = true;
    }

    /// <summary>Gives a cohort that sharding has started its cohort of the engine. Answered with itself; never leaves its machine.</summary>
    public sealed record Serve(AkkaCohortHost Host) : INoSerializationVerificationNeeded;

    /// <summary>Starts or stops a peer's actor. One object serves a cohort: it is told and carried out in one call.</summary>
    public sealed class PeerOrder : INoSerializationVerificationNeeded
    {
        /// <summary>The number for an order that asks for nothing.</summary>
        public const int Nobody = -1;

        private volatile bool _isDone;

        /// <summary>Number of the peer that is to be started, or <see cref="Nobody"/>.</summary>
        public int Number { get; set; }

        /// <summary>The actor that is to be stopped; null to start one, which is then found here.</summary>
        public IActorRef? Peer { get; set; }

        /// <summary>The thread that carried it out.</summary>
        public int Thread { get; set; }

        /// <summary>Set when it has been carried out.</summary>
        public bool IsDone
        {
            get => _isDone;
            set => _isDone = value;
        }
    }

    /// <summary>Makes the actor.</summary>
    public sealed class Producer(AkkaCohortHost host) : IIndirectActorProducer
    {
        public Type ActorType => typeof(CohortActor);

        public ActorBase Produce() => new CohortActor(host);

        public void Release(ActorBase actor) { }
    }
}
