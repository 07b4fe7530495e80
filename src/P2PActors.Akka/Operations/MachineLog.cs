using System.Globalization;
using Akka.Configuration;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace P2PActors.Akka.Operations;

/// <summary>
/// The log of a machine (Serilog): text on standard error, and files of one JSON object per line. Every event has its time in
/// UTC, the properties <c>machine</c>, <c>run</c> and <c>attempt</c>, and, of Akka, <c>LogSource</c>. Standard output belongs to results.
/// </summary>
public sealed class MachineLog : IDisposable
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {machine} {run}#{attempt} {Message:l}{NewLine}{Exception}";
    private readonly RunOfMachine _run;
    private readonly Serilog.Core.Logger _logger;

    private MachineLog(RunOfMachine run, Serilog.Core.Logger logger) => (_run, _logger) = (run, logger);

    /// <summary>Settings of an actor system that logs through <see cref="BecomeProcessLog"/>.</summary>
    public static Config AkkaSettings { get; } = ConfigurationFactory.ParseString("""
        akka {
          loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"]
          logger-formatter = "Akka.Logger.Serilog.SerilogLogMessageFormatter, Akka.Logger.Serilog"
          stdout-loglevel = OFF
        }
        """);

    /// <summary>For what is not Akka's to log.</summary>
    public ILogger Logger => _logger;

    /// <summary>Opens a log.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static MachineLog Create(MachineLogSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        CheckName(settings.Machine);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.FileBytes, 1000, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Files, 1, nameof(settings));
        var run = new RunOfMachine(settings.Machine);
        LoggerConfiguration to = new LoggerConfiguration().MinimumLevel.Is(LevelOf(settings.From)).Enrich.With(run);
        if (settings.ToStandardError)
        {
            to.WriteTo.Console(new UtcFormatter(new MessageTemplateTextFormatter(Line, CultureInfo.InvariantCulture)), standardErrorFromLevel: LevelAlias.Minimum);
        }

        if (settings.Folder is { } folder)
        {
            CheckFolder(folder);
            to.WriteTo.File(
                new UtcFormatter(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture)),
                Path.Combine(folder, $"{settings.Machine}-.log"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: settings.FileBytes,
                retainedFileCountLimit: settings.Files);
        }

        return new MachineLog(run, to.CreateLogger());
    }

    /// <summary>From now on events belong to a run.</summary>
    /// <param name="run">Its name; null for none.</param>
    /// <param name="attempt">The how-manieth time it is begun, from 1; 0 for none.</param>
    public void Belongs(string? run, long attempt) => _run.Is(run, attempt);

    /// <summary>
    /// Makes this the log of the whole process, which Akka's logger writes to. If a line cannot be written (a full disk), that
    /// is said on standard error.
    /// </summary>
    public void BecomeProcessLog()
    {
        SelfLog.Enable(Console.Error);
        Log.Logger = _logger;
    }

    /// <summary>Writes what is still to be written and closes the files.</summary>
    public void Dispose()
    {
        if (ReferenceEquals(Log.Logger, _logger)) Log.CloseAndFlush();
        _logger.Dispose();
    }

    private static LogEventLevel LevelOf(LogWeight weight) => weight switch
    {
        LogWeight.Debug => LogEventLevel.Debug,
        LogWeight.Information => LogEventLevel.Information,
        LogWeight.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static void CheckName(string name)
    {
        bool isFine = name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
        if (!isFine) throw new ArgumentException($"found the machine name '{name}', expected 1 to 64 letters, digits, '.', '-' or '_', a letter or digit first");
    }

    private static void CheckFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".writable-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the folder of the log, {Path.GetFullPath(folder)}, cannot be written to ({e.Message}); name another one", e);
        }
    }
}
