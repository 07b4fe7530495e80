using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace P2PActors.Akka.Operations;

/// <summary>What the measurements of an instrument mean.</summary>
internal enum SeriesKind
{
    /// <summary>Each is the present value.</summary>
    Present,

    /// <summary>Each is to be added to those before, and goes up only.</summary>
    Adding,

    /// <summary>Each is to be added to those before, and may go down.</summary>
    Balance,

    /// <summary>Each is the total so far, and goes up only.</summary>
    Total,

    /// <summary>Each is one value of a distribution.</summary>
    Histogram,
}

/// <summary>The measurements of one instrument with one set of labels. To be locked by whoever uses it.</summary>
internal sealed class Series
{
    private readonly SeriesKind _kind;
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private long _count;
    private double _value;

    private Series(SeriesKind kind, double[] bounds) => (_kind, _bounds, _counts) = (kind, bounds, new long[bounds.Length]);

    public static Series Of(Instrument instrument)
    {
        SeriesKind kind = KindOf(instrument);
        double[] bounds = kind == SeriesKind.Histogram && instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } ? [.. advised] : [];
        return new Series(kind, bounds);
    }

    public static SeriesKind KindOf(Instrument instrument)
    {
        Type type = instrument.GetType();
        Type? kind = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return kind == typeof(Counter<>) ? SeriesKind.Adding
            : kind == typeof(UpDownCounter<>) ? SeriesKind.Balance
            : kind == typeof(ObservableCounter<>) ? SeriesKind.Total
            : kind == typeof(Histogram<>) ? SeriesKind.Histogram
            : SeriesKind.Present;
    }

    public void Take(double value)
    {
        _count++;
        _value = _kind is SeriesKind.Present or SeriesKind.Total ? value : _value + value;
        if (_kind != SeriesKind.Histogram) return;
        for (int i = 0; i < _bounds.Length; i++)
        {
            if (value <= _bounds[i]) _counts[i]++;
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (this)
        {
            string braces = labels.Length > 0 ? $"{{{labels}}}" : "";
            if (_kind != SeriesKind.Histogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {_value}\n");
                return;
            }

            string before = labels.Length > 0 ? labels + "," : "";
            for (int i = 0; i < _bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{_bounds[i]}\"}} {_counts[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {_count}\n{name}_sum{braces} {_value}\n{name}_count{braces} {_count}\n");
        }
    }
}
