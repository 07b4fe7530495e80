using System.Diagnostics;

namespace P2PActors.Engine;

/// <summary>Keeps virtual time from running ahead of real time times the speed. The only place of the engine that looks at a real clock
/// to decide something, and it decides only when, never what.</summary>
internal sealed class Pacer(double speed)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _from;

    /// <summary>Virtual seconds per real second; 0 for as fast as possible.</summary>
    public double Speed { get; private set; } = speed;

    /// <summary>Goes on from a virtual time at a speed, from now on.</summary>
    public void SetSpeed(double speed, long virtualTicks)
    {
        Speed = speed;
        _from = virtualTicks;
        _clock.Restart();
    }

    /// <summary>Real time until a virtual time is due.</summary>
    public TimeSpan Remaining(long virtualTicks)
    {
        if (Speed <= 0) return TimeSpan.Zero;
        double due = (virtualTicks - _from) / Speed / TimeSpan.TicksPerMillisecond;
        double wait = due - _clock.Elapsed.TotalMilliseconds;
        return wait > 1 ? TimeSpan.FromMilliseconds(Math.Min(wait, int.MaxValue)) : TimeSpan.Zero;
    }

    public void WaitFor(long virtualTicks, CancellationToken stop)
    {
        if (Speed > 0 && Remaining(virtualTicks) is var wait && wait > TimeSpan.Zero) stop.WaitHandle.WaitOne(wait);
    }
}
