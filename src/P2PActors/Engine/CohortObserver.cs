using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Engine;

/// <summary>
/// Looks on while cohorts work, and changes nothing. A peer's own calls come from one thread at a time, those of different
/// peers from several. There is none unless somebody inspects the run.
/// </summary>
internal abstract class CohortObserver
{
    /// <summary>A peer hands a message to the network.</summary>
    public abstract void Sent(int from, int to, Message message, int bytes, long now);

    /// <summary>A peer asks for a connection.</summary>
    public abstract void Asked(int from, Connection connection, long now);

    /// <summary>A peer starts a timer, or puts it off.</summary>
    public abstract void TimerStarted(int peer, TimerEntry timer, long now);

    /// <summary>The handler of a peer is about to be called for a message of another peer or its own.</summary>
    public abstract void Receiving(int peer, int sender, Message message, long now);

    /// <summary>The handler of a peer is about to be called for a timer.</summary>
    public abstract void Elapsing(int peer, TimerEntry timer, long now);

    /// <summary>The handler of a peer is about to be called for something else.</summary>
    public abstract void Notifying(int peer, in ActorCall call, long now);

    /// <summary>That handler has come back.</summary>
    public abstract void Handled(int peer);

    /// <summary>A peer's user begins something that others will be asked about.</summary>
    public abstract void OperationBegun(int peer, string what, long now);

    /// <summary>A peer puts something aside: on behalf of what it would be done now.</summary>
    public abstract OperationMark PutAside();

    /// <summary>A peer takes up what it has put aside.</summary>
    public abstract void TakeUp(OperationMark mark);

    /// <summary>An event is over. Where windows are run by one thread this may block.</summary>
    public abstract void EventOver();
}
