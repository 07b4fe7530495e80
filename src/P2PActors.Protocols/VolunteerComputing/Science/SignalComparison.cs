namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// Compares results as the validator of SETI@home does (sah_result.cpp): signals within tolerances, and results by how many of
/// their signals have a partner in the other.
/// </summary>
internal static class SignalComparison
{
    private const double RightAscensionTolerance = 0.00066, DeclinationTolerance = 0.01, TimeTolerance = 1;
    private const double FrequencyTolerance = 0.01, ChirpTolerance = 0.01, PowerTolerance = 0.01;

    /// <summary>Whether two signals are the same within the tolerances.</summary>
    public static bool Match(in Signal a, in Signal b) =>
        a.Kind == b.Kind && a.FftLength == b.FftLength &&
        Math.Abs(a.RightAscension - b.RightAscension) <= RightAscensionTolerance &&
        Math.Abs(a.Declination - b.Declination) <= DeclinationTolerance &&
        Math.Abs(a.Time - b.Time) <= TimeTolerance &&
        Math.Abs(a.Frequency - b.Frequency) <= FrequencyTolerance &&
        Math.Abs(a.Chirp - b.Chirp) <= ChirpTolerance &&
        IsNear(a.Peak, b.Peak) && IsNear(a.Mean, b.Mean) && IsNear(a.Period, b.Period);

    /// <summary>Whether every signal of each result has a partner in the other; results without signals agree.</summary>
    public static bool StronglySimilar(Findings a, Findings b) => Partners(a, b) == a.Signals.Length && Partners(b, a) == b.Signals.Length;

    /// <summary>Whether at least half of the signals of each, and at least one, have a partner in the other; or neither has any.</summary>
    public static bool WeaklySimilar(Findings a, Findings b)
    {
        if (a.Signals.Length == 0 && b.Signals.Length == 0) return true;
        int ofA = Partners(a, b), ofB = Partners(b, a);
        return ofA > 0 && ofB > 0 && 2 * ofA >= a.Signals.Length && 2 * ofB >= b.Signals.Length;
    }

    /// <summary>Whether two results are equal to the bit.</summary>
    public static bool Identical(Findings a, Findings b) => a.Overflows == b.Overflows && a.Signals.AsSpan().SequenceEqual(b.Signals);

    private static int Partners(Findings of, Findings among)
    {
        int partners = 0;
        foreach (Signal signal in of.Signals)
        {
            foreach (Signal other in among.Signals)
            {
                if (!Match(in signal, in other)) continue;
                partners++;
                break;
            }
        }

        return partners;
    }

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= PowerTolerance * Math.Max(Math.Abs(a), Math.Abs(b));
}
