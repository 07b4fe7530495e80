namespace P2PActors.Protocols.BitTorrent;

/// <summary>
/// A rolling average of a rate, as the reference client keeps it (CurrentRateMeasure of the mainline client): the average over
/// the last 20 seconds at most, moved forward whenever something is added or asked. 24 bytes.
/// </summary>
internal struct RateMeter
{
    /// <summary>A new meter behaves as if it had seen nothing for five seconds, so that the first block is not taken for a high rate.</summary>
    private const long Fudge = 5 * TimeSpan.TicksPerSecond;

    private double _bytesPerTick;
    private long _since;
    private long _last;

    /// <summary>A meter that begins now.</summary>
    public static RateMeter From(long now) => new() { _since = now - Fudge, _last = now - Fudge };

    /// <summary>Notes bytes that have come or gone.</summary>
    /// <param name="now">Virtual time, ticks.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="period">Span of the average, ticks.</param>
    public void Add(long now, int bytes, long period)
    {
        _bytesPerTick = (_bytesPerTick * (_last - _since) + bytes) / Math.Max(1, now - _since);
        _last = now;
        if (_since < now - period) _since = now - period;
    }

    /// <summary>The rate now, bytes per second.</summary>
    public double At(long now, long period)
    {
        Add(now, 0, period);
        return _bytesPerTick * TimeSpan.TicksPerSecond;
    }

    /// <summary>The rate as it was when something was last added or asked, bytes per second.</summary>
    public readonly double Last => _bytesPerTick * TimeSpan.TicksPerSecond;
}
