using P2PActors.Engine;

namespace P2PActors.Network.Links;

/// <summary>
/// One direction of an access link. Packets (one MTU or less) are sent one after the other at the full rate and go first;
/// what is left of the rate is shared equally by the long transfers in progress (processor sharing, kept exact by one
/// virtual time per link: Parekh and Gallager 1993). So the link never carries more than its rate, and is never idle while
/// something waits.
/// </summary>
/// <param name="ticksPerByte">Time one byte takes at the full rate, in ticks of 100 ns.</param>
internal sealed class SharedLink(double ticksPerByte)
{
    /// <summary>The transfers in progress, in the order in which they began.</summary>
    private Transfer[] _active = [];
    private int _count;
    private double _ticksPerByte = ticksPerByte;
    private long _packetsUntil;
    private long _packetTime;
    private long _updated;
    private long _packetTimeServed;
    private double _virtualBytes;

    /// <summary>A long transfer's place on the link.</summary>
    internal sealed class Transfer(object owner)
    {
        public object Owner { get; } = owner;
        internal double Finish;
        internal bool OnLink;
    }

    public bool HasTransfers => _count > 0;

    /// <summary>When the packets handed over so far will have been sent.</summary>
    public long PacketsUntil => _packetsUntil;

    /// <summary>When the link completes a segment next.</summary>
    public LinkAlarm Alarm = new();

    /// <summary>Whether the link is being served: its alarm is put in once, at the end.</summary>
    public bool IsServed;

    public long TicksFor(long bytes) => (long)Math.Ceiling(bytes * _ticksPerByte);

    /// <summary>The link has another rate from now on. Packets handed over before keep their times; what is left of transfers goes on at the new rate.</summary>
    public void ChangeRate(long now, double ticksPerByte)
    {
        Advance(now);
        _ticksPerByte = ticksPerByte;
    }

    /// <summary>Sends a packet and tells when its last bit has left.</summary>
    public long SendPacket(long now, int bytes)
    {
        if (_count > 0) Advance(now);
        long time = TicksFor(bytes);
        _packetsUntil = Math.Max(now, _packetsUntil) + time;
        _packetTime += time;
        return _packetsUntil;
    }

    /// <summary>Notes a packet that occupied the link up to <paramref name="end"/>, as the sender's side has worked out.</summary>
    public void NotePacket(long now, long end, int bytes)
    {
        if (_count > 0) Advance(now);
        _packetTime += TicksFor(bytes);
        _packetsUntil = end;
    }

    /// <summary>A transfer's next segment begins to share the link.</summary>
    public void Begin(Transfer transfer, long now, int bytes)
    {
        Advance(now);
        transfer.Finish = _virtualBytes + bytes;
        transfer.OnLink = true;
        if (_count == _active.Length) Array.Resize(ref _active, Math.Max(2, _count * 2));
        _active[_count++] = transfer;
    }

    /// <summary>A transfer is broken off.</summary>
    public void Abort(Transfer transfer, long now)
    {
        if (!transfer.OnLink) return;
        Advance(now);
        transfer.OnLink = false;
        Remove(Array.IndexOf(_active, transfer, 0, _count));
    }

    /// <summary>The next transfer whose segment is complete by now, in the order of completion, then of beginning.</summary>
    public bool TryComplete(long now, out Transfer? completed)
    {
        completed = null;
        if (_count == 0) return false;
        Advance(now);
        int at = First();
        Transfer first = _active[at];
        if (first.Finish - _virtualBytes > Tolerance) return false;
        first.OnLink = false;
        Remove(at);
        completed = first;
        return true;
    }

    /// <summary>When the next completion is due if nothing else is handed over.</summary>
    public bool TryNextCompletion(long now, out long time)
    {
        time = 0;
        if (_count == 0) return false;
        Advance(now);
        double bytes = Math.Max(0, _active[First()].Finish - _virtualBytes);
        time = Math.Max(now, _packetsUntil) + (_updated - now) + Math.Max(1, (long)Math.Ceiling(bytes * _count * _ticksPerByte));
        return true;
    }

    /// <summary>Less than a byte is left: rounding to ticks, not data.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>The place of the transfer that will be complete first; of equal ones that which began first.</summary>
    private int First()
    {
        int first = 0;
        for (int i = 1; i < _count; i++)
        {
            if (_active[i].Finish < _active[first].Finish) first = i;
        }

        return first;
    }

    private void Remove(int at)
    {
        _count--;
        Array.Copy(_active, at + 1, _active, at, _count - at);
        _active[_count] = null!;
    }

    /// <summary>Asks for the memory of a transfer that a completion will look at.</summary>
    public void PrefetchFirst()
    {
        if (_count > 0) Prefetch.Object(_active[0]);
    }

    private void Advance(long now)
    {
        long packetTimeServed = _packetTime - Math.Max(0, _packetsUntil - now);
        long left = now - _updated - (packetTimeServed - _packetTimeServed);
        if (left > 0 && _count > 0) _virtualBytes += left / (_ticksPerByte * _count);
        // A packet noted at its end has taken time that the transfers were given already: they owe it.
        _updated = left < 0 ? now - left : now;
        _packetTimeServed = packetTimeServed;
    }
}
