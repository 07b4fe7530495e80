using System.Globalization;
using System.Text;
using P2PActors.Engine;
using P2PActors.Protocols;

namespace P2PActors.Reports;

/// <summary>What the files of a run directory have in common: results grouped by the points of the sweep, faults, the way back.</summary>
internal sealed class ReportModel
{
    public ReportModel(ScenarioResult result, string commandLine, string version, RunEnvironment environment)
    {
        Result = result;
        CommandLine = commandLine;
        Version = version;
        Environment = environment;
        Points = [.. result.Runs.GroupBy(r => r.SweepValue ?? "").Select(g => new SweepPoint(g.First().SweepValue, [.. g]))];
        Labels = [.. result.Runs.SelectMany(r => r.Systems).Select(s => s.Report.Label).Distinct()];
        Faults = Points.Count == 0 ? [] : FaultMark.Of(Points[0].Runs[0].Systems);
        ScenarioText = TextOf(result, version, commandLine);
    }

    public ScenarioResult Result { get; }

    public string CommandLine { get; }

    public string Version { get; }

    public RunEnvironment Environment { get; }

    /// <summary>The points of the sweep in the order in which they were run; one without a sweep.</summary>
    public IReadOnlyList<SweepPoint> Points { get; }

    /// <summary>Names of the systems; their places choose their colours.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What was done to the systems in the first run.</summary>
    public IReadOnlyList<FaultMark> Faults { get; }

    /// <summary>The scenario as run, with how to run it again on top.</summary>
    public string ScenarioText { get; }

    public bool IsSwept => Result.Runs.Any(r => r.SweepValue is not null);

    public bool IsRepeated => Points.Any(p => p.Runs.Count > 1);

    public string Title => Result.Scenario.Settings.Title is { Length: > 0 } title ? title : Result.Scenario.Name;

    public IEnumerable<long> Seeds => Result.Runs.Select(r => r.Seed).Distinct();

    /// <summary>Place of a system in the palette.</summary>
    public int ColorOf(string label) => Labels.Index().First(l => l.Item == label).Index;

    private static string TextOf(ScenarioResult result, string version, string commandLine)
    {
        long[] seeds = [.. result.Runs.Select(r => r.Seed).Distinct()];
        bool consecutive = seeds.Length > 1 && seeds.Index().All(s => s.Item == seeds[0] + s.Index);
        var again = new StringBuilder("p2p run " + RunDirectory.ScenarioFile);
        if (seeds.Length > 0) again.Append(CultureInfo.InvariantCulture, $" --seed {seeds[0]}");
        if (consecutive) again.Append(CultureInfo.InvariantCulture, $" --repeat {seeds.Length}");
        return $"# To run it again: {again}   (P2PActors {OneLine(version)}; first run as: {OneLine(commandLine)})\n{result.Scenario.Document.ToText()}";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\u0085', '\u2028', '\u2029']));
}

/// <summary>The runs that differ only in their seed.</summary>
/// <param name="Value">Value of the setting that is swept; null without a sweep.</param>
/// <param name="Runs">The runs.</param>
internal sealed record SweepPoint(string? Value, IReadOnlyList<RunResult> Runs)
{
    /// <summary>Mean and spread of every result.</summary>
    public IReadOnlyList<RepeatedValue> Repeated { get; } = Repetition.Of(Runs);

    private Dictionary<string, RepeatedValue>? _byName;

    /// <summary>Mean and spread of one result; null where it is undefined.</summary>
    public RepeatedValue? Find(string label, string name)
    {
        _byName ??= Repeated.DistinctBy(r => r.Name).ToDictionary(r => r.Name);
        return _byName.GetValueOrDefault($"{label}.{name}");
    }
}

/// <summary>One fault, as it struck the systems of a run.</summary>
/// <param name="Number">Its number on the plots, from one.</param>
/// <param name="Time">When it first took effect.</param>
/// <param name="Label">What it was.</param>
/// <param name="Peers">How many peers it concerned, by system.</param>
internal sealed record FaultMark(int Number, TimeSpan Time, string Label, IReadOnlyDictionary<string, int> Peers)
{
    /// <summary>
    /// The n-th fault of a name in one system is the n-th of that name in every other, if it struck them at the same time: in the
    /// same interval of the series over time. What waited for a condition may strike each system at a time of its own.
    /// </summary>
    public static IReadOnlyList<FaultMark> Of(IReadOnlyList<SystemResult> systems)
    {
        var marks = new List<(string Label, int Turn, TimeSpan Time, Dictionary<string, int> Peers)>();
        foreach (SystemResult system in systems)
        {
            var turns = new Dictionary<string, int>();
            foreach (InterventionRecord record in system.Interventions)
            {
                int turn = turns[record.Label] = turns.GetValueOrDefault(record.Label) + 1;
                int same = marks.FindIndex(m => m.Label == record.Label && m.Turn == turn && (m.Time - record.Time).Duration() < system.SeriesBin);
                if (same < 0)
                {
                    marks.Add((record.Label, turn, record.Time, new Dictionary<string, int> { [system.Report.Label] = record.Peers }));
                    continue;
                }

                marks[same].Peers[system.Report.Label] = record.Peers;
                if (record.Time < marks[same].Time) marks[same] = (marks[same].Label, turn, record.Time, marks[same].Peers);
            }
        }

        return [.. marks.OrderBy(m => m.Time).Select((m, i) => new FaultMark(i + 1, m.Time, m.Label, m.Peers))];
    }
}
