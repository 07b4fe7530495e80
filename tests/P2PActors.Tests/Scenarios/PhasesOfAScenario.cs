using P2PActors.Scenarios;

namespace P2PActors.Tests.Scenarios;

/// <summary>Phases are made of the intervals of the series over time.</summary>
public sealed class PhasesOfAScenario
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 60, 0, 60)]
    [InlineData(20, 50, 20, 50)]
    [InlineData(59, 60, 59, 60)]
    [InlineData(20.4, 50.4, 20, 50)] // less than half of an interval away
    [InlineData(20.6, 50.6, 21, 51)]
    public void A_phase_has_the_intervals_whose_middle_lies_in_it(double from, double to, int first, int end) =>
        Assert.Equal(first..end, new PhaseSettings { Name = "x", From = from * Minute, To = to * Minute }.Intervals(Minute, 60));

    [Fact]
    public void Phases_that_follow_each_other_share_no_interval_and_leave_none_out()
    {
        // 7 intervals of 17 s do not fit the phases anyhow.
        var interval = TimeSpan.FromSeconds(17);
        TimeSpan[] cuts = [TimeSpan.Zero, TimeSpan.FromSeconds(25.5), TimeSpan.FromSeconds(61), TimeSpan.FromSeconds(119)];
        int next = 0;
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            Range part = new PhaseSettings { Name = "x", From = cuts[i], To = cuts[i + 1] }.Intervals(interval, 7);
            Assert.Equal(next, part.Start.Value);
            next = part.End.Value;
        }

        Assert.Equal(7, next);
    }

    [Fact]
    public void A_phase_without_an_end_lasts_to_the_end_of_the_run() =>
        Assert.Equal(30..60, new PhaseSettings { Name = "x", From = 30 * Minute }.Intervals(Minute, 60));

    [Theory]
    [InlineData(50.0, 70.0, "within the run")]
    [InlineData(60.0, null, "within the run")]
    [InlineData(10.1, 10.4, "shorter than an interval")]
    public void A_phase_that_has_no_interval_of_the_run_is_refused(double from, double? to, string why)
    {
        var scenario = new ScenarioSettings
        {
            Duration = 60 * Minute,
            SeriesIntervals = 60,
            Phases = [new PhaseSettings { Name = "attack", From = from * Minute, To = to * Minute }],
        };
        string message = Assert.Single(scenario.Validate()).Message;
        Assert.Contains("'attack'", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_phases_of_one_name_are_refused()
    {
        var phase = new PhaseSettings { Name = "attack", To = 10 * Minute };
        Assert.Contains("two phases 'attack'", Assert.Single(new ScenarioSettings { Phases = [phase, phase] }.Validate()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("under attack")]
    [InlineData("a.b")]
    public void A_phase_has_a_name_that_can_end_the_name_of_a_result(string name) =>
        Assert.Equal("name", Assert.Single(new PhaseSettings { Name = name, To = Minute }.Validate()).Key);

    [Fact]
    public void A_phase_does_not_end_before_it_begins() =>
        Assert.Equal("to", Assert.Single(new PhaseSettings { Name = "x", From = Minute, To = Minute }.Validate()).Key);
}
