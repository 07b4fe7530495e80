using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>Draws file numbers by popularity in constant time (Walker's alias method, tables after Vose); immutable, 24 bytes per file.</summary>
public sealed class PopularitySampler
{
    private readonly double[] _probabilities;
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>The law over files 0 .. <paramref name="count"/> - 1; file 0 has rank 1.</summary>
    public PopularitySampler(PopularityLaw law, int count) : this(Weights(law, count)) { }

    /// <summary>File i is wanted in proportion to <paramref name="weights"/>[i], not negative and not all 0.</summary>
    public PopularitySampler(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty) throw new ArgumentException("At least one weight is needed.", nameof(weights));
        double sum = 0;
        foreach (double weight in weights)
            sum += weight >= 0 ? weight : throw new ArgumentException("A weight is below 0 or no number.", nameof(weights));
        if (!(sum > 0 && double.IsFinite(sum))) throw new ArgumentException("The weights must have a finite sum above 0.", nameof(weights));
        _probabilities = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++) _probabilities[i] = weights[i] / sum;
        (_keep, _alias) = BuildAlias(_probabilities);
    }

    /// <summary>How many files there are.</summary>
    public int Count => _probabilities.Length;

    /// <summary>The chance of one file.</summary>
    public double Probability(int file) => _probabilities[file];

    /// <summary>The chance of the first <paramref name="files"/> files together.</summary>
    public double Share(int files)
    {
        double sum = 0;
        for (int i = 0; i < files; i++) sum += _probabilities[i];
        return sum;
    }

    /// <summary>One file.</summary>
    public int Sample(ref RandomStream random)
    {
        int i = random.Next(_keep.Length);
        return random.NextDouble() < _keep[i] ? i : _alias[i];
    }

    private static double[] Weights(PopularityLaw law, int count)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var weights = new double[count];
        for (int i = 0; i < count; i++) weights[i] = law.Weight(i + 1);
        return weights;
    }

    private static (double[] Keep, int[] Alias) BuildAlias(double[] probabilities)
    {
        int count = probabilities.Length;
        var keep = new double[count];
        var alias = new int[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            keep[i] = probabilities[i] * count;
            alias[i] = i;
            (keep[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop(), rich = large.Pop();
            alias[poor] = rich;
            keep[rich] -= 1 - keep[poor];
            (keep[rich] < 1 ? small : large).Push(rich);
        }
        // What rounding leaves over keeps all of its chance, unless it has none.
        int certain = Array.FindIndex(probabilities, p => p > 0);
        foreach (int i in small.Concat(large))
        {
            keep[i] = probabilities[i] > 0 ? 1 : 0;
            if (probabilities[i] <= 0) alias[i] = certain;
        }
        return (keep, alias);
    }
}
