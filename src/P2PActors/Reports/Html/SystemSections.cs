using System.Xml.Linq;
using P2PActors.Protocols;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>Everything that each system reported, in full.</summary>
internal static class SystemSections
{
    /// <summary>All values and tables of the systems of the first run.</summary>
    public static XElement? Of(ReportModel model)
    {
        if (model.Points.Count == 0) return null;
        RunResult run = model.Points[0].Runs[0];
        string? which = model.Result.Runs.Count > 1 ? $"The run with seed {run.Seed}{(run.SweepValue is { } v ? $" and {model.Result.Scenario.Settings.Sweep.Setting} = {v}" : "")}; all runs are in summary.json." : null;
        return El("section", At("id", "systems"), El("h2", "Systems in detail"), which is null ? null : El("p.note", which),
            run.Systems.Select(s => SystemOf(model, s)));
    }

    private static XElement SystemOf(ReportModel model, SystemResult system) => El("article",
        El("h3.system", ResultSections.Swatch(model, system.Report.Label), system.Report.Label,
            system.Report.Protocol == system.Report.Label ? null : El("small", $"protocol {system.Report.Protocol}"),
            El("small", $"{Display.Number(system.Events)} events"),
            El("small", "digest ", El("code", system.Digest))),
        El("div.scroll", El("table.values.long",
            El("thead", El("tr", El("th", "result"), El("th.num", "value"), El("th", "unit"), El("th", "meaning"))),
            El("tbody", system.Report.Values.Select(ValueRow)))),
        system.Report.Tables.Where(t => t.Rows.Count > 0).Select(TableOf));

    private static XElement ValueRow(ResultValue value)
    {
        (string number, string unit) = Display.Split(Display.Value(value.Value, value.Unit));
        return El("tr", El("td", El("code", value.Name)), El(value.Value is null ? "td.num.none" : "td.num", number), El("td.unit", unit), El("td.text", value.Meaning));
    }

    private static XElement TableOf(ResultTable table) => El("div.tabled",
        El("h4", table.Title),
        El("div.scroll", El("table.long",
            El("thead", El("tr", table.Columns.Select((c, i) => El(i == 0 ? "th" : "th.num", c)))),
            El("tbody", table.Rows.Select(r => El("tr", r.Select((c, i) => El(i == 0 ? "td.text" : "td.num", c))))))));
}
