using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Reports;

namespace P2PActors.Tests.Reports;

/// <summary>The table of series, and the statistics over seeds.</summary>
public sealed class SeriesAndRepetitions
{
    [Fact]
    public void Series_are_quoted_sorted_and_blank_where_undefined()
    {
        var report = new SystemReport("a \"b\", c", "x");
        report.AddSeries("zeta", "s", "", [1.5, null]);
        report.AddSeries("Alpha, two\nlines", "s", "", [0.1, 1e-7]);
        var other = new SystemReport("d", "x");
        other.AddSeries("zeta", "s", "", [7]);

        Assert.Equal(
            "seed,system,time_s,\"Alpha, two\nlines\",zeta\n" +
            "3,\"a \"\"b\"\", c\",0,0.1,1.5\n" +
            "3,\"a \"\"b\"\", c\",0.5,1E-07,\n" +
            "3,d,0,,7\n",
            Csv(new RunResult(3, null, [Of(report), Of(other)])));
    }

    [Fact]
    public void A_sweep_has_its_column()
    {
        var report = new SystemReport("d", "x");
        report.AddSeries("zeta", "s", "", [7]);
        Assert.Equal("seed,sweep_value,system,time_s,zeta\n3,\"1,5\",d,0,7\n", Csv(new RunResult(3, "1,5", [Of(report)])));
    }

    [Fact]
    public void The_confidence_interval_is_that_of_the_table()
    {
        // Five seeds: Student's t with four degrees of freedom is 2.776; the sample deviation of 1..5 is sqrt(2.5).
        RunResult[] runs = [.. Enumerable.Range(1, 5).Select(i => WithValue(i, i))];
        RepeatedValue repeated = Assert.Single(Repetition.Of(runs));

        Assert.Equal("x.v", repeated.Name);
        Assert.Equal(5, repeated.Count);
        Assert.Equal(3, repeated.Mean, 12);
        Assert.Equal(2.776 * Math.Sqrt(2.5 / 5), repeated.HalfWidth!.Value, 3);
    }

    [Fact]
    public void Undefined_values_do_not_count_and_one_value_has_no_interval()
    {
        RepeatedValue repeated = Assert.Single(Repetition.Of([WithValue(1, 4), WithValue(2, null)]));
        Assert.Equal((1, 4.0, null), (repeated.Count, repeated.Mean, repeated.HalfWidth));
    }

    [Theory]
    [InlineData(0.941)]
    [InlineData(1e-17)]
    [InlineData(1e300)]
    public void Equal_values_have_no_spread(double value)
    {
        RepeatedValue repeated = Assert.Single(Repetition.Of([.. Enumerable.Range(1, 7).Select(i => WithValue(i, value))]));
        Assert.Equal((value, 0.0), (repeated.Mean, repeated.HalfWidth));
    }

    private static RunResult WithValue(long seed, double? value)
    {
        var report = new SystemReport("x", "x");
        report.AddValue("v", value, "s", "a value");
        return new RunResult(seed, null, [Of(report)]);
    }

    private static SystemResult Of(SystemReport report) =>
        new(report, "d", 1, [], new RunOutcome(true, TimeSpan.Zero, 1, 0), TimeSpan.FromSeconds(0.5), 1, 1);

    private static string Csv(RunResult run)
    {
        using var text = new StringWriter();
        TimeSeriesCsv.Write(text, ReportModelSamples.TwoSystems() with { Runs = [run] });
        return text.ToString();
    }
}
