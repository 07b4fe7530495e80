using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class SharedWindows
{
    private long _now;

    [Fact]
    public void A_window_with_little_work_is_never_shared()
    {
        var rule = new SharingRule(() => _now);
        Assert.Equal(0, Shared(rule, windows: 10_000, events: 20, alone: 100, shared: 10));
    }

    [Fact]
    public void Windows_of_few_but_dear_events_are_shared()
    {
        var rule = new SharingRule(() => _now);
        Assert.InRange(Shared(rule, windows: 10_000, events: 60, alone: 900, shared: 500), 8_000, 10_000);
    }

    [Fact]
    public void Windows_of_as_few_but_cheap_events_are_not()
    {
        var rule = new SharingRule(() => _now);
        Assert.Equal(0, Shared(rule, windows: 10_000, events: 60, alone: 100, shared: 50));
    }

    [Fact]
    public void Sharing_is_given_up_where_it_makes_windows_slower_and_is_seldom_tried_again()
    {
        var rule = new SharingRule(() => _now);
        Shared(rule, windows: 1_000, events: 1_000, alone: 200, shared: 2_000);
        Assert.InRange(Shared(rule, windows: 100_000, events: 1_000, alone: 200, shared: 2_000), 1, 1_000);
    }

    [Fact]
    public void Sharing_is_taken_up_again_when_the_cores_are_free()
    {
        var rule = new SharingRule(() => _now);
        Shared(rule, windows: 50_000, events: 1_000, alone: 200, shared: 2_000);
        Shared(rule, windows: 50_000, events: 1_000, alone: 200, shared: 120);
        Assert.InRange(Shared(rule, windows: 1_000, events: 1_000, alone: 200, shared: 120), 900, 1_000);
    }

    /// <summary>Runs windows on an imagined machine; times in nanoseconds per event.</summary>
    private int Shared(SharingRule rule, int windows, int events, int alone, int shared)
    {
        int count = 0;
        for (int i = 0; i < windows; i++)
        {
            bool isShared = rule.Begin(events, threads: 2);
            _now += events * (isShared ? shared : alone);
            rule.End();
            count += isShared ? 1 : 0;
        }

        return count;
    }
}
