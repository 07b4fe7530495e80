using System.Globalization;
using System.Xml.Linq;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>What the run was, what to know before trusting it, how to do it again, how long it took.</summary>
internal static class RunSections
{
    public static XElement Header(ReportModel model, IEnumerable<XElement> sections)
    {
        ScenarioSettings settings = model.Result.Scenario.Settings;
        return El("header",
            El("p.maker", El("b", "P2PActors"), " run report"),
            El("h1", model.Title),
            settings.Question.Length == 0 ? null : El("p.question", settings.Question),
            El("dl.badges",
                model.Result.IsComplete ? Badge("run", "complete", "good") : Badge("run", "incomplete", "bad"),
                Badge(model.Seeds.Count() == 1 ? "seed" : "seeds", SeedText([.. model.Seeds])),
                model.IsSwept ? Badge("sweep", $"{settings.Sweep.Setting}, {model.Points.Count} values") : null,
                Badge("peers", Display.Number(settings.Peers)),
                Badge("virtual time", Display.Duration(settings.Duration.TotalSeconds)),
                model.Result.Runs.Count == 1 ? DigestBadge(model.Result.Runs[0].Digest) : Badge("runs", Display.Number(model.Result.Runs.Count)),
                Badge("version", model.Version)),
            El("nav", sections.Select(s => El("a", At("href", "#" + (string?)s.Attribute("id")), (string?)s.Element("h2")))));
    }

    private static XElement Badge(string name, string value, string? verdict = null) => El("div", El("dt", name), El(verdict is null ? "dd" : "dd." + verdict, value));

    private static XElement DigestBadge(string digest) => El("div", El("dt", "digest"),
        El("dd", El("code.copy", At("title", digest), At("data-copy", digest), digest.Length > 10 ? digest[..10] + "…" : digest)));

    private static string SeedText(long[] seeds)
    {
        bool consecutive = seeds.Length > 2 && seeds.Index().All(s => s.Item == seeds[0] + s.Index);
        string[] texts = [.. seeds.Select(s => s.ToString(CultureInfo.InvariantCulture))];
        return consecutive ? $"{texts[0]} to {texts[^1]}" : texts.Length <= 6 ? string.Join(", ", texts) : $"{string.Join(", ", texts[..5])} and {texts.Length - 5} more";
    }

    /// <summary>Warnings, each once, with the systems it concerns.</summary>
    public static XElement? Warnings(ReportModel model)
    {
        var warnings = model.Result.Runs.SelectMany(r => r.Systems).SelectMany(s => s.Report.Warnings.Select(w => (s.Report.Label, Text: w)))
            .GroupBy(w => w.Text).Select(g => (Systems: string.Join(", ", g.Select(w => w.Label).Distinct()), Text: g.Key)).ToList();
        if (!model.Result.IsComplete)
            warnings.Insert(0, ("incomplete", "The run was stopped before its end; the results cover only the time up to then, and are not those of the whole run."));
        return warnings.Count == 0 ? null : El("aside.warnings", El("h2", "Before you trust these results"),
            El("ul", warnings.Select(w => El("li", El("b", w.Systems), " ", w.Text))));
    }

    public static XElement Again(ReportModel model) => El("section", At("id", "again"), El("h2", "Do it again"),
        El("p.note", "The same scenario, seed and version give the same digest, on any number of threads and machines."),
        El("pre.command", At("data-copy", model.CommandLine), model.CommandLine),
        El("div.scroll", El("table.long",
            El("thead", El("tr", El("th", "seed"), model.IsSwept ? El("th", model.Result.Scenario.Settings.Sweep.Setting) : null, El("th", "system"), El("th", "digest"))),
            El("tbody", model.Result.Runs.Select(DigestRows)))),
        El("details", El("summary", "Scenario as run"), El("pre", model.ScenarioText)));

    private static IEnumerable<XElement> DigestRows(RunResult run)
    {
        string seed = run.Seed.ToString(CultureInfo.InvariantCulture);
        XElement? sweep = run.SweepValue is { } value ? El("td", value) : null;
        foreach (SystemResult system in run.Systems)
            yield return El("tr", El("td", seed), sweep, El("td.text", system.Report.Label), El("td", El("code", system.Digest)));
        if (run.Systems.Count > 1)
            yield return El("tr.sum", El("td", seed), sweep, El("td.text", "all systems"), El("td", El("code", run.Digest)));
    }

    public static XElement Timing(ReportModel model)
    {
        RunEnvironment environment = model.Environment;
        return El("section", At("id", "timing"), El("h2", "How long it took"),
            El("p.note", "Not part of the result: this section alone may differ between equal runs."),
            El("p", $"{environment.Date.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {environment.Cores} cores, {environment.OperatingSystem}, {environment.Runtime}."),
            El("div.scroll", El("table.long",
                El("thead", El("tr", El("th", "system"), El("th.num", "seed"), model.IsSwept ? El("th.num", "sweep") : null, El("th.num", "real time"), El("th.num", "events"), El("th.num", "events/s"), El("th.num", "threads"), El("th.num", "cohorts"), El("th.num", "windows"), El("th.num", "in parallel"))),
                El("tbody", model.Result.Runs.SelectMany(r => r.Systems.Select(s => TimingRow(model, r, s)))))));
    }

    private static XElement TimingRow(ReportModel model, RunResult run, SystemResult system)
    {
        double seconds = system.Outcome.WallTime.TotalSeconds;
        return El("tr",
            El("td.text", system.Report.Label), El("td.num", run.Seed.ToString(CultureInfo.InvariantCulture)), model.IsSwept ? El("td.num", run.SweepValue) : null,
            El("td.num", Display.Duration(seconds)), El("td.num", Display.Number(system.Events)),
            El("td.num", seconds > 0 ? Display.Number(Math.Round(system.Events / seconds)) : Display.Undefined),
            El("td.num", Display.Number(system.Threads)), El("td.num", Display.Number(system.Cohorts)),
            El("td.num", Display.Number(system.Outcome.Windows)), El("td.num", Display.Number(system.Outcome.ParallelWindows)));
    }
}
