using System.Globalization;
using Akka.Configuration;
using P2PActors.Engine;
using P2PActors.Engine.Machines;

namespace P2PActors.Akka.Operations;

/// <summary>
/// What a machine has for those who operate it: its log, its measurements, and the port that they are read from. It is opened
/// before the actor system, which logs through it, and closed after it.
/// </summary>
public sealed class MachineOperations : IDisposable
{
    private readonly MachineMeters _meters = new();
    private readonly PrometheusText _text;
    private readonly IDisposable? _export;
    private HealthEndpoint? _health;

    private MachineOperations(MachineLog log)
    {
        Log = log;
        _text = new PrometheusText(_meters.Meter);
        _export = MetricsExport.StartIfWanted();
    }

    /// <summary>The log.</summary>
    public MachineLog Log { get; }

    /// <summary>Where health is asked for; null if nowhere.</summary>
    public int? HealthPort => _health?.Port;

    /// <summary>Opens the log, which becomes that of the process, and begins to measure.</summary>
    /// <param name="machine">Name of the machine; what cannot be part of a file's name is replaced.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="config">Settings: <c>akka.loglevel</c> and <c>p2p.log</c>.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static MachineOperations Open(string machine, string folder, Config config)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(config);
        var log = MachineLog.Create(new MachineLogSettings
        {
            Machine = NameOf(machine),
            Folder = Path.Combine(folder, "logs"),
            From = WeightOf(config.GetString("akka.loglevel", "INFO")),
            ToStandardError = config.GetBoolean("p2p.log.to-standard-error", true),
            FileBytes = config.GetByteSize("p2p.log.file-size", 64_000_000) ?? 64_000_000,
            Files = config.GetInt("p2p.log.files", 10),
        });
        log.BecomeProcessLog();
        return new MachineOperations(log);
    }

    /// <summary>Opens the port for health, readiness and measurements.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="standing">Whether the machine takes part in its cluster, and how it stands.</param>
    /// <exception cref="IOException">The port cannot be had.</exception>
    public void Watch(HealthSettings settings, Func<(bool Ready, string Reason)> standing) => _health = new HealthEndpoint(settings, standing, _text.Write);

    /// <summary>A world of a run begins.</summary>
    /// <param name="run">Number of the run.</param>
    /// <param name="attempt">Number of the attempt.</param>
    public void Began(long run, long attempt)
    {
        Log.Belongs(run.ToString(CultureInfo.InvariantCulture), attempt);
        _meters.Began();
    }

    /// <summary>How far the run has come. To be called by the thread that runs it.</summary>
    /// <param name="progress">How far.</param>
    /// <param name="exchange">What keeping in step took; null if there are no other machines.</param>
    public void Progressed(in RunProgress progress, ExchangeCounters? exchange) => _meters.Observe(in progress, exchange);

    /// <summary>What waits in the mailbox where other machines' batches arrive.</summary>
    /// <param name="messages">How many messages.</param>
    public void Waiting(long messages) => _meters.ObserveMailboxes(messages);

    /// <summary>The attempt has ended, one way or another.</summary>
    public void Ended()
    {
        Log.Belongs(null, 0);
        _meters.Ended();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _health?.Dispose();
        _export?.Dispose();
        _text.Dispose();
        _meters.Dispose();
        Log.Dispose();
    }

    private static string NameOf(string machine)
    {
        string name = string.Concat(machine.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-')).TrimStart('-', '.', '_');
        return name.Length > 0 ? name : "machine";
    }

    private static LogWeight WeightOf(string level) => level.ToUpperInvariant() switch
    {
        "DEBUG" => LogWeight.Debug,
        "WARNING" => LogWeight.Warning,
        "ERROR" or "OFF" => LogWeight.Error,
        _ => LogWeight.Information,
    };
}
