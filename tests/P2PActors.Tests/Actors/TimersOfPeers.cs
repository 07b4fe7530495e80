using FsCheck;
using FsCheck.Fluent;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Actors;

public sealed class TimersOfPeers
{
    private static List<(double Ms, int Value)> Fired(Action<Scripted> start, Action<Scripted, int>? receive = null, double milliseconds = 1000)
    {
        var fired = new List<(double, int)>();
        Script script = new()
        {
            Start = start,
            Receive = (me, m) =>
            {
                fired.Add((me.Clock.TotalMilliseconds, ((Note)m).Value));
                receive?.Invoke(me, ((Note)m).Value);
            },
        };
        Lab.Run(1, Lab.Ms(milliseconds), _ => script);
        return fired;
    }

    [Fact]
    public void A_single_timer_fires_once_when_due() =>
        Assert.Equal([(37, 1)], Fired(me => me.Alarms.StartSingleTimer("a", new Note(1), Lab.Ms(37))));

    [Fact]
    public void A_timer_of_no_or_negative_length_fires_at_once_after_the_handler() =>
        Assert.Equal([(0, 1), (0, 2)], Fired(me =>
        {
            me.Alarms.StartSingleTimer("a", new Note(1), TimeSpan.Zero);
            me.Alarms.StartSingleTimer("b", new Note(2), Lab.Ms(-5));
        }));

    [Fact]
    public void A_periodic_timer_fires_again_and_again_from_its_first_delay_on() =>
        Assert.Equal([(50, 1), (350, 1), (650, 1), (950, 1)], Fired(me => me.Alarms.StartPeriodicTimer("a", new Note(1), Lab.Ms(50), Lab.Ms(300))));

    [Fact]
    public void Starting_a_key_again_replaces_the_timer_whether_it_is_put_off_or_brought_forward()
    {
        Assert.Equal([(500, 2)], Fired(me =>
        {
            me.Alarms.StartSingleTimer("a", new Note(1), Lab.Ms(100));
            me.Alarms.StartSingleTimer("a", new Note(2), Lab.Ms(500));
        }));
        Assert.Equal([(100, 2)], Fired(me =>
        {
            me.Alarms.StartSingleTimer("a", new Note(1), Lab.Ms(500));
            me.Alarms.StartSingleTimer("a", new Note(2), Lab.Ms(100));
        }));
        Assert.Equal([(200, 2), (600, 2)], Fired(me =>
        {
            me.Alarms.StartSingleTimer("a", new Note(1), Lab.Ms(100));
            me.Alarms.StartPeriodicTimer("a", new Note(2), Lab.Ms(200), Lab.Ms(400));
        }));
        Assert.Equal([(200, 2)], Fired(me =>
        {
            me.Alarms.StartPeriodicTimer("a", new Note(1), Lab.Ms(100));
            me.Alarms.StartSingleTimer("a", new Note(2), Lab.Ms(200));
        }));
    }

    [Fact]
    public void A_timer_that_never_comes_does_not_come() =>
        Assert.Equal([(10, 0), (20, 3)], Fired(me => me.Alarms.StartSingleTimer("go", new Note(0), Lab.Ms(10)), (me, value) =>
        {
            if (value != 0) return;
            me.Alarms.StartSingleTimer("never", new Note(1), TimeSpan.MaxValue);
            me.Alarms.StartPeriodicTimer("neither", new Note(2), TimeSpan.MaxValue, TimeSpan.MaxValue);
            me.Alarms.StartPeriodicTimer("once", new Note(3), Lab.Ms(10), TimeSpan.MaxValue);
        }));

    [Fact]
    public void A_cancelled_timer_does_not_fire_and_a_periodic_one_can_cancel_itself()
    {
        Assert.Empty(Fired(me =>
        {
            me.Alarms.StartSingleTimer("a", new Note(1), Lab.Ms(100));
            me.Alarms.Cancel("a");
            me.Alarms.Cancel("unknown");
        }));
        Assert.Equal([(100, 1), (200, 1)], Fired(me => me.Alarms.StartPeriodicTimer("a", new Note(1), Lab.Ms(100)), (me, _) =>
        {
            if (me.Clock >= Lab.Ms(200)) me.Alarms.Cancel("a");
        }));
        Assert.Empty(Fired(me =>
        {
            for (int i = 0; i < 20; i++) me.Alarms.StartSingleTimer(i, new Note(1), Lab.Ms(100));
            me.Alarms.CancelAll();
            Assert.Equal(0, me.Alarms.Count);
        }));
    }

