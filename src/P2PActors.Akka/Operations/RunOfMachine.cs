using Serilog.Core;
using Serilog.Events;

namespace P2PActors.Akka.Operations;

/// <summary>Says in every event of the log which machine it is of, and which attempt at which run.</summary>
internal sealed class RunOfMachine(string machine) : ILogEventEnricher
{
    private readonly LogEventProperty _machine = new("machine", new ScalarValue(machine));

    // Replaced as a whole: whoever logs meanwhile sees the run and its attempt, never one of each.
    private volatile LogEventProperty[] _run = Properties(null, 0);

    public void Is(string? run, long attempt) => _run = Properties(run, attempt);

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        logEvent.AddOrUpdateProperty(_machine);
        foreach (LogEventProperty property in _run) logEvent.AddOrUpdateProperty(property);
    }

    private static LogEventProperty[] Properties(string? run, long attempt) =>
        [new("run", new ScalarValue(run ?? "-")), new("attempt", new ScalarValue(attempt))];
}
