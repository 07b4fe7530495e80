using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>A law of the number of neighbours: the probability of each degree from 1 to a greatest one.</summary>
public sealed class DegreeLaw
{
    private readonly double[] _probability;
    private readonly double[] _cumulative;

    private DegreeLaw(double[] weights)
    {
        double total = weights.Sum();
        _probability = Array.ConvertAll(weights, weight => weight / total);
        _cumulative = new double[weights.Length];
        double sum = 0;
        for (int degree = 0; degree < weights.Length; degree++)
        {
            sum += _probability[degree];
            _cumulative[degree] = sum;
            Mean += degree * _probability[degree];
        }

        _cumulative[^1] = 1; // rounding must not leave a gap at the end
        for (int degree = 0; degree < weights.Length; degree++)
            Variance += (degree - Mean) * (degree - Mean) * _probability[degree];
    }

    /// <summary>Gnutella 0.4 as the lecture has it: p(d) = c d^-1.4 for d = 1 .. 7. Mean 2.24, standard deviation 1.67.</summary>
    public static DegreeLaw Pure { get; } = new(Weights(1.4, 1, 7));

    /// <summary>Gnutella 0.6 as the lecture has it: the pure law with 5 % of p(1) moved to d = 20. Mean 2.71, standard deviation 3.23.</summary>
    public static DegreeLaw Hybrid { get; } = MakeHybrid();

    /// <summary>Greatest degree.</summary>
    public int Maximum => _probability.Length - 1;

    /// <summary>Expected degree.</summary>
    public double Mean { get; }

    /// <summary>Variance of the degree. (The lecture's "var" of both its laws is near the standard deviation.)</summary>
    public double Variance { get; }

    /// <summary>Standard deviation of the degree.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>p(d) in proportion to d^-exponent between two degrees, both included.</summary>
    public static DegreeLaw PowerLaw(double exponent, int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        if (!double.IsFinite(exponent)) throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "The exponent must be a number.");
        return new(Weights(exponent, min, max));
    }

    /// <summary>Probability of a degree.</summary>
    public double Probability(int degree) => (uint)degree < (uint)_probability.Length ? _probability[degree] : 0;

    /// <summary>Draws a degree.</summary>
    public int Sample(ref RandomStream random)
    {
        double draw = random.NextDouble();
        int low = 0, high = Maximum; // the first degree whose cumulative probability exceeds the draw
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_cumulative[middle] > draw) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static double[] Weights(double exponent, int min, int max)
    {
        double[] weights = new double[max + 1];
        // relative to the smallest degree, so that no exponent makes all weights vanish
        for (int degree = min; degree <= max; degree++) weights[degree] = Math.Pow((double)degree / min, -exponent);
        return weights;
    }

    private static DegreeLaw MakeHybrid()
    {
        const double Moved = 0.05;
        double[] weights = Weights(1.4, 1, 7);
        Array.Resize(ref weights, 21);
        weights[20] = Moved * weights[1];
        weights[1] *= 1 - Moved;
        return new(weights);
    }
}
