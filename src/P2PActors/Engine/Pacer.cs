using System.Diagnostics;

namespace P2PActors.Engine;

/// <summary>Keeps virtual time from running ahead of real time times the speed. The only place of the engine that looks at a real clock
/// to decide something, and it decides only when, never what.</summary>
internal sealed class Pacer(double speed)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public void WaitFor(long virtualTicks, CancellationToken stop)
    {
        if (speed <= 0) return;
        double due = virtualTicks / speed / TimeSpan.TicksPerMillisecond;
        double wait = due - _clock.Elapsed.TotalMilliseconds;
        if (wait > 1) stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Min(wait, int.MaxValue)));
    }
}
