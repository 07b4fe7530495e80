namespace P2PActors.Metrics;

/// <summary>Names a counter of a run.</summary>
/// <param name="Index">Dense number.</param>
public readonly record struct CounterId(int Index);

/// <summary>Names a histogram of a run.</summary>
/// <param name="Index">Dense number.</param>
public readonly record struct HistogramId(int Index);

/// <summary>What a metric is, for tables and axes.</summary>
/// <param name="Name">Name in results, such as <c>searches</c> or <c>search.hops</c>.</param>
/// <param name="Unit">Unit of the recorded integers (<c>us</c> for microseconds is shown as time).</param>
/// <param name="Meaning">One sentence.</param>
public sealed record MetricInfo(string Name, string Unit, string Meaning);

/// <summary>The metrics of one run, declared by the protocol before the run begins.</summary>
public sealed class MetricSchema
{
    private readonly List<MetricInfo> _counters = [];
    private readonly List<MetricInfo> _histograms = [];

    /// <summary>The counters declared so far.</summary>
    public IReadOnlyList<MetricInfo> Counters => _counters;

    /// <summary>The histograms declared so far.</summary>
    public IReadOnlyList<MetricInfo> Histograms => _histograms;

    /// <summary>Declares a counter, kept as a total and as a series over time.</summary>
    public CounterId Counter(string name, string unit, string meaning)
    {
        CheckNew(_counters, name);
        _counters.Add(new MetricInfo(name, unit, meaning));
        return new CounterId(_counters.Count - 1);
    }

    /// <summary>Declares a histogram.</summary>
    public HistogramId Histogram(string name, string unit, string meaning)
    {
        CheckNew(_histograms, name);
        _histograms.Add(new MetricInfo(name, unit, meaning));
        return new HistogramId(_histograms.Count - 1);
    }

    private static void CheckNew(List<MetricInfo> declared, string name)
    {
        if (declared.Exists(m => m.Name == name)) throw new ArgumentException($"The metric '{name}' is declared twice.", nameof(name));
    }
}
