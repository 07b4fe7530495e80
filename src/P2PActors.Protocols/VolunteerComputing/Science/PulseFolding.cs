namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>A pulse that comes again and again in the power of one bin.</summary>
/// <param name="Period">Points from one to the next.</param>
/// <param name="Peak">Power of the folded pulse, in means.</param>
/// <param name="Mean">Mean power.</param>
internal readonly record struct Pulse(double Period, double Peak, double Mean);

/// <summary>
/// Looks for repeating pulses by folding: the course of power is cut into 3, 4 or 5 pieces of one period, which are laid upon each
/// other, and what results is halved again and again (pulsefind.cpp, find_pulse). A sum of n powers of noise has the Gamma law of
/// order n; a pulse is what noise exceeds with a probability of e^-19.5 in all points of the period together.
/// </summary>
internal sealed class PulseFolding
{
    /// <summary>Pieces that are folded at first.</summary>
    private const int LeastPieces = 3, MostPieces = 5;

    private readonly int _length, _halvings;
    private readonly double[,] _thresholds;
    private readonly double[] _folded;

    /// <summary>Prepares folding.</summary>
    /// <param name="length">Points of a course.</param>
    public PulseFolding(int length)
    {
        _length = length;
        for (int points = 32; points <= length; points *= 2) _halvings++;
        _folded = new double[length];
        _thresholds = new double[(MostPieces << _halvings) + 1, length / LeastPieces + 1];
        for (int pieces = LeastPieces; pieces <= MostPieces; pieces++)
        {
            for (int halving = 0; halving <= _halvings; halving++)
            {
                for (int points = 1; points < _thresholds.GetLength(1); points++) _thresholds[pieces << halving, points] = ThresholdOf(pieces << halving, points);
            }
        }
    }

    /// <summary>What the greatest of some sums of powers must exceed to be a pulse, in means.</summary>
    /// <param name="pieces">Powers of a sum.</param>
    /// <param name="points">Sums.</param>
    public static double ThresholdOf(int pieces, int points)
    {
        double wanted = -SearchPlan.PulseThreshold - Math.Log(points), low = pieces, high = pieces + 200 + 10 * Math.Sqrt(pieces);
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (LogTail(pieces, middle) > wanted) low = middle;
            else high = middle;
        }

        return high;
    }

    /// <summary>Looks for a pulse.</summary>
    /// <param name="course">Power over time.</param>
    /// <param name="operations">What it took is added here.</param>
    /// <param name="best">The one that is farthest above its threshold.</param>
    public bool TryFind(ReadOnlySpan<double> course, ref double operations, out Pulse best)
    {
        best = default;
        double mean = 0, margin = 0;
        foreach (double power in course) mean += power;
        mean /= _length;
        for (int pieces = LeastPieces; pieces <= MostPieces; pieces++)
        {
            // From the longest period of which so many fit, down to that of which one more does.
            int longest = _length * (pieces - 1) / pieces, shortest = _length * (pieces - 1) / (pieces + 1);
            for (int span = longest; span > shortest; span--)
            {
                double period = (double)span / (pieces - 1);
                int points = span / (pieces - 1), sums = pieces;
                Fold(course, pieces, period, points);
                operations += (double)pieces * points;
                for (int halving = 0; ; halving++)
                {
                    double greatest = 0;
                    for (int i = 0; i < points; i++) greatest = Math.Max(greatest, _folded[i]);
                    double above = (greatest / mean - _thresholds[sums, points]) / sums;
                    if (above > margin) (best, margin) = (new Pulse(period, greatest / sums / mean, mean), above);
                    if (halving == _halvings || points < 2) break;
                    int half = points / 2, offset = points - half;
                    for (int i = 0; i < half; i++) _folded[i] += _folded[i + offset];
                    operations += half;
                    (points, period, sums) = (half, period / 2, 2 * sums);
                }
            }
        }

        return margin > 0;
    }

    private void Fold(ReadOnlySpan<double> course, int pieces, double period, int points)
    {
        for (int i = 0; i < points; i++) _folded[i] = course[i];
        for (int piece = 1; piece < pieces; piece++)
        {
            int from = (int)Math.Round(piece * period, MidpointRounding.AwayFromZero);
            for (int i = 0; i < points; i++) _folded[i] += course[from + i];
        }
    }

    /// <summary>Logarithm of the probability that a sum of exponentially distributed powers exceeds a value: of at most as many events
    /// of a Poisson process, less one.</summary>
    private static double LogTail(int order, double value)
    {
        double term = 1, sum = 1;
        for (int k = 1; k < order; k++) sum += term *= value / k;
        return Math.Log(sum) - value;
    }
}
