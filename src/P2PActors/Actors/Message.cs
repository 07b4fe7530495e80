namespace P2PActors.Actors;

/// <summary>
/// What peers say to each other and to themselves (timers). Messages are immutable records: the same object is seen by
/// sender and receiver, so nothing it refers to may ever change.
/// </summary>
public abstract record Message
{
    /// <summary>
    /// Size in bytes on the wire in the real protocol's format, without transport headers; 0 for messages that never
    /// travel (timers). At least 1 for a message that is sent.
    /// </summary>
    public abstract int WireSize { get; }
}
