using System.Xml.Linq;
using P2PActors.Invariants;
using P2PActors.Protocols;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>What must always hold, and whether it did: in all runs, with the first violations.</summary>
internal static class InvariantSection
{
    /// <summary>More violations than this tell a reader nothing more.</summary>
    private const int Shown = 8;

    public static XElement? Of(ReportModel model)
    {
        var all = model.Result.Runs.SelectMany(r => r.Systems.SelectMany(s => s.Report.Invariants.Select(i => (Run: r, System: s, Result: i)))).ToList();
        if (all.Count == 0) return null;
        var rows = all.GroupBy(a => (a.System.Report.Label, a.Result.Invariant.Name, a.Result.Invariant.Rule)).ToList();
        int broken = rows.Count(r => r.Sum(a => a.Result.Count) > 0);
        return El("section", At("id", "invariants"), El("h2", "Invariants"),
            El("p.note", broken == 0 ? "What must always hold, whatever is done to the systems; all of it did, in all runs." : $"What must always hold, whatever is done to the systems. {broken} of {rows.Count} were violated: something is wrong with the protocol or its emulation."),
            El("div.scroll", El("table.invariants",
                El("thead", El("tr", El("th", "system"), El("th", "invariant"), El("th", "rule"), El("th", "verdict"))),
                El("tbody", rows.Select(r => El("tr",
                    El("td.text", ResultSections.Swatch(model, r.Key.Label), r.Key.Label),
                    El("td.text", r.Key.Name),
                    El("td.text", r.Key.Rule),
                    El("td", Verdict(r.Sum(a => a.Result.Count)))))))),
            broken == 0 ? null : Violations(model, all));
    }

    private static XElement Verdict(long violations) => violations == 0
        ? El("span.verdict.good", El("b", At("aria-hidden", "true"), "✓"), " held")
        : El("span.verdict.bad", El("b", At("aria-hidden", "true"), "✗"), $" violated {Display.Number(violations)} times");

    private static XElement Violations(ReportModel model, List<(RunResult Run, SystemResult System, InvariantResult Result)> all) => El("div.tabled",
        El("h4", "The first violations"),
        El("div.scroll", El("table.long",
            El("thead", El("tr", El("th", "seed"), model.IsSwept ? El("th", model.Result.Scenario.Settings.Sweep.Setting) : null, El("th", "system"), El("th", "invariant"), El("th.num", "virtual time"), El("th.num", "peer"), El("th", "found"))),
            El("tbody", all.SelectMany(a => a.Result.First.Select(v => (a.Run, a.System, a.Result, First: v))).OrderBy(v => v.First.Time).Take(Shown).Select(v => El("tr",
                El("td", Display.Number(v.Run.Seed)), model.IsSwept ? El("td", v.Run.SweepValue) : null,
                El("td.text", v.System.Report.Label), El("td.text", v.Result.Invariant.Name),
                El("td.num", Display.Clock(v.First.Time)), El("td.num", Display.Number(v.First.Peer.Value)), El("td.text", v.First.What)))))));
}
