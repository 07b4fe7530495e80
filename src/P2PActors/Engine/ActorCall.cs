using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Engine;

internal enum ActorCallKind : byte
{
    Receive,
    PreStart,
    PostStop,
    Connecting,
    Connected,
    ConnectFailed,
    Closed,
}

/// <summary>One call of an actor's handler.</summary>
internal readonly record struct ActorCall(
    ActorCallKind Kind, Message? Message = null, Connection? Connection = null, PeerId Peer = default, byte Reason = 0);

/// <summary>
/// Who runs the handlers of a cohort's actors. The local engine calls them directly; another engine puts its own actor
/// around each peer and must have run the handler on this thread when <see cref="Invoke"/> returns.
/// </summary>
internal abstract class ActorHost
{
    /// <summary>Runs one handler; what it throws comes out here.</summary>
    public abstract bool Invoke(PeerActor actor, in ActorCall call);

    /// <summary>Calls handlers directly.</summary>
    public static ActorHost Direct { get; } = new DirectHost();

    private sealed class DirectHost : ActorHost
    {
        public override bool Invoke(PeerActor actor, in ActorCall call) => actor.Handle(in call);
    }
}
