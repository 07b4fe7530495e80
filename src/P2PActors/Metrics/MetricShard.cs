using P2PActors.Wire;

namespace P2PActors.Metrics;

/// <summary>
/// The metrics as recorded by the peers of one worker. Everything is an integer sum, a minimum or a maximum, so merging the
/// shards gives the same result however peers were spread over them. Memory does not grow with the number of events.
/// </summary>
public sealed class MetricShard
{
    private readonly long[] _totals;
    private readonly long[][] _series;
    private readonly HistogramData[] _histograms;
    private readonly long _binTicks;
    private readonly int _bins;

    internal MetricShard(MetricSchema schema, TimeSpan bin, int bins)
    {
        _binTicks = Math.Max(1, bin.Ticks);
        _bins = Math.Max(1, bins);
        _totals = new long[schema.Counters.Count];
        _series = new long[schema.Counters.Count][];
        for (int i = 0; i < _series.Length; i++) _series[i] = new long[_bins];
        _histograms = new HistogramData[schema.Histograms.Count];
        for (int i = 0; i < _histograms.Length; i++) _histograms[i] = new HistogramData();
    }

    /// <summary>Virtual time of the event being handled, ticks.</summary>
    internal long Now;

    /// <summary>Adds to a counter, at the virtual time of the event being handled.</summary>
    public void Add(CounterId counter, long amount = 1)
    {
        _totals[counter.Index] += amount;
        _series[counter.Index][(int)Math.Min(Now / _binTicks, _bins - 1)] += amount;
    }

    /// <summary>Adds to a counter at an earlier or later time than now, such as the time a search began.</summary>
    public void AddAt(CounterId counter, TimeSpan time, long amount = 1)
    {
        _totals[counter.Index] += amount;
        _series[counter.Index][(int)Math.Clamp(time.Ticks / _binTicks, 0, _bins - 1)] += amount;
    }

    /// <summary>Records a value.</summary>
    public void Record(HistogramId histogram, long value) => _histograms[histogram.Index].Record(value);

    /// <summary>Records a length of time, in microseconds.</summary>
    public void Record(HistogramId histogram, TimeSpan value) => _histograms[histogram.Index].Record(value.Ticks / 10);

    /// <summary>Total of a counter.</summary>
    public long Total(CounterId counter) => _totals[counter.Index];

    /// <summary>A counter by bins of time.</summary>
    public IReadOnlyList<long> Series(CounterId counter) => _series[counter.Index];

    /// <summary>A histogram.</summary>
    public HistogramData Histogram(HistogramId histogram) => _histograms[histogram.Index];

    internal void AddTo(MetricShard total)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            total._totals[i] += _totals[i];
            for (int bin = 0; bin < _bins; bin++) total._series[i][bin] += _series[i][bin];
        }

        for (int i = 0; i < _histograms.Length; i++) total._histograms[i].Add(_histograms[i]);
    }

    internal void Write(WireWriter to)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            to.Signed(_totals[i]);
            foreach (long amount in _series[i]) to.Signed(amount);
        }

        foreach (HistogramData histogram in _histograms) histogram.Write(to);
    }

    /// <summary>Adds what a shard of the same schema wrote.</summary>
    internal void Read(ref WireReader from)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            _totals[i] += from.Signed();
            for (int bin = 0; bin < _bins; bin++) _series[i][bin] += from.Signed();
        }

        foreach (HistogramData histogram in _histograms) histogram.Read(ref from);
    }
}
