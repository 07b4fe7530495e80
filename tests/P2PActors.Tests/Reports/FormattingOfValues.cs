using FsCheck;
using FsCheck.Fluent;
using P2PActors.Reports.Html;

namespace P2PActors.Tests.Reports;

/// <summary>Numbers as people read them, and round numbers for axes.</summary>
public sealed class FormattingOfValues
{
    [Theory]
    [InlineData(null, "share", "–")]
    [InlineData(double.NaN, "s", "–")]
    [InlineData(0.934, "share", "93.4 %")]
    [InlineData(1.0, "share", "100 %")]
    [InlineData(0.99961, "share", "99.96 %")]
    [InlineData(0.00042, "share", "0.042 %")]
    [InlineData(0.0, "s", "0 s")]
    [InlineData(0.00021, "s", "210 µs")]
    [InlineData(0.2104, "s", "210 ms")]
    [InlineData(2.3512, "s", "2.35 s")]
    [InlineData(90.0, "s", "90 s")]
    [InlineData(1134.0, "s", "18.9 min")]
    [InlineData(7200.0, "s", "2 h")]
    [InlineData(604800.0, "s", "7 d")]
    [InlineData(0.0, "B", "0 B")]
    [InlineData(202.6, "B", "203 B")]
    [InlineData(153_400.0, "B", "153 kB")]
    [InlineData(1_500_000.0, "B/s", "1.50 MB/s")]
    [InlineData(1_234_567.0, "messages", "1,234,567 messages")]
    [InlineData(1850.4, "", "1,850")]
    [InlineData(2.4, "", "2.40")]
    [InlineData(0.0123456, "", "0.0123")]
    [InlineData(9.999, "", "10.0")]
    [InlineData(-3.5, "", "−3.50")]
    public void Values_are_shown_in_the_unit_that_fits(double? value, string unit, string expected) =>
        Assert.Equal(expected.Replace(' ', '\u00A0'), Display.Value(value, unit));

    [Theory]
    [InlineData(0.61634, 0.0112, "share", "61.6 ± 1.1 %")]
    [InlineData(1134, 21, "s", "18.90 ± 0.35 min")]
    [InlineData(1850.3, 42.4, "", "1,850 ± 42")]
    [InlineData(3, 0, "", "3 ± 0")]
    public void Mean_and_interval_have_one_unit_and_end_at_one_digit(double mean, double half, string unit, string expected) =>
        Assert.Equal(expected.Replace(' ', '\u00A0'), Display.Interval(mean, half, unit));

    [Theory]
    [InlineData(0.95, 1, "share", "95 to 100_%")]
    [InlineData(0.5, 300, "s", "500_ms to 5_min")]
    [InlineData(1000, 4000, "messages", "1,000 to 4,000_messages")]
    public void A_range_says_a_common_unit_once(double min, double max, string unit, string expected) =>
        Assert.Equal(expected.Replace('_', '\u00A0'), Display.Range(min, max, unit));

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Linear_ticks_are_few_round_and_cover_the_range() =>
        Prop.ForAll(Arb.From(from m in Gen.Choose(-9999, 9999) from w in Gen.Choose(0, 65535) from p in Gen.Choose(-12, 12) select (m, w, p)),
            range => CheckLinear(range.m, range.w, range.p)).Check(Thorough);

    private static void CheckLinear(int mantissa, int width, int power)
    {
        double scale = Math.Pow(10, power);
        double min = mantissa * scale, max = min + (width * scale / 7);
        double[] ticks = NiceTicks.Linear(min, max);

        Assert.InRange(ticks.Length, 3, 10);
        double slack = 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max));
        Assert.True(ticks[0] <= min + slack && ticks[^1] >= max - slack, $"{ticks[0]}..{ticks[^1]} does not cover {min}..{max}");
        double step = ticks[1] - ticks[0];
        double leading = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
        Assert.Contains(new[] { 1.0, 2.0, 5.0 }, m => Math.Abs(leading - m) < 1e-4);
        Assert.All(ticks, t => Assert.True(Math.Abs((t / step) - Math.Round(t / step)) < 1e-4, $"{t} is no multiple of {step}"));
    }

    [Fact]
    public void Logarithmic_ticks_are_few_powers_of_ten_and_cover_the_range() =>
        Prop.ForAll(Arb.From(from m in Gen.Choose(1, 99999) from p in Gen.Choose(-20, 20) from d in Gen.Choose(0, 40) select (m, p, d)),
            range => CheckLogarithmic(range.m, range.p, range.d / 2.0)).Check(Thorough);

    private static void CheckLogarithmic(int mantissa, int power, double decades)
    {
        double min = mantissa * Math.Pow(10, power), max = min * Math.Pow(10, decades);
        double[] ticks = NiceTicks.Logarithmic(min, max);

        Assert.InRange(ticks.Length, 3, 10);
        Assert.True(ticks[0] <= min * (1 + 1e-12) && ticks[^1] >= max * (1 - 1e-12), $"{ticks[0]}..{ticks[^1]} does not cover {min}..{max}");
        Assert.All(ticks, t => Assert.Contains(new[] { 1.0, 2.0, 5.0, 10.0 }, m => Math.Abs((t / Math.Pow(10, Math.Floor(Math.Log10(t) + 1e-9))) - m) < 1e-9));
    }

    [Theory]
    [InlineData(60, "s")]
    [InlineData(7200, "min")]
    [InlineData(86400, "h")]
    [InlineData(30 * 86400, "d")]
    public void Time_has_the_unit_that_fits_and_ticks_within_the_run(double seconds, string unit)
    {
        (string found, _, double[] ticks) = NiceTicks.Time(seconds);
        Assert.Equal(unit, found);
        Assert.InRange(ticks.Length, 3, 10);
        Assert.InRange(ticks[^1], seconds / 2, seconds * (1 + 1e-9));
    }

    [Theory]
    [InlineData(0.3, 0.1, "0.3")]
    [InlineData(2500, 500, "2,500")]
    [InlineData(0.05, 0.05, "0.05")]
    [InlineData(-10, 5, "−10")]
    [InlineData(0, 0.2, "0.0")]
    public void Tick_labels_have_the_digits_of_the_step(double value, double step, string expected) => Assert.Equal(expected, NiceTicks.Label(value, step));
}
