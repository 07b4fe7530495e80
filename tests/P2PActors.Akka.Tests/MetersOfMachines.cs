using System.Diagnostics.Metrics;
using P2PActors.Akka.Operations;
using P2PActors.Engine;
using P2PActors.Engine.Machines;

namespace P2PActors.Akka.Tests;

/// <summary>What a machine measures of itself, as others read it.</summary>
public sealed class MetersOfMachines : IDisposable
{
    private readonly PrometheusText _text;
    private readonly HandClock _clock = new();
    private readonly MachineMeters _meters;

    public MetersOfMachines()
    {
        _meters = new MachineMeters(_clock);
        _text = new PrometheusText(_meters.Meter, withRuntime: false);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _text.Dispose();
    }

    private void Look(double atSecond, long events, ExchangeCounters? exchange = null, int online = 0, double virtualSeconds = 0)
    {
        _clock.Seconds = atSecond;
        _meters.Observe(new RunProgress(TimeSpan.FromSeconds(virtualSeconds), TimeSpan.FromHours(1), events, online), exchange);
    }

    private static ExchangeCounters Exchange(long steps, long bytes, double encoding, double waiting) =>
        new(2, steps, bytes, 0, TimeSpan.FromSeconds(encoding), TimeSpan.FromSeconds(waiting));

    private double Value(string series) =>
        double.Parse(_text.Write().Split('\n').Single(l => l.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Events_are_counted_and_their_rate_is_that_since_the_look_before()
    {
        Look(1, events: 1000);
        Look(3, events: 7000);

        Assert.Equal(7000, Value("p2p_events_total"));
        Assert.Equal(3000, Value("p2p_events_rate_per_second"));
    }

    [Fact]
    public void Peers_on_line_and_virtual_time_are_those_of_the_last_look()
    {
        Look(1, 10, online: 400, virtualSeconds: 60);
        Look(2, 20, online: 390, virtualSeconds: 90.5);

        Assert.Equal((390, 90.5), (Value("p2p_peers_online"), Value("p2p_virtual_time_seconds")));
    }

    [Fact]
    public void Time_of_a_window_and_of_its_exchange_is_the_mean_over_the_steps_since_the_look_before()
    {
        // 100 steps in 1 s: 10 ms each, of which 0.2 s / 100 = 2 ms were for the exchange; then 50 steps in 2 s: 40 ms, 10 ms.
        Look(1, 10, Exchange(100, 5000, 0.05, 0.15));
        Look(3, 20, Exchange(150, 9000, 0.15, 0.55));

        Assert.Equal((150, 9000), (Value("p2p_exchange_steps_total"), Value("p2p_exchange_bytes_total")));
        Assert.Equal(2, Value("p2p_window_time_seconds_count"));
        Assert.Equal(0.050, Value("p2p_window_time_seconds_sum"), 1e-12);
        Assert.Equal(0.012, Value("p2p_exchange_time_seconds_sum"), 1e-12);
        Assert.Equal((1, 2), (Value("p2p_window_time_seconds_bucket{le=\"0.02\"}"), Value("p2p_window_time_seconds_bucket{le=\"0.05\"}")));
        Assert.Equal(2, Value("p2p_window_time_seconds_bucket{le=\"+Inf\"}"));
    }

    [Fact]
    public void Another_attempt_goes_on_counting_and_never_backwards()
    {
        Look(1, 5000, Exchange(100, 1000, 0, 0));
        _meters.Began();
        Look(2, 300, Exchange(10, 50, 0, 0));
        Assert.Equal((5300, 110, 1050), (Value("p2p_events_total"), Value("p2p_exchange_steps_total"), Value("p2p_exchange_bytes_total")));

        // Even if nobody said that it begins again.
        Look(3, 100, Exchange(5, 20, 0, 0));
        Assert.Equal((5400, 115, 1070), (Value("p2p_events_total"), Value("p2p_exchange_steps_total"), Value("p2p_exchange_bytes_total")));
    }

    [Fact]
    public void When_the_run_has_ended_nothing_goes_on()
    {
        Look(1, 5000, online: 40);
        _meters.ObserveMailboxes(12);
        Assert.Equal(12, Value("p2p_mailbox_depth"));
        _meters.Ended();

        Assert.Equal((0, 0, 0), (Value("p2p_events_rate_per_second"), Value("p2p_peers_online"), Value("p2p_mailbox_depth")));
        Assert.Equal(5000, Value("p2p_events_total"));
    }

    [Fact]
    public void To_look_takes_no_memory()
    {
        ExchangeCounters exchange = Exchange(100, 5000, 0.05, 0.15);
        using var meters = new MachineMeters(_clock);
        for (int i = 0; i < 10; i++) meters.Observe(new RunProgress(TimeSpan.Zero, TimeSpan.Zero, i, 0), exchange);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) meters.Observe(new RunProgress(TimeSpan.Zero, TimeSpan.Zero, 10 + i, 0), exchange);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void The_instruments_are_those_that_are_documented()
    {
        var names = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (i, _) => { if (ReferenceEquals(i.Meter, _meters.Meter)) names.Add($"{i.Name} {i.Unit}"); } };
        listener.Start();

        Assert.Equal(
            new HashSet<string>
            {
                "p2p.events {event}", "p2p.events.rate {event}/s", "p2p.window.time s", "p2p.exchange.time s", "p2p.exchange.bytes By",
                "p2p.exchange.steps {step}", "p2p.mailbox.depth {message}", "p2p.peers.online {peer}", "p2p.virtual.time s",
            },
            [.. names]);
    }

    [Fact]
    public void The_text_of_Prometheus_has_help_type_and_escaped_labels()
    {
        using var meter = new Meter("LabelsOfMetersOfMachines");
        using var text = new PrometheusText(meter, withRuntime: false);
        Counter<int> counter = meter.CreateCounter<int>("odd.things", "By", "Things that\nare odd");
        counter.Add(3, new KeyValuePair<string, object?>("what.kind", "a \"b\"\\c"));
        counter.Add(4, new KeyValuePair<string, object?>("what.kind", "a \"b\"\\c"));
        UpDownCounter<long> balance = meter.CreateUpDownCounter<long>("balance");
        balance.Add(5);
        balance.Add(-7);
        meter.CreateObservableCounter("seen", () => 9);

        Assert.Equal(
            """
            # HELP balance 
            # TYPE balance gauge
            balance -2
            # HELP odd_things_bytes_total Things that\nare odd
            # TYPE odd_things_bytes_total counter
            odd_things_bytes_total{what_kind="a \"b\"\\c"} 7
            # HELP seen_total 
            # TYPE seen_total counter
            seen_total 9
            # HELP p2p_series_dropped_total Measurements that were left out because there are too many series
            # TYPE p2p_series_dropped_total counter
            p2p_series_dropped_total 0

            """.ReplaceLineEndings("\n"),
            text.Write());
    }

    [Fact]
    public void Too_many_series_are_left_out_and_counted()
    {
        using var meter = new Meter("ManyOfMetersOfMachines");
        using var text = new PrometheusText(meter, withRuntime: false);
        Counter<int> counter = meter.CreateCounter<int>("many");
        for (int i = 0; i < 510; i++) counter.Add(1, new KeyValuePair<string, object?>("i", i));

        Assert.Contains("\np2p_series_dropped_total 10\n", text.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_collection_comes_from_the_runtimes_own_meter()
    {
        using var text = new PrometheusText(_meters.Meter);

        Assert.Contains("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"} ", text.Write(), StringComparison.Ordinal);
    }

    private sealed class HandClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => (long)(Seconds * 1e9);
    }
}
