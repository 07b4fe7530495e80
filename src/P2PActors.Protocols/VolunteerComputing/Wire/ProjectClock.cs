namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>Times on the wire are seconds since 1970; the run begins on the day on which SETI@home did, 17 May 1999.</summary>
internal static class ProjectClock
{
    /// <summary>17 May 1999, 0:00 UTC.</summary>
    public const double Epoch = 926_899_200;

    /// <summary>Greatest time that can be told, seconds since 1970: some ten thousand years.</summary>
    public const double Latest = 3.2e11;

    /// <summary>A virtual time as the wire has it.</summary>
    public static double ToUnix(TimeSpan time) => Epoch + time.TotalSeconds;

    /// <summary>A virtual time from the wire, to the microsecond; times before the run are its beginning.</summary>
    public static TimeSpan FromUnix(double seconds) => TimeSpan.FromMicroseconds(Math.Round(Math.Max(0, seconds - Epoch) * 1e6));
}
