using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>
/// What a peer's actor is told: to run one handler. One object serves a whole cohort, since each call is over before the
/// next one is made.
/// </summary>
internal sealed class PeerCall
{
    private volatile bool _isDone;

    /// <summary>The peer's protocol.</summary>
    public PeerActor Peer = null!;

    /// <summary>Which handler, and with what.</summary>
    public ActorCall Call;

    /// <summary>Whether the handler is to fail instead.</summary>
    public bool Fails;

    /// <summary>What the handler answered.</summary>
    public bool Answer;

    /// <summary>What the handler threw.</summary>
    public Exception? Error;

    /// <summary>Set when the handler has returned or thrown.</summary>
    public bool IsDone
    {
        get => _isDone;
        set => _isDone = value;
    }
}
