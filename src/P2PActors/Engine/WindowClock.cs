namespace P2PActors.Engine;

/// <summary>
/// Divides virtual time into windows of one lookahead. Multiplies by a rounded-up reciprocal instead of dividing; because
/// it is rounded up, two times one lookahead apart never share a window, which is all that correctness needs.
/// </summary>
internal sealed class WindowClock
{
    /// <summary>Longest window in ticks: a time within a window fits 32 bits.</summary>
    private const long Longest = TimeSpan.TicksPerMinute;

    private readonly ulong _reciprocal;

    /// <param name="lookahead">Smallest latency between any two peers, ticks of 100 ns, at least 1.</param>
    public WindowClock(long lookahead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lookahead, 1);
        Length = Math.Min(lookahead, Longest);
        _reciprocal = Length == 1 ? ulong.MaxValue : ulong.MaxValue / (ulong)Length + 1;
    }

    /// <summary>Length of a window in ticks.</summary>
    public long Length { get; }

    /// <summary>The window that holds a time.</summary>
    public long WindowOf(long time) => (long)Math.BigMul((ulong)time, _reciprocal, out _);

    /// <summary>The first tick of a window.</summary>
    public long StartOf(long window)
    {
        long guess = Math.Max(0, window * Length - 2);
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
