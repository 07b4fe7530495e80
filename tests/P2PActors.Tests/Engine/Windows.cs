using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class Windows
{
    // From one tick to beyond the longest window, and times up to thirty years.
    private static readonly Arbitrary<long> Lookahead = Spread(31).ToArbitrary();
    private static readonly Arbitrary<long> Time = Spread(53).ToArbitrary();

    private static Gen<long> Spread(int mostBits) =>
        from bits in Gen.Choose(0, mostBits)
        from low in Gen.Choose(0, int.MaxValue)
        from high in Gen.Choose(0, int.MaxValue)
        select 1 + ((((long)high << 31) | (long)low) & ((1L << bits) - 1));

    [Fact]
    public void Two_times_one_lookahead_apart_never_share_a_window() =>
        Prop.ForAll(Lookahead, Time, (lookahead, time) =>
        {
            var clock = new WindowClock(lookahead);
            return clock.WindowOf(time - 1 + lookahead) > clock.WindowOf(time - 1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void The_windows_start_where_they_say_and_leave_no_gap() =>
        Prop.ForAll(Lookahead, Time, (lookahead, time) =>
        {
            var clock = new WindowClock(lookahead);
            long window = clock.WindowOf(time), start = clock.StartOf(window);
            return start <= time && clock.WindowOf(start) == window && (start == 0 || clock.WindowOf(start - 1) == window - 1)
                && time - start < clock.Length;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void The_first_window_from_a_time_begins_then_or_later_and_the_one_before_it_earlier() =>
        Prop.ForAll(Lookahead, Time, (lookahead, time) =>
        {
            var clock = new WindowClock(lookahead);
            long window = clock.FirstFrom(time);
            return clock.StartOf(window) >= time && (window == 0 || clock.StartOf(window - 1) < time);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Time_zero_begins_the_first_window() => Assert.Equal((0, 0, 0L), (new WindowClock(7).WindowOf(0), new WindowClock(7).StartOf(0), new WindowClock(7).FirstFrom(0)));

    [Fact]
    public void A_window_is_never_longer_than_a_minute() => Assert.Equal(TimeSpan.TicksPerMinute, new WindowClock(TimeSpan.TicksPerHour).Length);

    [Fact]
    public void A_lookahead_below_one_tick_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new WindowClock(0));
}
