using System.Xml.Linq;
using P2PActors.Reports;
using P2PActors.Reports.Html;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Reports;

/// <summary>Marks by measurement beside the marks of the sources.</summary>
public sealed class Scorecards
{
    /// <summary>The sample's Napster sends some 2.4 messages per search, its Gnutella some 1,850.</summary>
    private static readonly ScorecardRowSettings Searching = new()
    {
        Property = "efficient searching",
        Metric = "messagesPerSearch",
        Marks = [new MarkSettings { Mark = "+++", Max = 200 }, new MarkSettings { Mark = "+", Max = 1000 }, new MarkSettings { Mark = "---" }],
        Reason = "a test",
        Sources = new Dictionary<string, string> { ["napster"] = "+++", ["gnutella"] = "---" },
        Source = "lecture",
    };

    [Fact]
    public void The_first_mark_that_fits_is_given()
    {
        ScorecardRow row = Assert.Single(CardOf(Searching).Rows);
        Assert.Equal(["+++", "---"], row.Cells.Select(c => c.Mark));
        Assert.All(row.Cells, c => Assert.Equal(ScorecardVerdict.Agrees, c.Verdict));
        Assert.InRange(row.Cells[0].Value!.Value, 2.3, 2.5);
        Assert.Equal("messages", row.Unit);
    }

    [Fact]
    public void A_mark_that_differs_from_the_source_stays_as_measured_and_is_shown_as_differing()
    {
        ScorecardRowSettings other = Searching with { Sources = new Dictionary<string, string> { ["gnutella"] = "+" } };
        ScorecardCell gnutella = CardOf(other).Rows[0].Cells[1];
        Assert.Equal(("---", "+", ScorecardVerdict.Differs), (gnutella.Mark, gnutella.SourceMark, gnutella.Verdict));
        Assert.Equal(ScorecardVerdict.NoSource, CardOf(other).Rows[0].Cells[0].Verdict);
        XElement section = SectionOf(other);
        Assert.Contains("✗ differs", section.Value, StringComparison.Ordinal);
        Assert.Contains("0 of 1 agree", section.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_no_mark_fits_has_none_and_differs()
    {
        ScorecardRowSettings narrow = Searching with { Marks = [new MarkSettings { Mark = "+++", Max = 200 }, new MarkSettings { Mark = "---", Min = 1_000_000 }] };
        ScorecardCell gnutella = CardOf(narrow).Rows[0].Cells[1];
        Assert.Null(gnutella.Mark);
        Assert.Equal(ScorecardVerdict.Differs, gnutella.Verdict);
    }

    [Fact]
    public void A_system_that_only_the_source_speaks_of_is_shown_as_not_run()
    {
        ScorecardRowSettings row = Searching with { Sources = new Dictionary<string, string> { ["kazaa"] = "+" } };
        Scorecard card = CardOf(row);
        Assert.Equal(["napster", "gnutella", "kazaa"], card.Labels);
        Assert.Equal((ScorecardVerdict.NotRun, "+", null), (card.Rows[0].Cells[2].Verdict, card.Rows[0].Cells[2].SourceMark, card.Rows[0].Cells[2].Value));
        Assert.Contains("not run", SectionOf(row).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_does_not_exist_is_not_measured()
    {
        Assert.All(CardOf(Searching with { Metric = "happiness" }).Rows[0].Cells, c => Assert.Equal((ScorecardVerdict.NotMeasured, null), (c.Verdict, c.Mark)));
    }

    [Fact]
    public void A_property_that_is_not_measured_has_texts_and_no_verdict()
    {
        var row = new ScorecardRowSettings { Property = "type", Text = new Dictionary<string, string> { ["napster"] = "centralised" } };
        Assert.Equal([("centralised", ScorecardVerdict.Said), (null, ScorecardVerdict.Said)], CardOf(row).Rows[0].Cells.Select(c => (c.Mark, c.Verdict)));
    }

    [Fact]
    public void Without_rows_there_is_no_section() =>
        Assert.DoesNotContain(XDocument.Parse(Render([])).Descendants("section"), s => (string?)s.Attribute("id") == "scorecard");

    [Theory]
    [InlineData("metric")]
    [InlineData("marks")]
    [InlineData("reason")]
    [InlineData("source")]
    [InlineData("sources")]
    public void A_row_that_cannot_be_judged_is_refused(string key)
    {
        ScorecardRowSettings row = key switch
        {
            "metric" => new ScorecardRowSettings { Property = "x" },
            "marks" => new ScorecardRowSettings { Property = "x", Metric = "recall", Reason = "r" },
            "reason" => Searching with { Reason = "" },
            "source" => Searching with { Source = "" },
            _ => Searching with { Sources = new Dictionary<string, string> { ["napster"] = "++++" } },
        };
        Assert.Equal(key, Assert.Single(row.Validate()).Key);
    }

    private static Scorecard CardOf(params ScorecardRowSettings[] rows) => Scorecard.Of(ResultWith(rows));

    private static XElement SectionOf(params ScorecardRowSettings[] rows) =>
        XDocument.Parse(Render(rows)).Descendants("section").Single(s => (string?)s.Attribute("id") == "scorecard");

    private static string Render(ScorecardRowSettings[] rows)
    {
        using var text = new StringWriter();
        HtmlReport.Write(text, new ReportModel(ResultWith(rows), ReportModelSamples.Command, "1.0", ReportModelSamples.Laboratory));
        return text.ToString();
    }

    private static ScenarioResult ResultWith(ScorecardRowSettings[] rows)
    {
        ScenarioResult result = ReportModelSamples.TwoSystems();
        return result with { Scenario = result.Scenario with { Settings = result.Scenario.Settings with { Scorecard = rows } } };
    }
}
