using System.Globalization;
using Akka.Actor;

namespace P2PActors.Akka;

/// <summary>A cohort: parent and supervisor of its peers' actors.</summary>
internal sealed class CohortActor(AkkaCohortHost host) : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => new CohortSupervision(host);

    protected override void OnReceive(object message)
    {
        if (message is not PeerOrder order)
        {
            Unhandled(message);
            return;
        }

        if (order.Peer is { } peer) Context.Stop(peer);
        else if (order.Number != PeerOrder.Nobody) order.Peer = Context.ActorOf(host.PeerProps, string.Create(CultureInfo.InvariantCulture, $"peer-{order.Number}"));
        order.Thread = Environment.CurrentManagedThreadId;
        order.IsDone = true;
    }

    /// <summary>Starts or stops a peer's actor. One object serves a cohort: it is told and carried out in one call.</summary>
    public sealed class PeerOrder
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
