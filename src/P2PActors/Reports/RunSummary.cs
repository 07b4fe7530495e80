using System.Text.Encodings.Web;
using System.Text.Json;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Invariants;
using P2PActors.Protocols;
using P2PActors.Scenarios;

namespace P2PActors.Reports;

/// <summary>
/// Writes <c>summary.json</c>. Everything that may differ between two equal runs stands under <c>timing</c>, at the end.
/// </summary>
internal static class RunSummary
{
    /// <summary>Raised when a reader of the file would have to change.</summary>
    private const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, ReportModel model)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        WriteScenario(json, model);
        json.WriteString("command", model.CommandLine);
        json.WriteString("version", model.Version);
        json.WriteBoolean("complete", model.Result.IsComplete);
        json.WriteStartArray("runs");
        foreach (RunResult run in model.Result.Runs) WriteRun(json, run);
        json.WriteEndArray();
        if (model.IsRepeated) WriteRepeated(json, model);
        json.WriteStartArray("expectations");
        foreach (ExpectationResult expectation in model.Result.Expectations) WriteExpectation(json, expectation);
        json.WriteEndArray();
        WriteScorecard(json, Scorecard.Of(model.Result));
        WriteTiming(json, model);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void WriteScenario(Utf8JsonWriter json, ReportModel model)
    {
        ScenarioSettings settings = model.Result.Scenario.Settings;
        json.WriteStartObject("scenario");
        json.WriteString("name", model.Result.Scenario.Name);
        json.WriteString("title", settings.Title);
        json.WriteString("question", settings.Question);
        json.WriteNumber("durationSeconds", settings.Duration.TotalSeconds);
        json.WriteNumber("peers", settings.Peers);
        if (model.IsSwept) json.WriteString("sweepSetting", settings.Sweep.Setting);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartObject();
        WriteRunKey(json, run);
        json.WriteString("digest", run.Digest);
        json.WriteBoolean("complete", run.IsComplete);
        json.WriteStartArray("systems");
        foreach (SystemResult system in run.Systems) WriteSystem(json, system);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRunKey(Utf8JsonWriter json, RunResult run)
    {
        json.WriteNumber("seed", run.Seed);
        json.WriteString("sweepValue", run.SweepValue);
    }

    private static void WriteSystem(Utf8JsonWriter json, SystemResult system)
    {
        json.WriteStartObject();
        json.WriteString("label", system.Report.Label);
        json.WriteString("protocol", system.Report.Protocol);
        json.WriteString("digest", system.Digest);
        json.WriteNumber("events", system.Events);
        json.WriteStartObject("values");
        foreach (ResultValue value in system.Report.Values) WriteNumber(json, value.Name, value.Value);
        json.WriteEndObject();
        json.WriteStartArray("interventions");
        foreach (InterventionRecord record in system.Interventions)
        {
            json.WriteStartObject();
            json.WriteNumber("timeSeconds", record.Time.TotalSeconds);
            json.WriteString("label", record.Label);
            json.WriteNumber("peers", record.Peers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("invariants");
        foreach (InvariantResult result in system.Report.Invariants) WriteInvariant(json, result);
        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (string warning in system.Report.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInvariant(Utf8JsonWriter json, InvariantResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Invariant.Name);
        json.WriteString("rule", result.Invariant.Rule);
        json.WriteNumber("violations", result.Count);
        json.WriteStartArray("first");
        foreach (Violation violation in result.First)
        {
            json.WriteStartObject();
            json.WriteNumber("timeSeconds", violation.Time.TotalSeconds);
            json.WriteNumber("peer", violation.Peer.Value);
            json.WriteString("found", violation.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRepeated(Utf8JsonWriter json, ReportModel model)
    {
        json.WriteStartArray("repeated");
        foreach (SweepPoint point in model.Points)
        {
            foreach (RepeatedValue value in point.Repeated)
            {
                json.WriteStartObject();
                json.WriteString("sweepValue", point.Value);
                json.WriteString("name", value.Name);
                json.WriteString("unit", value.Unit);
                json.WriteNumber("count", value.Count);
                WriteNumber(json, "mean", value.Mean);
                WriteNumber(json, "halfWidth95", value.HalfWidth);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteExpectation(Utf8JsonWriter json, ExpectationResult expectation)
    {
        json.WriteStartObject();
        json.WriteString("metric", expectation.Metric);
        if (expectation.At.Length > 0) json.WriteString("at", expectation.At);
        WriteNumber(json, "min", expectation.Min);
        WriteNumber(json, "max", expectation.Max);
        json.WriteString("unit", expectation.Unit);
        json.WriteString("source", expectation.Source);
        WriteNumber(json, "measured", expectation.Measured);
        json.WriteString("verdict", VerdictOf(expectation));
        json.WriteEndObject();
    }

    /// <summary>The verdict in words, the same in all files.</summary>
    internal static string VerdictOf(ExpectationResult expectation) =>
        expectation.IsMet ? "agrees" : expectation.Measured is null ? "not measured" : "differs";

    private static void WriteScorecard(Utf8JsonWriter json, Scorecard card)
    {
        if (card.Rows.Count == 0) return;
        json.WriteStartArray("scorecard");
        foreach (ScorecardRow row in card.Rows)
        {
            foreach (ScorecardCell cell in row.Cells)
            {
                json.WriteStartObject();
                json.WriteString("property", row.Settings.Property);
                json.WriteString("system", cell.Label);
                json.WriteString("mark", cell.Mark);
                json.WriteString("metric", row.Settings.Metric.Length == 0 ? null : row.Settings.Metric);
                WriteNumber(json, "value", cell.Value);
                json.WriteString("sourceMark", cell.SourceMark);
                json.WriteString("verdict", cell.Verdict switch
                {
                    ScorecardVerdict.Agrees => "agrees",
                    ScorecardVerdict.Differs => "differs",
                    ScorecardVerdict.NoSource => "no source",
                    ScorecardVerdict.NotMeasured => "not measured",
                    ScorecardVerdict.NotRun => "not run",
                    _ => "said",
                });
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteTiming(Utf8JsonWriter json, ReportModel model)
    {
        json.WriteStartObject("timing");
        json.WriteString("date", model.Environment.Date.UtcDateTime);
        json.WriteNumber("wallTimeSeconds", model.Result.Runs.SelectMany(r => r.Systems).Sum(s => s.Outcome.WallTime.TotalSeconds));
        json.WriteStartObject("machine");
        json.WriteNumber("cores", model.Environment.Cores);
        json.WriteString("os", model.Environment.OperatingSystem);
        json.WriteString("dotnet", model.Environment.Runtime);
        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (RunResult run in model.Result.Runs)
        {
            foreach (SystemResult system in run.Systems)
            {
                json.WriteStartObject();
                WriteRunKey(json, run);
                json.WriteString("label", system.Report.Label);
                json.WriteNumber("wallTimeSeconds", system.Outcome.WallTime.TotalSeconds);
                WriteNumber(json, "eventsPerSecond", system.Outcome.WallTime > TimeSpan.Zero ? Math.Round(system.Events / system.Outcome.WallTime.TotalSeconds) : null);
                json.WriteString("engine", system.Engine);
                json.WriteNumber("threads", system.Threads);
                json.WriteNumber("cohorts", system.Cohorts);
                json.WriteNumber("windows", system.Outcome.Windows);
                json.WriteNumber("parallelWindows", system.Outcome.ParallelWindows);
                if (system.Outcome.Exchange is { } exchange) WriteExchange(json, exchange);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What keeping in step took at the machine that has written this.</summary>
    private static void WriteExchange(Utf8JsonWriter json, ExchangeCounters exchange)
    {
        json.WriteStartObject("exchange");
        json.WriteNumber("machines", exchange.Machines);
        json.WriteNumber("steps", exchange.Steps);
        json.WriteNumber("eventsSent", exchange.EventsSent);
        json.WriteNumber("bytesSent", exchange.BytesSent);
        json.WriteNumber("encodingSeconds", exchange.Encoding.TotalSeconds);
        json.WriteNumber("waitingSeconds", exchange.Waiting.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
