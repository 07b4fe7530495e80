using System.Xml.Linq;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>
/// Writes <c>report.html</c>: one file that needs nothing else, readable in light and dark, on paper and without scripts. Its
/// markup is XML too. Equal runs give equal pages, apart from the section with the id <c>timing</c>.
/// </summary>
internal static class HtmlReport
{
    public static void Write(TextWriter text, ReportModel model)
    {
        XElement[] sections =
        [
            .. new[]
            {
                ResultSections.Headline(model),
                ScorecardSection.Of(model),
                ResultSections.Expectations(model),
                Plots("sweep", $"Over the values of {model.Result.Scenario.Settings.Sweep.Setting}", SweepNote(model), PlotFactory.OverSweep(model)),
                ResultSections.Faults(model),
                Plots("time", "Over time", TimeNote(model), PlotFactory.OverTime(model)),
                Plots("distributions", "Distributions", DistributionNote(model), PlotFactory.Distributions(model)),
                ResultSections.Repetitions(model),
                InvariantSection.Of(model),
                SystemSections.Of(model),
                RunSections.Again(model),
                RunSections.Timing(model),
            }.OfType<XElement>(),
        ];
        XElement page = El("html", At("lang", "en"),
            El("head",
                El("meta", At("charset", "utf-8")),
                El("meta", At("name", "viewport"), At("content", "width=device-width, initial-scale=1")),
                El("meta", At("name", "color-scheme"), At("content", "light dark")),
                El("title", $"{model.Title} – P2PActors"),
                El("style", ReportStyle.Css)),
            El("body",
                El("main", RunSections.Header(model, sections), RunSections.Warnings(model), sections),
                El("div", At("id", "readout"), At("hidden", "hidden")),
                El("script", ReportScript.Text)));
        text.Write("<!DOCTYPE html>\n");
        text.Write(Markup.Write(page));
        text.Write('\n');
    }

    private static XElement? Plots(string id, string title, string? note, IEnumerable<Plot> plots)
    {
        XElement[] figures = [.. plots.Select(PlotSvg.Figure)];
        return figures.Length == 0 ? null : El("section", At("id", id), El("h2", title), note is null ? null : El("p.note", note), El("div.plots", figures));
    }

    private static string? FirstPoint(ReportModel model) => model.IsSwept ? $"{model.Result.Scenario.Settings.Sweep.Setting} = {model.Points[0].Value}, the first value of the sweep. " : null;

    private static string? TimeNote(ReportModel model) =>
        Join(FirstPoint(model), model.IsRepeated ? $"Lines are means over {model.Points[0].Runs.Count} seeds; the faint lines are the first seed. " : null,
            model.Faults.Count > 0 ? "Dashed lines are the faults listed above." : null);

    private static string? SweepNote(ReportModel model) => model.IsRepeated ? "Means over the seeds; bars are 95 % confidence intervals of the mean." : null;

    private static string? DistributionNote(ReportModel model) => Join(FirstPoint(model), model.IsRepeated ? $"The run with seed {model.Points[0].Runs[0].Seed}." : null);

    private static string? Join(params string?[] parts) => string.Concat(parts) is { Length: > 0 } text ? text : null;
}