    [Fact]
    public void Any_sequence_of_starts_and_cancels_fires_what_a_plain_table_says() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new RandomStream((ulong)seed);
            int keys = 1 + random.Next(20);
            // Steps at whole tens of milliseconds; timers are due at odd milliseconds, so no step coincides with a firing.
            var steps = Enumerable.Range(0, 40).Select(i => (At: 10 * (i + 1), Key: random.Next(keys), Kind: random.Next(3), Length: 1 + 2 * random.Next(60))).ToArray();
            var expected = new List<(double, int)>();
            var table = new Dictionary<int, (int Due, int Interval, int Value)>();
            int next = 0;
            for (int ms = 0; ms < 1000; ms++)
            {
                foreach (int key in table.Keys.ToArray())
                {
                    var t = table[key];
                    if (t.Due != ms) continue;
                    expected.Add((ms, t.Value));
                    if (t.Interval > 0) table[key] = (ms + t.Interval, t.Interval, t.Value);
                    else table.Remove(key);
                }

                if (next >= steps.Length || steps[next].At != ms) continue;
                var step = steps[next++];
                if (step.Kind == 2) table.Remove(step.Key);
                else table[step.Key] = (ms + step.Length, step.Kind == 1 ? 40 : 0, 1000 + next);
            }

            List<(double Ms, int Value)> fired = Fired(
                me =>
                {
                    for (int i = 0; i < steps.Length; i++) me.Alarms.StartSingleTimer("step" + i, new Note(i), Lab.Ms(steps[i].At));
                },
                (me, i) =>
                {
                    if (i >= 1000) return;
                    var step = steps[i];
                    if (step.Kind == 2) me.Alarms.Cancel(step.Key);
                    else if (step.Kind == 1) me.Alarms.StartPeriodicTimer(step.Key, new Note(1001 + i), Lab.Ms(step.Length), Lab.Ms(40));
                    else me.Alarms.StartSingleTimer(step.Key, new Note(1001 + i), Lab.Ms(step.Length));
                });
            return fired.Where(f => f.Value >= 1000).Order().SequenceEqual(expected.Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_running_timer_is_active_and_counted_by_key_beyond_the_first_eight()
    {
        Script script = new()
        {
            Start = me =>
            {
                for (int i = 0; i < 12; i++)
                {
                    me.Alarms.StartSingleTimer("k" + i, new Note(i), Lab.Ms(10));
                    me.Alarms.StartSingleTimer("k" + i, new Note(i), Lab.Ms(20));
                    Assert.Equal(i + 1, me.Alarms.Count);
                }

                Assert.True(me.Alarms.IsTimerActive("k3") && me.Alarms.IsTimerActive("k11"));
                me.Alarms.Cancel("k3");
                Assert.False(me.Alarms.IsTimerActive("k3"));
                Assert.Equal(11, me.Alarms.Count);
            },
            Receive = (me, m) => Assert.False(me.Alarms.IsTimerActive("k" + ((Note)m).Value)),
        };
        World world = Lab.Run(1, Lab.Ms(100), _ => script);

        Assert.Empty(world.CollectFailures().First);
        Assert.Equal(0, ((Scripted)world.ActorOf(new PeerId(0))!).Alarms.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_timer_of_a_session_fires_after_it_has_ended(bool silently)
    {
        var fired = new List<(int Session, double Ms)>();
        Script script = new()
        {
            Start = me => me.Alarms.StartPeriodicTimer("a", new Note(0), me.Session == 1 ? Lab.Ms(30) : Lab.Ms(1000)),
            Stop = me => me.Alarms.StartPeriodicTimer("b", new Note(0), Lab.Ms(1)),
            Receive = (me, _) => fired.Add((me.Session, me.Clock.TotalMilliseconds)),
        };
        Lab.Run(1, Lab.Ms(500), _ => script, interventions: [Lab.At(100, w => w.Kill(new PeerId(0), silently)), Lab.At(200, w => w.Restart(new PeerId(0)))]);

        Assert.Equal([(1, 30), (1, 60), (1, 90)], fired);
    }

    [Fact]
    public void A_timer_interval_below_one_tick_is_refused()
    {
        World world = Lab.Run(1, Lab.Ms(10), _ => new Script { Start = me => me.Alarms.StartPeriodicTimer("a", new Note(0), TimeSpan.Zero) },
            supervision: new SupervisorStrategy { OnFailure = FailureDirective.Stop });

        Assert.Contains("ArgumentOutOfRange", Assert.Single(world.CollectFailures().First).Error, StringComparison.Ordinal);
    }
}
