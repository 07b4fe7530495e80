using System.Xml.Linq;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Reports.Html;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Reports;

/// <summary>What is done to systems, and what must hold nevertheless, on the page of a run.</summary>
public sealed class FaultsOnPlots
{
    [Fact]
    public void A_fault_that_struck_all_systems_at_once_has_one_number()
    {
        // The windows of the two worlds begin some milliseconds apart.
        FaultMark mark = Assert.Single(MarksOf(
            ("a", [new(TimeSpan.FromMinutes(45), "kill", 3)]),
            ("b", [new(TimeSpan.FromMinutes(45) + TimeSpan.FromMilliseconds(4), "kill", 5)])));
        Assert.Equal((1, TimeSpan.FromMinutes(45), 3, 5), (mark.Number, mark.Time, mark.Peers["a"], mark.Peers["b"]));
    }

    [Fact]
    public void A_fault_that_waited_for_a_condition_has_a_number_for_each_time_it_struck()
    {
        IReadOnlyList<FaultMark> marks = MarksOf(
            ("a", [new(TimeSpan.FromMinutes(30), "kill", 3), new(TimeSpan.FromMinutes(70), "kill", 4)]),
            ("b", [new(TimeSpan.FromMinutes(50), "kill", 5)]));
        Assert.Equal([(1, 30, "a"), (2, 50, "b"), (3, 70, "a")], marks.Select(m => (m.Number, (int)m.Time.TotalMinutes, Assert.Single(m.Peers).Key)));
    }

    [Fact]
    public void The_end_of_an_outage_is_marked_as_its_beginning_is()
    {
        IReadOnlyList<FaultMark> marks = MarksOf(("a", [new(TimeSpan.FromMinutes(30), "outage", 3), new(TimeSpan.FromMinutes(40), "end of the outage", 3)]));
        Assert.Equal(["outage", "end of the outage"], marks.Select(m => m.Label));
    }

    [Fact]
    public void Ten_systems_have_ten_different_lines()
    {
        var seen = Enumerable.Range(0, 10).Select(place => (place % Palette.Count, Palette.DashOf(place)));
        Assert.Equal(10, seen.Distinct().Count());
        Assert.Equal(Palette.Count, Enumerable.Range(0, Palette.Count).Select(Palette.DashOf).Distinct().Count());
    }

    [Fact]
    public void A_sweep_in_percent_has_an_axis_to_scale()
    {
        Assert.Equal([0, 4, 30], new SweepScale(["0%", "4%", "30%"]).Places);
        Assert.Equal([0, 1, 2], new SweepScale(["0%", "4", "30%"]).Places); // which of them mean the same is not for us to guess
    }

    [Fact]
    public void A_violated_invariant_is_shown_with_its_first_violations()
    {
        ScenarioResult result = ReportModelSamples.TwoSystems();
        var rule = new InvariantInfo("ring order", "every peer knows its successor");
        result.Runs[0].Systems[0].Report.AddInvariant(new InvariantResult(rule, 0, []));
        result.Runs[0].Systems[1].Report.AddInvariant(new InvariantResult(rule, 7, [new Violation(TimeSpan.FromMinutes(61), new PeerId(42), "successor is 3, not 5")]));
        using var text = new StringWriter();
        HtmlReport.Write(text, new ReportModel(result, ReportModelSamples.Command, "1.0", ReportModelSamples.Laboratory));
        XElement section = XDocument.Parse(text.ToString()).Descendants("section").Single(s => (string?)s.Attribute("id") == "invariants");
        Assert.Equal(["✓ held", "✗ violated 7 times"], section.Descendants("span").Where(s => ((string?)s.Attribute("class"))!.StartsWith("verdict", StringComparison.Ordinal)).Select(s => s.Value.Replace('\u00A0', ' ')));
        Assert.Contains("successor is 3, not 5", section.Value, StringComparison.Ordinal);
        Assert.Contains("1:01:00", section.Value, StringComparison.Ordinal);
    }

    private static IReadOnlyList<FaultMark> MarksOf(params (string Label, InterventionRecord[] Faults)[] systems) =>
        FaultMark.Of([.. systems.Select(s => new SystemResult(new SystemReport(s.Label, s.Label), "", 0, s.Faults, new RunOutcome(true, TimeSpan.Zero, 0, 0), TimeSpan.FromMinutes(1), 1, 1))]);
}
