using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Metrics;

public sealed class RecordedMetrics
{
    private static long[] Draw(int seed)
    {
        var random = new RandomStream((ulong)seed);
        long[] values = new long[1 + random.Next(500)];
        for (int i = 0; i < values.Length; i++) values[i] = (long)(random.NextBits() >> (1 + random.Next(63)));
        return values;
    }

    [Fact]
    public void A_quantile_is_off_by_less_than_1_6_percent() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(0, 100).ToArbitrary(), (seed, percent) =>
        {
            long[] values = Draw(seed);
            var histogram = new HistogramData();
            foreach (long value in values) histogram.Record(value);
            long exact = values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(percent / 100.0 * values.Length) - 1));
            return Math.Abs((double)histogram.Quantile(percent / 100.0) - exact) <= 0.016 * exact;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Histograms_merged_are_as_one_that_got_all() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (seed, parts) =>
        {
            long[] values = Draw(seed);
            HistogramData[] shards = [.. Enumerable.Range(0, parts).Select(_ => new HistogramData())];
            HistogramData all = new(), merged = new();
            for (int i = 0; i < values.Length; i++)
            {
                all.Record(values[i]);
                shards[i * 7 % parts].Record(values[i]);
            }

            foreach (HistogramData shard in shards) merged.Add(shard);
            return merged.Buckets().SequenceEqual(all.Buckets()) && (merged.Count, merged.Min, merged.Max, merged.Sum, merged.Mean) == (all.Count, all.Min, all.Max, all.Sum, all.Mean)
                && all.Count == values.Length && all.Min == values.Min() && all.Max == values.Max();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_empty_histogram_is_all_zero_and_negative_values_count_as_zero()
    {
        var histogram = new HistogramData();
        Assert.Equal((0L, 0L, 0L, 0.0, 0L), (histogram.Count, histogram.Min, histogram.Max, histogram.Mean, histogram.Quantile(0.5)));
        histogram.Record(-5);
        Assert.Equal((1L, 0L, 0L), (histogram.Count, histogram.Min, histogram.Max));
    }

    [Fact]
    public void Every_value_lies_in_its_bucket()
    {
        foreach (long value in (long[])[0, 1, 63, 64, 65, 127, 128, 129, 1_000_000, long.MaxValue / 2, long.MaxValue - 1])
        {
            var histogram = new HistogramData();
            histogram.Record(value);
            (long from, long to, _) = Assert.Single(histogram.Buckets());
            Assert.InRange(value, from, to - 1);
        }
    }

    [Fact]
    public void Recording_more_needs_no_more_memory()
    {
        var schema = new MetricSchema();
        HistogramId histogram = schema.Histogram("h", "us", "");
        CounterId counter = schema.Counter("c", "", "");
        var shard = new MetricShard(schema, TimeSpan.FromSeconds(1), 100);
        shard.Record(histogram, long.MaxValue);
        var random = new RandomStream(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            shard.Record(histogram, (long)(random.NextBits() >> 1));
            shard.Now += 100_000;
            shard.Add(counter);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void A_counter_is_kept_as_total_and_by_bins_of_time()
    {
        var schema = new MetricSchema();
        CounterId counter = schema.Counter("c", "", "");
        var world = new World(
            new WorldPlan
            {
                PeerCount = 3,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(10),
                Network = Lab.Network(),
                Create = (_, _) => new Scripted(new Script
                {
                    Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(500), Lab.Ms(1000)),
                    Receive = (me, _) =>
                    {
                        me.Measures.Add(counter, 2);
                        me.Measures.AddAt(counter, TimeSpan.Zero, 1);
                    },
                }),
                Metrics = schema,
                SeriesBins = 10,
            },
            new RunOptions { Threads = 2, Cohorts = 3 });
        LocalEngine.Run(world, new RunOptions { Threads = 2, Cohorts = 3 });
        MetricShard metrics = world.CollectMetrics();

        Assert.Equal(90, metrics.Total(counter));
        Assert.Equal([36, 6, 6, 6, 6, 6, 6, 6, 6, 6], metrics.Series(counter));
        Assert.Throws<ArgumentException>(() => schema.Counter("c", "", ""));
    }
}
