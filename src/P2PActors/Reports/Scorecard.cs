using P2PActors.Scenarios;

namespace P2PActors.Reports;

/// <summary>The systems of a run compared by marks, beside the marks that the sources give.</summary>
/// <param name="Labels">The systems that were run, then those that only the sources speak of.</param>
/// <param name="Rows">The properties.</param>
public sealed record Scorecard(IReadOnlyList<string> Labels, IReadOnlyList<ScorecardRow> Rows)
{
    /// <summary>The scorecard of a result: means over the seeds, at the first point of a sweep. Without rows where the scenario asks for none.</summary>
    public static Scorecard Of(ScenarioResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        IReadOnlyList<ScorecardRowSettings> settings = result.Scenario.Settings.Scorecard;
        if (settings.Count == 0 || result.Runs.Count == 0) return new Scorecard([], []);
        IReadOnlyList<RepeatedValue> values = Repetition.Of([.. result.Runs.Where(r => r.SweepValue == result.Runs[0].SweepValue)]);
        string[] run = [.. result.Runs[0].Systems.Select(s => s.Report.Label)];
        string[] labels = [.. run.Concat(settings.SelectMany(s => s.Sources.Keys.Concat(s.Text.Keys))).Distinct()];
        return new Scorecard(labels, [.. settings.Select(row => RowOf(row, labels, run, values))]);
    }

    private static ScorecardRow RowOf(ScorecardRowSettings row, string[] labels, string[] run, IReadOnlyList<RepeatedValue> values)
    {
        var cells = new List<ScorecardCell>();
        string unit = "", meaning = "";
        foreach (string label in labels)
        {
            if (row.Metric.Length == 0)
            {
                cells.Add(new ScorecardCell(label, row.Text.GetValueOrDefault(label), null, null, ScorecardVerdict.Said));
                continue;
            }

            RepeatedValue? value = values.FirstOrDefault(v => v.Name == $"{label}.{row.Metric}");
            if (value is not null) (unit, meaning) = (value.Unit, value.Meaning);
            string? source = row.Sources.GetValueOrDefault(label), mark = value is null ? null : MarkOf(row, value.Mean);
            ScorecardVerdict verdict = !run.Contains(label) ? ScorecardVerdict.NotRun
                : value is null ? ScorecardVerdict.NotMeasured
                : source is null ? ScorecardVerdict.NoSource
                : mark == source ? ScorecardVerdict.Agrees
                : ScorecardVerdict.Differs;
            cells.Add(new ScorecardCell(label, mark, value?.Mean, source, verdict));
        }

        return new ScorecardRow(row, unit, meaning, cells);
    }

    private static string? MarkOf(ScorecardRowSettings row, double value) => row.Marks.FirstOrDefault(m => m.Fits(value))?.Mark;
}

/// <summary>One property of the scorecard.</summary>
/// <param name="Settings">What the scenario says of it.</param>
/// <param name="Unit">Unit of its result; empty where it was not measured.</param>
/// <param name="Meaning">What its result means; empty where it was not measured.</param>
/// <param name="Cells">One cell for each system.</param>
public sealed record ScorecardRow(ScorecardRowSettings Settings, string Unit, string Meaning, IReadOnlyList<ScorecardCell> Cells);

/// <summary>The mark of one system for one property.</summary>
/// <param name="Label">The system.</param>
/// <param name="Mark">The mark measured, or the text of a property that is not measured; null for none.</param>
/// <param name="Value">The result behind the mark; null where there is none.</param>
/// <param name="SourceMark">The mark the source gives; null for none.</param>
/// <param name="Verdict">Whether the two agree.</param>
public sealed record ScorecardCell(string Label, string? Mark, double? Value, string? SourceMark, ScorecardVerdict Verdict);

/// <summary>How a measured mark stands to the source's.</summary>
public enum ScorecardVerdict
{
    /// <summary>The property is not measured, only spoken of.</summary>
    Said,
    /// <summary>The same mark.</summary>
    Agrees,
    /// <summary>Another mark.</summary>
    Differs,
    /// <summary>The source gives no mark.</summary>
    NoSource,
    /// <summary>The system has no such result, or it is undefined.</summary>
    NotMeasured,
    /// <summary>The scenario does not run the system.</summary>
    NotRun,
}
