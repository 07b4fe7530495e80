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
    private readonly List<Transfer> _active = [];
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

    public bool HasTransfers => _active.Count > 0;

    /// <summary>When the packets handed over so far will have been sent.</summary>
    public long PacketsUntil => _packetsUntil;

    /// <summary>Number of the next completion event that is still valid; older ones are ignored.</summary>
    public uint Generation { get; private set; }

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
        if (_active.Count > 0) Advance(now);
        long time = TicksFor(bytes);
        _packetsUntil = Math.Max(now, _packetsUntil) + time;
        _packetTime += time;
        return _packetsUntil;
    }

    /// <summary>Notes a packet that occupied the link up to <paramref name="end"/>, as the sender's side has worked out.</summary>
    public void NotePacket(long now, long end, int bytes)
    {
        if (_active.Count > 0) Advance(now);
        _packetTime += TicksFor(bytes);
        _packetsUntil = end;
    }

    /// <summary>A transfer's next segment begins to share the link.</summary>
    public void Begin(Transfer transfer, long now, int bytes)
    {
        Advance(now);
        transfer.Finish = _virtualBytes + bytes;
        transfer.OnLink = true;
        _active.Add(transfer);
    }

    /// <summary>A transfer is broken off.</summary>
    public void Abort(Transfer transfer, long now)
    {
        if (!transfer.OnLink) return;
        Advance(now);
        transfer.OnLink = false;
        _active.Remove(transfer);
    }

    /// <summary>The next transfer whose segment is complete by now, in the order of completion, then of beginning.</summary>
    public bool TryComplete(long now, out Transfer? completed)
    {
        completed = null;
        if (_active.Count == 0) return false;
        Advance(now);
        Transfer first = First();
        if (first.Finish - _virtualBytes > Tolerance) return false;
        first.OnLink = false;
        _active.Remove(first);
        completed = first;
        return true;
    }

    /// <summary>When the next completion is due if nothing else is handed over. Makes earlier completion events invalid.</summary>
    public bool TryNextCompletion(long now, out long time)
    {
        Generation++;
        time = 0;
        if (_active.Count == 0) return false;
        Advance(now);
        double bytes = Math.Max(0, First().Finish - _virtualBytes);
        time = Math.Max(now, _packetsUntil) + (_updated - now) + Math.Max(1, (long)Math.Ceiling(bytes * _active.Count * _ticksPerByte));
        return true;
    }

    /// <summary>Less than a byte is left: rounding to ticks, not data.</summary>
    private const double Tolerance = 1e-3;

    private Transfer First()
    {
        Transfer first = _active[0];
        for (int i = 1; i < _active.Count; i++)
        {
            if (_active[i].Finish < first.Finish) first = _active[i];
        }

        return first;
    }

    private void Advance(long now)
    {
        long packetTimeServed = _packetTime - Math.Max(0, _packetsUntil - now);
        long left = now - _updated - (packetTimeServed - _packetTimeServed);
        if (left > 0 && _active.Count > 0) _virtualBytes += left / (_ticksPerByte * _active.Count);
        // A packet noted at its end has taken time that the transfers were given already: they owe it.
        _updated = left < 0 ? now - left : now;
        _packetTimeServed = packetTimeServed;
    }
}
