using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Tests.Engine;

public sealed class Runs
{
    private static Script Ticking(Action<Scripted> tick) => new() { Start = me => me.Alarms.StartPeriodicTimer("t", new Note(0), Lab.Ms(10)), Receive = (me, _) => tick(me) };

    [Fact]
    public void Interventions_and_probes_come_before_the_first_window_that_begins_then_or_later()
    {
        var log = new List<string>();
        Script script = Ticking(me => log.Add($"tick {me.Clock.TotalMilliseconds}"));
        World world = Lab.Build(1, Lab.Ms(60), _ => script);
        Deed Do(double ms, string name) => new(Lab.Ms(ms), w => log.Add($"{name} {w.Now.TotalMilliseconds}"));
        LocalEngine.Run(world, Lab.Alone, [Do(40, "b"), Do(15, "a"), Do(40, "c")], [new Look(Lab.Ms(25), w => log.Add($"look {w.Now.TotalMilliseconds}"))]);

        Assert.Equal(["look 0", "tick 10", "a 20", "tick 20", "look 30", "tick 30", "b 40", "c 40", "tick 40", "look 50", "tick 50", "look 60"], log);
        Assert.Equal([Lab.Ms(20), Lab.Ms(40), Lab.Ms(40)], world.Interventions.Select(i => i.Time));
    }

    [Fact]
    public void An_intervention_at_the_very_end_adds_no_look()
    {
        int looks = 0;
        World world = Lab.Build(1, Lab.Ms(60), _ => Script.Silent);
        LocalEngine.Run(world, Lab.Alone, [new Deed(Lab.Ms(60), _ => { })], [new Look(Lab.Ms(30), _ => looks++)]);

        Assert.Equal(3, looks);
        Assert.Single(world.Interventions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_that_is_stopped_is_incomplete_and_leaves_a_consistent_world(int threads)
    {
        using var source = new CancellationTokenSource();
        var options = new RunOptions { Threads = threads, Cohorts = 20 };
        long ticks = 0;
        Script script = Ticking(me =>
        {
            Interlocked.Increment(ref ticks);
            me.Say((me.Self.Value + 7) % 500, new Note(1));
            if (me.Clock >= Lab.Ms(300)) source.Cancel();
        });
        World world = Lab.Build(500, TimeSpan.FromSeconds(10), _ => script, options: options);
        RunOutcome outcome = LocalEngine.Run(world, options, stop: source.Token);

        Assert.False(outcome.IsComplete);
        Assert.InRange(world.Now, Lab.Ms(300), Lab.Ms(330));
        Assert.Equal(500, world.Online);
        Assert.Equal(Enumerable.Range(0, 500).Count(i => world.IsOnline(new PeerId(i))), world.Online);
        Assert.Equal(Enumerable.Range(0, 500).Sum(i => world.LoadOf(new PeerId(i)).MessagesSent), world.CollectTraffic().Single(t => t.Total.MessagesSent > 0).Total.MessagesSent);
    }

    [Fact]
    public void A_paced_run_does_not_run_ahead_of_real_time_and_can_be_stopped()
    {
        var options = new RunOptions { Threads = 1, Speed = 10 };
        RunOutcome outcome = LocalEngine.Run(Lab.Build(1, TimeSpan.FromSeconds(1), _ => Ticking(_ => { }), options: options), options);
        Assert.InRange(outcome.WallTime, TimeSpan.FromSeconds(0.095), TimeSpan.FromSeconds(10));

        using var source = new CancellationTokenSource(50);
        var slow = new RunOptions { Threads = 1, Speed = 0.001 };
        outcome = LocalEngine.Run(Lab.Build(1, TimeSpan.FromSeconds(100), _ => Ticking(_ => { }), options: slow), slow, stop: source.Token);
        Assert.False(outcome.IsComplete);
        Assert.InRange(outcome.WallTime, TimeSpan.FromSeconds(0.01), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_world_without_events_ends_at_once_at_its_full_duration()
    {
        World world = Lab.Build(1, TimeSpan.FromDays(1000), _ => Script.Silent);
        RunOutcome outcome = LocalEngine.Run(world, Lab.Alone);

        Assert.True(outcome.IsComplete && outcome.Windows == 1);
        Assert.Equal(TimeSpan.FromDays(1000), world.Now);
    }
}
