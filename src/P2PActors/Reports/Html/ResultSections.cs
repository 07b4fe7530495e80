using System.Globalization;
using System.Xml.Linq;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>The tables that compare: key results, expectations, faults, repetitions.</summary>
internal static class ResultSections
{
    /// <summary>More systems than this are set in narrower columns.</summary>
    private const int ManySystems = 5;

    public static XElement? Headline(ReportModel model)
    {
        IReadOnlyList<KeyResult> keys = KeyResult.Of(model);
        if (keys.Count == 0) return null;
        SweepPoint point = model.Points[0];
        string? note = model.IsSwept ? $"At {model.Result.Scenario.Settings.Sweep.Setting} = {point.Value}, the first value of the sweep." : null;
        if (point.Runs.Count > 1) note = $"{note} Mean over {point.Runs.Count} seeds, with the 95 % confidence interval of the mean.".Trim();
        return El("section", At("id", "results"), El("h2", "Key results"), note is null ? null : El("p.note", note),
            El("div.scroll", El(model.Labels.Count > ManySystems ? "table.headline.many" : "table.headline",
                El("thead", El("tr", El("th"), model.Labels.Select(l => El("th.num", Swatch(model, l), l)))),
                El("tbody", keys.Select(key => El("tr",
                    El("th", At("scope", "row"), key.Title, El("small", key.Meaning)),
                    model.Labels.Select(label => KeyCell(key, point, label))))))));
    }

    private static XElement KeyCell(KeyResult key, SweepPoint point, string label)
    {
        if (key.In(point, label) is not { } value) return El("td.num.none", Display.Undefined);
        string unit = key.IsOfBusiestRole || key.Unit is "messages" or "hops" or "links" ? PlainUnit(key.Unit) : key.Unit;
        return El("td.num",
            value.HalfWidth is { } half ? Display.Interval(value.Mean, half, unit) : Display.Value(value.Mean, unit),
            key.NoteOf(value, label) is { } note ? El("small", note) : null,
            key.Unit == "share" && value.Mean is >= 0 and <= 1 ? Gauge(value.Mean) : null);
    }

    /// <summary>The row's name says what is counted; only a rate needs its unit.</summary>
    private static string PlainUnit(string unit) => unit == "1/s" ? "/s" : "";

    private static XElement Gauge(double share) =>
        El("span.gauge", At("aria-hidden", "true"), El("i", At("style", $"width:{(share * 100).ToString("0.#", CultureInfo.InvariantCulture)}%")));

    /// <summary>The colour of a system, beside its name.</summary>
    public static XElement Swatch(ReportModel model, string label) => El($"i.chip.c{model.ColorOf(label) % Palette.Count}", At("aria-hidden", "true"));

    public static XElement? Expectations(ReportModel model)
    {
        IReadOnlyList<ExpectationResult> all = model.Result.Expectations;
        if (all.Count == 0) return null;
        int met = all.Count(e => e.IsMet);
        return El("section", At("id", "expectations"), El("h2", "Expected against measured"),
            El("p.note", $"{met} of {all.Count} agree with their source."),
            El("div.scroll", El("table.expectations",
                El("thead", El("tr", El("th", "result"), El("th.num", "expected"), El("th.num", "measured"), El("th", "verdict"), El("th", "source"))),
                El("tbody", all.Select(e => El("tr",
                    El("td", El("code", e.Metric), e.At.Length == 0 ? null : El("small", $" at {e.At}")),
                    El("td.num", RangeOf(e)),
                    El("td.num", Display.Value(e.Measured, e.Unit)),
                    El("td", Verdict(e)),
                    El("td.text", e.Source)))))));
    }

    private static XElement Verdict(ExpectationResult expectation)
    {
        string words = RunSummary.VerdictOf(expectation);
        return El(expectation.IsMet ? "span.verdict.good" : "span.verdict.bad", El("b", At("aria-hidden", "true"), expectation.IsMet ? "✓" : expectation.Measured is null ? "?" : "✗"), " " + words);
    }

    private static string RangeOf(ExpectationResult e) => (e.Min, e.Max) switch
    {
        ({ } min, { } max) => Display.Range(min, max, e.Unit),
        ({ } min, null) => "at least " + Display.Value(min, e.Unit),
        (null, { } max) => "at most " + Display.Value(max, e.Unit),
        _ => Display.Undefined,
    };

    public static XElement? Faults(ReportModel model) => model.Faults.Count == 0 ? null : El("section", At("id", "faults"), El("h2", "Faults"),
        El("p.note", "What was done to the systems on purpose, and to how many peers of each; the numbers stand on the plots over time."),
        El("div.scroll", El("table.faults.long",
            El("thead", El("tr", El("th", "no."), El("th.num", "virtual time"), El("th", "what"), model.Labels.Select(l => El("th.num", Swatch(model, l), l)))),
            El("tbody", model.Faults.Select(f => El("tr",
                El("td", El("span.number", f.Number.ToString(CultureInfo.InvariantCulture))),
                El("td.num", Display.Clock(f.Time)),
                El("td.text", f.Label),
                model.Labels.Select(l => f.Peers.TryGetValue(l, out int peers) ? El("td.num", Display.Number(peers)) : El("td.num.none", Display.Undefined))))))));

    public static XElement? Repetitions(ReportModel model)
    {
        if (!model.IsRepeated) return null;
        return El("section", At("id", "repetitions"), El("h2", "Repetitions"),
            El("p.note", "Mean over the seeds and half width of its 95 % confidence interval (Student's t)."),
            model.Points.Select(point => new object?[]
            {
                point.Value is null ? null : El("h3", $"{model.Result.Scenario.Settings.Sweep.Setting} = {point.Value}"),
                El("div.scroll", El("table.long",
                    El("thead", El("tr", El("th", "result"), El("th.num", "mean"), El("th.num", "± 95 %"), El("th.num", "seeds"), El("th", "meaning"))),
                    El("tbody", point.Repeated.Select(r => El("tr",
                        El("td", El("code", r.Name)),
                        El("td.num", Display.Value(r.Mean, r.Unit)),
                        El("td.num", Display.Value(r.HalfWidth, r.Unit)),
                        El("td.num", Display.Number(r.Count)),
                        El("td.text", r.Meaning)))))),
            }));
    }
}
