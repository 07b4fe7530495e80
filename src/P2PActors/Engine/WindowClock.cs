namespace P2PActors.Engine;

/// <summary>
/// Divides virtual time into windows of one lookahead. Multiplies by a rounded-up reciprocal instead of dividing; because
/// it is rounded up, two times one lookahead apart never share a window, which is all that correctness needs.
/// </summary>
internal sealed class WindowClock
{
    /// <summary>Longest window in ticks: a time within a window fits 32 bits.</summary>
    private const long Longest = TimeSpan.TicksPerMinute;

    private const ulong One = 1UL << 63;

    /// <summary>2^63 over the length, rounded up: a length of one tick still has an exact reciprocal.</summary>
    private readonly ulong _reciprocal;

    /// <summary>By how much the rounded reciprocal times the length exceeds 2^63.</summary>
    private readonly ulong _excess;

    /// <param name="lookahead">Smallest latency between any two peers, ticks of 100 ns, at least 1.</param>
    public WindowClock(long lookahead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lookahead, 1);
        Length = Math.Min(lookahead, Longest);
        _reciprocal = (One + (ulong)Length - 1) / (ulong)Length;
        _excess = _reciprocal * (ulong)Length - One;
    }

    /// <summary>Length of a window in ticks.</summary>
    public long Length { get; }

    /// <summary>The window that holds a time.</summary>
    public long WindowOf(long time) => (long)Math.BigMul((ulong)time << 1, _reciprocal, out _);

    /// <summary>The first tick of a window.</summary>
    public long StartOf(long window)
    {
        // Windows are shorter than their nominal length by less than a tick, which adds up: 900 ticks after 30 days of windows of a minute.
        long nominal = window * Length;
        long guess = Math.Max(0, nominal - (long)Math.BigMul((ulong)nominal << 1, _excess, out _) - 2);
        while (WindowOf(guess) < window) guess++;
        return guess;
    }

    /// <summary>The first window that begins at or after a time.</summary>
    public long FirstFrom(long time)
    {
        long window = WindowOf(time);
        return StartOf(window) >= time ? window : window + 1;
    }
}
