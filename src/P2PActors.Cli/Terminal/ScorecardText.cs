using P2PActors.Reports;

namespace P2PActors.Cli.Terminal;

/// <summary>The scorecard after a run: the mark of each system, whether its source gives the same, and the number behind it.</summary>
internal static class ScorecardText
{
    private const int Title = 34;

    public static void Print(TextWriter output, ScenarioResult result)
    {
        Scorecard card = Scorecard.Of(result);
        if (card.Rows.Count == 0) return;
        int width = Math.Max(22, card.Labels.Max(l => l.Length) + 2);
        Line(output, "Scorecard", card.Labels, width);
        foreach (ScorecardRow row in card.Rows)
        {
            Line(output, row.Settings.Property, row.Cells.Select(MarkOf), width);
            if (row.Settings.Metric.Length > 0) Line(output, "  " + row.Settings.Metric, row.Cells.Select(c => Text.Value(c.Value, row.Unit)), width);
        }

        output.WriteLine();
    }

    private static void Line(TextWriter output, string title, IEnumerable<string> cells, int width)
    {
        output.Write(title.PadRight(Title));
        output.WriteLine(string.Concat(cells.Select(c => c.PadLeft(width))));
    }

    private static string MarkOf(ScorecardCell cell) => cell.Verdict switch
    {
        ScorecardVerdict.Agrees => $"{cell.Mark} agrees",
        ScorecardVerdict.Differs => $"{cell.Mark ?? "no mark"} DIFFERS from {cell.SourceMark}",
        ScorecardVerdict.NotRun => cell.SourceMark is { } mark ? $"not run ({mark})" : "not run",
        ScorecardVerdict.NotMeasured => "not measured",
        _ => cell.Mark ?? "-",
    };
}
