using Akka.Actor;
using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>
/// The Akka actor of a peer on line. It holds the peer's protocol for as long as Akka keeps this object: a restart by the
/// supervisor makes a fresh one, which takes in the fresh state that comes with the next call.
/// </summary>
internal sealed class PeerShell : UntypedActor
{
    private PeerActor? _peer;

    protected override void OnReceive(object message)
    {
        if (message is not PeerCall call)
        {
            Unhandled(message);
            return;
        }

        try
        {
            _peer ??= call.Peer;
            if (call.Fails) throw new InjectedFailureException();
            call.Answer = _peer.Handle(in call.Call);
        }
        catch (Exception e)
        {
            // Akka's supervision takes it from here; the run records it when the call is over.
            call.Error = e;
            throw;
        }
        finally
        {
            call.IsDone = true;
        }
    }

    protected override void PostRestart(Exception reason)
    {
        Context.System.EventStream.Publish(new Restarted(Self, reason));
        base.PostRestart(reason);
    }

    /// <summary>Published on the system's event stream when a cohort has restarted a peer.</summary>
    /// <param name="Peer">The peer's actor.</param>
    /// <param name="Reason">What its handler threw.</param>
    public sealed record Restarted(IActorRef Peer, Exception Reason);

    /// <summary>Makes the actors of a cohort's peers.</summary>
    public sealed class Producer : IIndirectActorProducer
    {
        public Type ActorType => typeof(PeerShell);

        /// <summary>The one made last.</summary>
        public PeerShell? Last { get; private set; }

        public ActorBase Produce() => Last = new PeerShell();

        public void Release(ActorBase actor) { }
    }
}
