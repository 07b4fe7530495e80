using System.Xml.Linq;
using P2PActors.Scenarios;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>The scorecard as a table: marks, the numbers behind them, and the sources' marks; below it, what earns which mark.</summary>
internal static class ScorecardSection
{
    public static XElement? Of(ReportModel model)
    {
        Scorecard card = Scorecard.Of(model.Result);
        if (card.Rows.Count == 0) return null;
        ScorecardCell[] judged = [.. card.Rows.SelectMany(r => r.Cells).Where(c => c.Verdict is ScorecardVerdict.Agrees or ScorecardVerdict.Differs)];
        string note = $"Marks by measurement, beside those of the sources: {judged.Count(c => c.Verdict == ScorecardVerdict.Agrees)} of {judged.Length} agree.";
        return El("section", At("id", "scorecard"), El("h2", "Scorecard"), El("p.note", note),
            El("div.scroll", El("table.scorecard",
                El("thead", El("tr", El("th"), card.Labels.Select(l => El("th", model.Labels.Contains(l) ? ResultSections.Swatch(model, l) : null, l)))),
                El("tbody", card.Rows.Select(row => El("tr",
                    El("th", At("scope", "row"), row.Settings.Property, row.Settings.Metric.Length == 0 ? null : El("small", El("code", row.Settings.Metric))),
                    row.Cells.Select(c => Cell(c, row.Unit))))))),
            El("ul.reasons", card.Rows.Where(r => r.Settings.Metric.Length > 0).Select(Reason)));
    }

    private static XElement Cell(ScorecardCell cell, string unit) => cell.Verdict switch
    {
        ScorecardVerdict.Said => El("td.said", cell.Mark ?? Display.Undefined),
        ScorecardVerdict.NotRun => El("td.none", "not run", Source(cell)),
        ScorecardVerdict.NotMeasured => El("td.none", "not measured", Source(cell)),
        _ => El("td", El("b", cell.Mark is { } mark ? Shown(mark) : "no mark"), " " + Display.Value(cell.Value, unit), Source(cell)),
    };

    private static XElement? Source(ScorecardCell cell) => cell.SourceMark is not { } mark ? null : El("small",
        $"source: {Shown(mark)} ",
        cell.Verdict == ScorecardVerdict.Agrees ? El("span.good", "✓ agrees") : cell.Verdict == ScorecardVerdict.Differs ? El("span.bad", "✗ differs") : null);

    /// <summary>Minus signs are as wide as plus signs, and no line breaks after them.</summary>
    private static string Shown(string text) => text.Replace("---", "\u2212\u2212\u2212", StringComparison.Ordinal).Replace("--", "\u2212\u2212", StringComparison.Ordinal);

    private static XElement Reason(ScorecardRow row) => El("li",
        El("b", row.Settings.Property), $": {string.Join(", ", row.Settings.Marks.Select(m => $"{Shown(m.Mark)} {RangeOf(m, row.Unit)}"))}; the first that fits. ",
        Shown(row.Settings.Reason), row.Settings.Source.Length == 0 ? "" : $" Source: {Shown(row.Settings.Source)}.");

    private static string RangeOf(MarkSettings mark, string unit) => (mark.Min, mark.Max) switch
    {
        ({ } min, { } max) => Display.Range(min, max, unit),
        ({ } min, null) => "from " + Display.Value(min, unit),
        (null, { } max) => "up to " + Display.Value(max, unit),
        _ => "for all others",
    };
}
