using P2PActors.Invariants;
using P2PActors.Metrics;

namespace P2PActors.Reports;

/// <summary>One number of a result.</summary>
/// <param name="Name">Its name in summary.json, such as <c>recall</c>; the system's label is put before it where systems are compared.</param>
/// <param name="Value">The value; null where it is not defined (a share of nothing).</param>
/// <param name="Unit">Unit; <c>share</c> is shown in percent, <c>s</c> as time, <c>B</c> as bytes.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record ResultValue(string Name, double? Value, string Unit, string Meaning);

/// <summary>A quantity over virtual time, one value for each interval of the run; null where it is not defined.</summary>
/// <param name="Name">Name; equal names of several systems share a plot.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Values">One value per interval.</param>
public sealed record ResultSeries(string Name, string Unit, string Meaning, IReadOnlyList<double?> Values);

/// <summary>A distribution: points (x, y) of a curve.</summary>
/// <param name="Name">Name; equal names of several systems share a plot.</param>
/// <param name="XUnit">What x is.</param>
/// <param name="YUnit">What y is.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Points">The points by ascending x.</param>
/// <param name="IsLogarithmic">Whether both axes are better logarithmic.</param>
public sealed record ResultCurve(string Name, string XUnit, string YUnit, string Meaning, IReadOnlyList<(double X, double Y)> Points, bool IsLogarithmic = false);

/// <summary>A table of text and numbers.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Columns">Column headings; the first column is left-aligned, the others are numbers.</param>
/// <param name="Rows">Cells, already formatted.</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>The results of one system in one run, as they go into summary.json, timeseries.csv and report.html.</summary>
/// <param name="label">Name of the system in the scenario.</param>
/// <param name="protocol">Name of its protocol.</param>
public sealed class SystemReport(string label, string protocol)
{
    private readonly List<ResultValue> _values = [];
    private readonly List<ResultSeries> _series = [];
    private readonly List<ResultCurve> _curves = [];
    private readonly List<ResultTable> _tables = [];
    private readonly List<string> _warnings = [];
    private readonly List<InvariantResult> _invariants = [];

    /// <summary>Name of the system in the scenario.</summary>
    public string Label { get; } = label;

    /// <summary>Name of its protocol.</summary>
    public string Protocol { get; } = protocol;

    /// <summary>The numbers, in the order in which they were added.</summary>
    public IReadOnlyList<ResultValue> Values => _values;

    /// <summary>The series over time.</summary>
    public IReadOnlyList<ResultSeries> Series => _series;

    /// <summary>The distributions.</summary>
    public IReadOnlyList<ResultCurve> Curves => _curves;

    /// <summary>The tables.</summary>
    public IReadOnlyList<ResultTable> Tables => _tables;

    /// <summary>What must be known before the results are trusted.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What must always hold, and whether it did.</summary>
    public IReadOnlyList<InvariantResult> Invariants => _invariants;

    /// <summary>Adds a number.</summary>
    public void AddValue(string name, double? value, string unit, string meaning)
    {
        if (_values.Exists(v => v.Name == name)) throw new ArgumentException($"The result '{name}' is reported twice.", nameof(name));
        _values.Add(new ResultValue(name, value is { } v && double.IsFinite(v) ? v : null, unit, meaning));
    }

    /// <summary>Adds count, mean, median, 95th percentile and maximum of a histogram, in the histogram's unit times a scale.</summary>
    public void AddHistogram(string name, HistogramData histogram, string unit, double scale, string meaning)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        bool any = histogram.Count > 0;
        AddValue(name + ".mean", any ? histogram.Mean * scale : null, unit, meaning + " (mean)");
        AddValue(name + ".median", any ? histogram.Quantile(0.5) * scale : null, unit, meaning + " (median)");
        AddValue(name + ".p95", any ? histogram.Quantile(0.95) * scale : null, unit, meaning + " (95th percentile)");
        AddValue(name + ".max", any ? histogram.Max * scale : null, unit, meaning + " (maximum)");
    }

    /// <summary>Adds the distribution function of a histogram.</summary>
    public void AddDistribution(string name, HistogramData histogram, string unit, double scale, string meaning)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.Count == 0) return;
        var points = new List<(double, double)> { (histogram.Min * scale, 0) };
        long seen = 0;
        foreach ((long _, long to, long count) in histogram.Buckets())
        {
            seen += count;
            points.Add((Math.Min(to, histogram.Max) * scale, (double)seen / histogram.Count));
        }

        _curves.Add(new ResultCurve(name, unit, "share at or below", meaning, points));
    }

    /// <summary>Adds a series over time.</summary>
    public void AddSeries(string name, string unit, string meaning, IReadOnlyList<double?> values) => _series.Add(new ResultSeries(name, unit, meaning, values));

    /// <summary>Adds a curve.</summary>
    public void AddCurve(ResultCurve curve) => _curves.Add(curve);

    /// <summary>Adds a table.</summary>
    public void AddTable(ResultTable table) => _tables.Add(table);

    /// <summary>Adds an invariant, and a warning where it was violated.</summary>
    public void AddInvariant(InvariantResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _invariants.Add(result);
        if (result.Count == 0) return;
        Violation first = result.First[0];
        AddWarning($"The invariant '{result.Invariant.Name}' was violated {Cell.Count(result.Count)} times, first at {Cell.Time(first.Time)} by peer {first.Peer}: {first.What}. Something is wrong with the protocol or its emulation.");
    }

    /// <summary>Adds a warning.</summary>
    public void AddWarning(string warning) => _warnings.Add(warning);

    /// <summary>The value of a result; null if it is undefined or unknown.</summary>
    public double? ValueOf(string name) => _values.Find(v => v.Name == name)?.Value;
}
