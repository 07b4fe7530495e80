using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Reports;

/// <summary>Every series over time has a mean in each phase of the scenario.</summary>
public sealed class MeansOverPhases
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly PhaseSettings[] Phases =
    [
        new() { Name = "before", To = 2 * Minute },
        new() { Name = "after", From = 2 * Minute },
    ];

    [Fact]
    public void A_series_has_the_mean_of_the_intervals_of_each_phase()
    {
        SystemReport report = With("peers on line", 10, 20, 3, 5, 7);
        Assert.Equal(15, report.ValueOf("peersOnLine.before"));
        Assert.Equal(5, report.ValueOf("peersOnLine.after"));
        Assert.Equal("peers", report.Values[0].Unit);
    }

    [Fact]
    public void Intervals_without_a_value_do_not_count_and_a_phase_of_nothing_else_has_none()
    {
        SystemReport report = With("MOS", null, null, null, 4, 2);
        Assert.Null(report.ValueOf("MOS.before"));
        Assert.Equal(3, report.ValueOf("MOS.after"));
    }

    [Fact]
    public void A_system_that_reports_such_a_result_itself_keeps_it()
    {
        var report = new SystemReport("a", "a");
        report.AddValue("recall.before", 0.25, "share", "exactly");
        report.AddSeries("recall", "share", "by interval", [1, 1, 0.5, 0.5]);
        PhaseMeans.Add(Phases, Minute, report);
        Assert.Equal(0.25, report.ValueOf("recall.before"));
        Assert.Equal(0.5, report.ValueOf("recall.after"));
    }

    [Fact]
    public void Without_phases_there_is_nothing()
    {
        var report = new SystemReport("a", "a");
        report.AddSeries("recall", "share", "by interval", [1, 1]);
        PhaseMeans.Add([], Minute, report);
        Assert.Empty(report.Values);
    }

    private static SystemReport With(string series, params double?[] values)
    {
        var report = new SystemReport("a", "a");
        report.AddSeries(series, "peers", "what it means", values);
        PhaseMeans.Add(Phases, Minute, report);
        return report;
    }
}
