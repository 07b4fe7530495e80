using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>How long clients wait after failures: the pause doubles each time up to a limit, times 0.5 to 1 at random (BOINC client).</summary>
internal static class Backoff
{
    /// <summary>The pause after a number of failures in a row, at least one.</summary>
    public static TimeSpan After(int failures, TimeSpan least, TimeSpan most, ref RandomStream random)
    {
        double doubled = least.Ticks * Math.Pow(2, Math.Min(failures, 40) - 1);
        return TimeSpan.FromTicks((long)(Math.Min(doubled, most.Ticks) * (0.5 + 0.5 * random.NextDouble())));
    }
}
