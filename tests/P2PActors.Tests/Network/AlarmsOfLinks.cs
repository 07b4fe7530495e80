using P2PActors.Network.Links;

namespace P2PActors.Tests.Network;

public sealed class AlarmsOfLinks
{
    private LinkAlarm _alarm = new();

    [Fact]
    public void The_first_alarm_is_put_in()
    {
        _alarm.Set(100, 1);
        Assert.True(_alarm.TryPutIn(out long time, out uint sequence));
        Assert.Equal((100, 1u), (time, sequence));
        Assert.True(_alarm.ComesUp(1));
        Assert.True(_alarm.IsDue(1));
    }

    [Fact]
    public void An_alarm_that_is_put_off_follows_when_the_earlier_event_comes_up()
    {
        _alarm.Set(100, 1);
        _alarm.TryPutIn(out _, out _);
        _alarm.Set(150, 2);
        Assert.False(_alarm.TryPutIn(out _, out _));
        _alarm.Set(200, 3);
        Assert.False(_alarm.TryPutIn(out _, out _));
        Assert.True(_alarm.ComesUp(1));
        Assert.False(_alarm.IsDue(1));
        Assert.True(_alarm.TryPutIn(out long time, out uint sequence));
        Assert.Equal((200, 3u), (time, sequence));
    }

    [Fact]
    public void An_earlier_alarm_overtakes_the_event_under_way_which_then_does_nothing()
    {
        _alarm.Set(100, 1);
        _alarm.TryPutIn(out _, out _);
        _alarm.Set(50, 2);
        Assert.True(_alarm.TryPutIn(out long time, out _));
        Assert.Equal(50, time);
        Assert.True(_alarm.ComesUp(2));
        Assert.True(_alarm.IsDue(2));
        Assert.False(_alarm.ComesUp(1));
    }

    [Fact]
    public void A_link_without_transfers_has_no_alarm()
    {
        _alarm.Set(100, 1);
        _alarm.TryPutIn(out _, out _);
        _alarm.Clear();
        Assert.True(_alarm.ComesUp(1));
        Assert.False(_alarm.IsDue(1));
        Assert.False(_alarm.TryPutIn(out _, out _));
    }
}
