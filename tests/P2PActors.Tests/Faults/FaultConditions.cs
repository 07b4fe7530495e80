using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Faults.Conditions;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

public sealed class FaultConditions
{
    private static World Run(double seconds, params FaultSettings[] faults) =>
        Lab.Run(100, TimeSpan.FromSeconds(seconds), _ => Script.Silent, interventions: [.. faults.Select((f, i) => f.Plan(i))]);

    private static KillFault Kill(double at, int count) => new() { At = TimeSpan.FromSeconds(at), Count = count };

    private static IEnumerable<double> TimesOf(World world, string label) => world.Interventions.Where(i => i.Label.StartsWith(label, StringComparison.Ordinal)).Select(i => i.Time.TotalSeconds);

    [Fact]
    public void A_fault_waits_for_its_condition_and_happens_once()
    {
        World world = Run(100, Kill(20, 30), Kill(40, 30), new HealFault { At = TimeSpan.FromSeconds(1), When = "online < 60", Every = TimeSpan.FromSeconds(1) });

        Assert.Equal(40, Assert.Single(TimesOf(world, "heal")), 0.02);
    }

    [Fact]
    public void A_condition_is_not_looked_at_before_its_time()
    {
        World world = Run(100, new HealFault { When = "online == 100", At = TimeSpan.FromSeconds(50), Every = TimeSpan.FromSeconds(1) });

        Assert.Equal(50, Assert.Single(TimesOf(world, "heal")), 0.02);
    }

    [Fact]
    public void A_fault_that_may_happen_again_does_so_only_after_its_condition_was_false()
    {
        World world = Run(100,
            new KillFault { Peers = [1], At = TimeSpan.FromSeconds(10) }, new RestartFault { Peers = [1], At = TimeSpan.FromSeconds(20) },
            new KillFault { Peers = [1], At = TimeSpan.FromSeconds(30) }, new RestartFault { Peers = [1], At = TimeSpan.FromSeconds(40) },
            new KillFault { Peers = [1], At = TimeSpan.FromSeconds(50) },
            new HealFault { At = TimeSpan.FromSeconds(3), When = "online < 100", Every = TimeSpan.FromSeconds(3), Times = 2 });

        Assert.Equal([12, 30], TimesOf(world, "heal").Select(t => Math.Round(t)));
    }

    [Fact]
    public void A_condition_that_never_comes_true_does_nothing()
    {
        World world = Run(10, new HealFault { When = "online > 100" });

        Assert.Empty(world.Interventions);
    }

    [Fact]
    public void Two_times_of_one_fault_choose_other_peers()
    {
        World world = Run(100,
            new KillFault { At = TimeSpan.FromSeconds(5), When = "online == 100", Every = TimeSpan.FromSeconds(1), Times = 2, Count = 50 },
            new RestartFault { At = TimeSpan.FromSeconds(20) });

        Assert.Equal([50, 50], world.Interventions.Where(i => i.Label.StartsWith("kill", StringComparison.Ordinal)).Select(i => i.Peers));
        // Whoever was killed once and not again has had two sessions and is on line.
        int killedOnce = Enumerable.Range(0, 100).Count(i => PeerGauge.Of(world, new PeerId(i), "sessions") == 2 && world.IsOnline(new PeerId(i)));
        Assert.InRange(killedOnce, 10, 40);
    }

    [Theory]
    [InlineData("online < 50", false)]
    [InlineData("online <= 100 and not online < 100", true)]
    [InlineData("online * 2 - 100 >= 100 / 1", true)]
    [InlineData("(online > 5 or online < 3) and time >= 10s", true)]
    [InlineData("time < 1m", true)]
    [InlineData("online.peer == 100", true)]
    [InlineData("online / 200 == 50%", true)]
    [InlineData("giantComponent < 0.5", false)]
    [InlineData("0 / 0 > -1 or 0/0 <= 1", false)]
    [InlineData("-online < -99", true)]
    [InlineData("recent(online) == 100", true)]
    [InlineData("1 + 2 * 3 == 7 and (1 + 2) * 3 == 9 and 8 / 4 / 2 == 1 and 5 - 2 - 1 == 2", true)]
    public void A_condition_is_true_or_false_of_a_world(string text, bool expected)
    {
        bool found = false;
        Lab.Run(100, TimeSpan.FromSeconds(20), _ => Script.Silent, interventions: [Lab.At(10_000, w => found = Condition.Parse(text).IsTrue(new WorldGauges(w), []))]);

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Recent_is_the_growth_since_the_last_look()
    {
        var before = new Dictionary<string, double>();
        var found = new List<bool>();
        Condition condition = Condition.Parse("recent(sessions) == 10");
        Intervention Look(double at) => Lab.At(at, w => found.Add(condition.IsTrue(new WorldGauges(w), before)));
        Lab.Run(100, TimeSpan.FromSeconds(20), _ => Script.Silent, interventions:
            [Look(1000), new KillFault { At = TimeSpan.FromSeconds(2), Count = 10 }.Plan(0), new RestartFault { At = TimeSpan.FromSeconds(3) }.Plan(1), Look(4000), Look(5000)]);

        Assert.Equal([false, true, false], found);
    }

    [Theory]
    [InlineData("", "expected a name or a number")]
    [InlineData("online", "is a number")]
    [InlineData("online <", "expected a name or a number")]
    [InlineData("online < 5 5", "expected the end")]
    [InlineData("online < 5 and 7", "take comparisons")]
    [InlineData("(online < 5", "expected ')'")]
    [InlineData("online < 5x", "expected a unit")]
    [InlineData("1 < 2 < 3", "expected the end")]
    [InlineData("recent(5) > 1", "expected")]
    [InlineData("(1 < 2) + 1 > 0", "not a number")]
    [InlineData("1..2 < 3", "number")]
    [InlineData("online < 5 ; kill", "expected the end")]
    public void A_mistake_in_a_condition_is_said_with_its_place(string text, string said)
    {
        Assert.Contains(said, Assert.Throws<FormatException>(() => Condition.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        Assert.Throws<FormatException>(() => Condition.Parse(new string('(', 100_000) + "1 < 2"));
        Assert.Throws<FormatException>(() => Condition.Parse(string.Concat(Enumerable.Repeat("not ", 100_000)) + "1 < 2"));
        Assert.Throws<FormatException>(() => Condition.Parse(new string('-', 100_000) + "1 < 2"));
    }
}
