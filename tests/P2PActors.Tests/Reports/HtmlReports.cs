using System.Text.RegularExpressions;
using System.Xml.Linq;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Reports.Html;

namespace P2PActors.Tests.Reports;

/// <summary>The page of a run.</summary>
public sealed partial class HtmlReports
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public void A_page_is_well_formed_XML_and_loads_nothing(int seeds, bool swept)
    {
        string html = Render(ReportModelSamples.TwoSystems(seeds, swept ? ["3", "5", "a lot"] : null));
        XDocument page = XDocument.Parse(html);

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(Loading(), html);
        Assert.Empty(page.Descendants().Attributes("src"));
        Assert.All(page.Descendants().Attributes("href"), a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        Assert.All(page.Descendants().Attributes("href"), a => Assert.Single(page.Descendants("section"), s => (string?)s.Attribute("id") == a.Value[1..]));
        Assert.Equal(swept, page.Descendants("section").Any(s => (string?)s.Attribute("id") == "sweep"));
        Assert.Equal(seeds > 1, page.Descendants("section").Any(s => (string?)s.Attribute("id") == "repetitions"));
    }

    [Fact]
    public void A_hostile_scenario_stays_text()
    {
        const string Hostile = "<script>alert('x')</script> & \"quoted\" \u0001 ]]> <!-- \ud800";
        ScenarioResult result = ReportModelSamples.TwoSystems(title: Hostile);
        SystemReport report = result.Runs[0].Systems[0].Report;
        report.AddWarning(Hostile);
        report.AddSeries(Hostile, Hostile, Hostile, [1, 2, null]);
        report.AddTable(new ResultTable(Hostile, [Hostile], [[Hostile]]));
        report.AddCurve(new ResultCurve(Hostile, Hostile, Hostile, Hostile, [(1, 1), (2, 3)]));

        string html = Render(result, command: Hostile);
        XDocument page = XDocument.Parse(html);

        Assert.DoesNotContain("alert('x')</script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants("script"), s => s.Value.StartsWith("alert", StringComparison.Ordinal));
        Assert.StartsWith("<script>alert('x')</script> & \"quoted\" \ufffd ]]> <!-- \ufffd", page.Descendants("h1").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missed_expectation_is_shown()
    {
        XElement table = Section(Render(ReportModelSamples.TwoSystems()), "expectations");
        Assert.Equal(["✓ agrees", "✓ agrees", "✗ differs", "? not measured"], table.Descendants("span").Select(s => s.Value));
    }

    [Fact]
    public void An_incomplete_run_says_so_first()
    {
        ScenarioResult whole = ReportModelSamples.TwoSystems();
        SystemResult cut = whole.Runs[0].Systems[0] with { Outcome = new RunOutcome(false, TimeSpan.FromSeconds(1), 10, 0) };
        XDocument page = XDocument.Parse(Render(whole with { Runs = [whole.Runs[0] with { Systems = [cut, whole.Runs[0].Systems[1]] }] }));

        Assert.Contains(page.Descendants("dd"), d => d.Value == "incomplete");
        Assert.Contains("stopped before its end", page.Descendants("aside").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_stand_on_every_plot_over_time()
    {
        XElement[] figures = [.. Section(Render(ReportModelSamples.TwoSystems()), "time").Descendants("figure")];
        Assert.Equal(4, figures.Length);
        Assert.All(figures, f => Assert.Equal(["1", "2"], f.Descendants("text").Where(t => Has(t, "flagged")).Select(t => t.Value)));
        Assert.All(figures, f => Assert.Equal(2, f.Descendants("line").Count(l => Has(l, "fault"))));
    }

    [Theory]
    [InlineData("1 2 3 4 5 6", 1)]
    [InlineData("1 2 - 4 5 6", 2)]
    [InlineData("1 2 - 4 - 6 7", 3)]
    [InlineData("1 - - 4 - - 7 - -", 1)]
    [InlineData("1 - - 4 - - - - - 10 - - 13", 2)]
    public void A_line_breaks_where_values_are_missing(string values, int pieces)
    {
        var report = new SystemReport("x", "x");
        report.AddSeries("s", "peers", "values", [.. values.Split(' ').Select(v => v == "-" ? (double?)null : double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))]);
        XElement path = Section(Render(Of(report)), "time").Descendants("path").Single();

        Assert.Equal(pieces, ((string)path.Attribute("d")!).Count(c => c == 'M'));
    }

    [Theory]
    [InlineData(new[] { "1", "2", "4", "8", "16", "32", "64", "128" }, true)]
    [InlineData(new[] { "2", "3", "4", "5" }, false)]
    [InlineData(new[] { "10s", "20s", "1min" }, false)]
    [InlineData(new[] { "5" }, false)]
    public void Values_of_a_sweep_stand_apart_in_their_order(string[] values, bool logarithmic)
    {
        var scale = new SweepScale(values);
        PlotAxis axis = scale.Axis("x");

        Assert.Equal(logarithmic, axis.IsLogarithmic);
        Assert.Equal(values, axis.Ticks.Select(t => t.Label));
        double[] places = [.. axis.Ticks.Select(t => axis.Place(t.Value))];
        Assert.All(places, p => Assert.InRange(p, 0.01, 0.99));
        Assert.All(places.Zip(places.Skip(1), (a, b) => b - a), d => Assert.True(d > 0.05));
    }

    [Fact]
    public void Systems_without_any_result_give_a_page_all_the_same()
    {
        XDocument.Parse(Render(Of(new SystemReport("x", "x"))));
        XDocument.Parse(Render(ReportModelSamples.TwoSystems() with { Runs = [], Expectations = [] }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Degenerate_results_give_finite_coordinates(bool logarithmic)
    {
        var report = new SystemReport("x", "x");
        report.AddSeries("nothing", "peers", "no value at all", [null, null]);
        report.AddSeries("zero", "share", "always zero", [0, 0]);
        report.AddSeries("negative", "s", "below zero", [-3, 1e300]);
        report.AddCurve(new ResultCurve("point", "s", "peers", "one point", [(0, 0)], logarithmic));
        report.AddCurve(new ResultCurve("none", "s", "peers", "no point", [], logarithmic));
        report.AddCurve(new ResultCurve("same", "B", "share at or below", "one x", [(5, 0), (5, 1)], logarithmic));
        string html = Render(Of(report));

        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", html, StringComparison.Ordinal);
    }

    private static ScenarioResult Of(SystemReport report) => ReportModelSamples.TwoSystems() with
    {
        Runs = [new RunResult(1, null, [new SystemResult(report, "d", 1, [], new RunOutcome(true, TimeSpan.Zero, 1, 0), TimeSpan.FromMinutes(1), 1, 1)])],
    };

    private static string Render(ScenarioResult result, string command = ReportModelSamples.Command)
    {
        using var text = new StringWriter();
        HtmlReport.Write(text, new ReportModel(result, command, "1.0", ReportModelSamples.Laboratory));
        return text.ToString();
    }

    private static XElement Section(string html, string id) => XDocument.Parse(html).Descendants("section").Single(s => (string?)s.Attribute("id") == id);

    private static bool Has(XElement element, string name) => ((string?)element.Attribute("class") ?? "").Split(' ').Contains(name);

    [GeneratedRegex("@import|url\\(|(src|href)=\"(https?:)?//|fetch\\(|XMLHttpRequest")]
    private static partial Regex Loading();
}
