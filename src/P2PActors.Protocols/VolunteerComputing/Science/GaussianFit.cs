namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// A Gaussian fitted to the course of power in one bin: the rise and fall of a point of the sky in the telescope's beam, with
/// the acceptance rules of SETI@home (gaussfit.cpp). Chi-squares are in variances of an exponentially distributed power: 1 for
/// noise, 1 + 2 S where a signal of power S is added to it, in squares of the mean.
/// </summary>
/// <param name="Centre">Middle of the rise, in points.</param>
/// <param name="Peak">Its height above the mean, in means.</param>
/// <param name="Mean">Mean power where the signal is not.</param>
/// <param name="ChiSquare">Deviation from the fit, per point.</param>
/// <param name="Null">Deviation from a constant, per point.</param>
internal readonly record struct GaussianFit(int Centre, double Peak, double Mean, double ChiSquare, double Null)
{
    private const int Sigma = (int)(SearchPlan.BeamPoints / 2);
    private static readonly double[] Weights = [.. Enumerable.Range(0, SearchPlan.GaussianPoints).Select(i => Math.Exp(-0.693 * (i / (SearchPlan.BeamPoints / 2)) * (i / (SearchPlan.BeamPoints / 2))))];

    /// <summary>Sums of the weights within a sigma, and of their squares: the rise is fitted by least squares to what is above the mean.</summary>
    private static readonly double SumOfWeights = Within(static w => w), SumOfSquares = Within(static w => w * w);

    /// <summary>Tries all positions of the rise.</summary>
    /// <param name="course">Power over time, <see cref="SearchPlan.GaussianPoints"/> values.</param>
    /// <param name="operations">What it took is added here.</param>
    /// <param name="best">The best of the acceptable fits.</param>
    public static bool TryFit(ReadOnlySpan<double> course, ref double operations, out GaussianFit best)
    {
        best = default;
        double sum = 0, greatest = 0;
        foreach (double power in course)
        {
            sum += power;
            greatest = Math.Max(greatest, power);
        }

        if (greatest <= SearchPlan.GaussianTry * sum / course.Length) return false;
        bool any = false;
        Span<double> sums = stackalloc double[SearchPlan.GaussianPoints + 1];
        for (int i = 0; i < course.Length; i++) sums[i + 1] = sums[i] + course[i];
        for (int centre = Sigma; centre < course.Length - Sigma; centre++)
        {
            operations += 8.0 * Sigma;
            // Most positions have no rise worth a fit.
            (double mean, double peak) = RiseAt(course, centre, sums);
            if (peak < SearchPlan.GaussianPeak) continue;
            operations += 12.0 * course.Length;
            GaussianFit fit = At(course, centre, mean, peak, sum / course.Length);
            if (fit.ChiSquare > SearchPlan.GaussianChiSquare || fit.Null < SearchPlan.GaussianNull) continue;
            if (any && fit.ChiSquare >= best.ChiSquare) continue;
            (best, any) = (fit, true);
        }

        return any;
    }

    /// <summary>Mean power beyond two sigmas on each side of a position, and the height of the rise there, in such means.</summary>
    private static (double Mean, double Peak) RiseAt(ReadOnlySpan<double> course, int centre, ReadOnlySpan<double> sums)
    {
        int from = Math.Max(0, centre - 2 * Sigma), to = Math.Min(course.Length, centre + 2 * Sigma + 1);
        double mean = (sums[^1] - (sums[to] - sums[from])) / (course.Length - (to - from)), above = 0;
        if (mean <= 0) return default;
        for (int i = -Sigma; i <= Sigma; i++) above += course[centre + i] * Weights[Math.Abs(i)];
        return (mean, (above / mean - SumOfWeights) / SumOfSquares);
    }

    private static GaussianFit At(ReadOnlySpan<double> course, int centre, double mean, double peak, double constant)
    {
        double chi = 0, none = 0;
        for (int i = 0; i < course.Length; i++)
        {
            double signal = peak * Weights[Math.Abs(i - centre)], off = course[i] / mean - 1 - signal, flat = course[i] / constant - 1;
            chi += off * off / (1 + 2 * signal);
            none += flat * flat;
        }

        return new GaussianFit(centre, peak, mean, chi / (course.Length - 2), none / (course.Length - 1));
    }

    private static double Within(Func<double, double> of)
    {
        double sum = 0;
        for (int i = -Sigma; i <= Sigma; i++) sum += of(Weights[Math.Abs(i)]);
        return sum;
    }
}
