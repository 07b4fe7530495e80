namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// What a host has earned a day lately: an average in which what is a week old counts half (BOINC, lib/util.cpp, update_average).
/// </summary>
internal sealed class RecentCredit
{
    private const double HalfLife = 7;

    private double _average;
    private TimeSpan? _at;

    /// <summary>The average at a time, cobblestones a day, if nothing was earned since.</summary>
    public double At(TimeSpan now) => _at is { } at ? _average * Weight((now - at).TotalDays) : 0;

    /// <summary>Adds credit.</summary>
    /// <param name="now">When it was granted.</param>
    /// <param name="begun">When the work was begun.</param>
    /// <param name="credit">The credit, cobblestones.</param>
    public void Add(TimeSpan now, TimeSpan begun, double credit)
    {
        // The first work is all there is to go by.
        if (_at is not { } at)
        {
            _average = now > begun ? credit / (now - begun).TotalDays : 0;
        }
        else
        {
            double days = (now - at).TotalDays, weight = Weight(days);
            // The limit for no time at all: a gain of ln 2 / half-life of the credit.
            double gain = 1 - weight > 1e-6 ? (1 - weight) / days : Math.Log(2) / HalfLife;
            _average = _average * weight + gain * credit;
        }

        _at = now;
    }

    private static double Weight(double days) => Math.Exp(-days * Math.Log(2) / HalfLife);
}
