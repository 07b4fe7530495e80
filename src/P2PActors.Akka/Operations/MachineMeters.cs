using System.Diagnostics.Metrics;
using P2PActors.Engine;
using P2PActors.Engine.Machines;

namespace P2PActors.Akka.Operations;

/// <summary>
/// What a machine measures of itself while it runs a world, as instruments of .NET that OpenTelemetry, Prometheus and
/// <c>dotnet-counters</c> read: the meter <see cref="Name"/>. Nothing here is part of a result; memory, garbage collection and
/// processor time are in .NET's own meter, <c>System.Runtime</c>.
/// </summary>
public sealed class MachineMeters : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "P2PActors";

    /// <summary>Bounds of the classes of durations, in seconds: from 20 microseconds to 10 seconds.</summary>
    private static readonly double[] Durations = [0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private readonly TimeProvider _clock;
    private readonly Counter<long> _events;
    private readonly Gauge<double> _rate;
    private readonly Histogram<double> _windowTime;
    private readonly Histogram<double> _exchangeTime;
    private readonly Counter<long> _exchangeBytes;
    private readonly Counter<long> _exchangeSteps;
    private readonly Gauge<long> _mailboxDepth;
    private readonly Gauge<long> _online;
    private readonly Gauge<double> _virtualTime;
    private Look _last;

    /// <param name="clock">Real time; null for that of the computer.</param>
    public MachineMeters(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        var durations = new InstrumentAdvice<double> { HistogramBucketBoundaries = Durations };
        _events = Meter.CreateCounter<long>("p2p.events", "{event}", "Events handled, on all machines of the run");
        _rate = Meter.CreateGauge<double>("p2p.events.rate", "{event}/s", "Events handled a second since the look before, on all machines of the run");
        _windowTime = Meter.CreateHistogram("p2p.window.time", "s", "Real time of a window, its exchange included: the mean of those between two looks", advice: durations);
        _exchangeTime = Meter.CreateHistogram("p2p.exchange.time", "s", "Real time this machine takes to exchange, waiting for the others included: the mean of the steps between two looks", advice: durations);
        _exchangeBytes = Meter.CreateCounter<long>("p2p.exchange.bytes", "By", "Bytes sent to other machines");
        _exchangeSteps = Meter.CreateCounter<long>("p2p.exchange.steps", "{step}", "Steps taken together with the other machines");
        _mailboxDepth = Meter.CreateGauge<long>("p2p.mailbox.depth", "{message}", "Messages that wait in the mailboxes of the machine's actors");
        _online = Meter.CreateGauge<long>("p2p.peers.online", "{peer}", "Peers on line");
        _virtualTime = Meter.CreateGauge<double>("p2p.virtual.time", "s", "Virtual time of the run");
        Began();
    }

    /// <summary>The meter.</summary>
    public Meter Meter { get; } = new(Name);

    /// <summary>A run, or another attempt at it, begins: what it counts begins at nothing again.</summary>
    public void Began() => _last = new Look(_clock.GetTimestamp(), 0, 0, 0, TimeSpan.Zero);

    /// <summary>Takes note of how far the run has come. To be called by one thread, at most some ten times a second.</summary>
    /// <param name="progress">How far.</param>
    /// <param name="exchange">What keeping in step took so far; null if there are no other machines.</param>
    public void Observe(in RunProgress progress, ExchangeCounters? exchange = null)
    {
        long now = _clock.GetTimestamp();
        TimeSpan taken = exchange is null ? TimeSpan.Zero : exchange.Encoding + exchange.Waiting;
        var look = new Look(now, progress.Events, exchange?.Steps ?? 0, exchange?.BytesSent ?? 0, taken);
        if (look.Events < _last.Events || look.Steps < _last.Steps) Began();
        double seconds = _clock.GetElapsedTime(_last.Timestamp, now).TotalSeconds;
        _events.Add(look.Events - _last.Events);
        if (seconds > 0) _rate.Record((look.Events - _last.Events) / seconds);
        long steps = look.Steps - _last.Steps;
        if (steps > 0)
        {
            _windowTime.Record(seconds / steps);
            _exchangeTime.Record((look.Exchanging - _last.Exchanging).TotalSeconds / steps);
            _exchangeSteps.Add(steps);
            _exchangeBytes.Add(look.Bytes - _last.Bytes);
        }

        _online.Record(progress.Online);
        _virtualTime.Record(progress.Now.TotalSeconds);
        _last = look;
    }

    /// <summary>Takes note of how many messages wait in mailboxes.</summary>
    /// <param name="messages">How many, at least 0.</param>
    public void ObserveMailboxes(long messages) => _mailboxDepth.Record(messages);

    /// <summary>The run has ended: there is no rate and nobody is on line any more.</summary>
    public void Ended()
    {
        _rate.Record(0);
        _online.Record(0);
        _mailboxDepth.Record(0);
        Began();
    }

    /// <inheritdoc />
    public void Dispose() => Meter.Dispose();

    /// <summary>What was seen at one time.</summary>
    private readonly record struct Look(long Timestamp, long Events, long Steps, long Bytes, TimeSpan Exchanging);
}
