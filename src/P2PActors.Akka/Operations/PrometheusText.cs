using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace P2PActors.Akka.Operations;

/// <summary>
/// Listens to the instruments of a machine and of .NET's runtime, and writes what they say in the text format of Prometheus
/// (version 0.0.4). Names follow the compatibility rules of OpenTelemetry: dots become underscores, the unit is said, and
/// counters end in <c>_total</c>.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    /// <summary>.NET's own meter: memory, garbage collection, threads, processor time.</summary>
    internal const string RuntimeMeter = "System.Runtime";

    /// <summary>Series that are kept; what would be more is counted as dropped.</summary>
    private const int MostSeries = 500;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();
    private long _dropped;

    /// <param name="own">The meter to listen to.</param>
    /// <param name="withRuntime">Whether to listen to the meter of .NET's runtime too.</param>
    public PrometheusText(Meter own, bool withRuntime = true)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, own) || (withRuntime && instrument.Meter.Name == RuntimeMeter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What all instruments say now, one line each, sorted by name.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _series.GroupBy(s => NameOf(s.Key.Instrument)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Instrument instrument = family.First().Key.Instrument;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Key} {Escaped(instrument.Description ?? "")}\n# TYPE {family.Key} {TypeOf(instrument)}\n");
            foreach (var one in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal)) one.Value.Write(text, family.Key, one.Key.Labels);
        }

        return text.Append(CultureInfo.InvariantCulture, $"# HELP p2p_series_dropped_total Measurements that were left out because there are too many series\n# TYPE p2p_series_dropped_total counter\np2p_series_dropped_total {Interlocked.Read(ref _dropped)}\n").ToString();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (Instrument, string) key = (instrument, tags.IsEmpty ? "" : LabelsOf(tags));
        if (!_series.TryGetValue(key, out Series? series))
        {
            if (_series.Count >= MostSeries)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            series = _series.GetOrAdd(key, _ => Series.Of(instrument));
        }

        lock (series) series.Take(value);
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            string said = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(text.Length > 0 ? "," : "").Append(Plain(name)).Append("=\"").Append(Escaped(said).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.ToString();
    }

    private static string NameOf(Instrument instrument)
    {
        string name = Plain(instrument.Name);
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            { } other when other.EndsWith("/s", StringComparison.Ordinal) => "_per_second",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return TypeOf(instrument) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string TypeOf(Instrument instrument) => Series.KindOf(instrument) switch
    {
        SeriesKind.Adding or SeriesKind.Total => "counter",
        SeriesKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
