namespace P2PActors.Network.Links;

/// <summary>
/// When a shared link has to be looked at next. Each change of the link's load sets the alarm anew, which usually makes it
/// later; then the event that is under way stays where it is, and is followed by one for the right time when it comes up. So a
/// link has one event under way, whatever happens on it, and the alarm that counts has the place in the order of its peer's
/// events that it was given when it was set.
/// </summary>
internal struct LinkAlarm()
{
    private const long Never = long.MaxValue;
    private long _due = Never;
    private long _underWay = Never;
    private uint _dueSequence;
    private uint _underWaySequence;

    /// <summary>Sets the alarm, in place of the one before.</summary>
    public void Set(long time, uint sequence) => (_due, _dueSequence) = (time, sequence);

    /// <summary>There is nothing to look at.</summary>
    public void Clear() => _due = Never;

    /// <summary>Whether an event has to be put in, since none is under way that comes up in time.</summary>
    public bool TryPutIn(out long time, out uint sequence)
    {
        (time, sequence) = (_due, _dueSequence);
        if (_due >= _underWay) return false;
        (_underWay, _underWaySequence) = (time, sequence);
        return true;
    }

    /// <summary>The event that was put in has come up. One that an earlier event has overtaken is no longer under way.</summary>
    /// <returns>False if it has been overtaken.</returns>
    public bool ComesUp(uint sequence)
    {
        if (_underWay == Never || _underWaySequence != sequence) return false;
        _underWay = Never;
        return true;
    }

    /// <summary>Whether the alarm itself is due with that event.</summary>
    public readonly bool IsDue(uint sequence) => _due != Never && _dueSequence == sequence;
}
