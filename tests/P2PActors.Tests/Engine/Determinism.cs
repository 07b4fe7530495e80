using P2PActors.Engine;
using P2PActors.Metrics;

namespace P2PActors.Tests.Engine;

public sealed class Determinism
{
    private static readonly Lazy<Storm> Reference = new(() => Storm.Run(seed: 5));

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1, 1000)]
    [InlineData(2, 2)]
    [InlineData(2, 7)]
    [InlineData(2, 64)]
    [InlineData(4, 64)]
    [InlineData(4, 1000)]
    public void A_run_has_the_same_digest_whatever_its_threads_and_cohorts(int threads, int cohorts)
    {
        Storm storm = Storm.Run(seed: 5, threads, cohorts);

        Assert.Equal(Reference.Value.World.Digest(), storm.World.Digest());
        Assert.Equal(Reference.Value.World.Events, storm.World.Events);
        Assert.Equal(Reference.Value.Balance(), storm.Balance());
        Assert.Equal(Reference.Value.World.CollectFailures().First, storm.World.CollectFailures().First);
        Assert.Equal(Reference.Value.Outcome.Windows, storm.Outcome.Windows);
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(4, 64)]
    public void Windows_run_by_all_threads_at_once_change_nothing(int threads, int cohorts)
    {
        Storm one = Storm.Run(seed: 8, seconds: 4, busyness: 1500, quietSeconds: 10);
        Storm many = Storm.Run(seed: 8, threads, cohorts, seconds: 4, busyness: 1500, quietSeconds: 10);

        Assert.True(many.Outcome.ParallelWindows > 20, $"only {many.Outcome.ParallelWindows} windows were shared");
        Assert.Equal(one.World.Digest(), many.World.Digest());
        Assert.Equal(one.Balance(), many.Balance());
    }

    [Fact]
    public void Another_seed_gives_another_digest() => Assert.NotEqual(Reference.Value.World.Digest(), Storm.Run(seed: 6).World.Digest());

    [Fact]
    public void A_crash_that_nobody_notices_is_part_of_the_digest()
    {
        string Digest(params Intervention[] interventions) =>
            Lab.Run(2, TimeSpan.FromSeconds(1), _ => Script.Silent, interventions: interventions).Digest();

        string nothing = Digest();
        string early = Digest(Lab.At(100, world => world.Kill(new P2PActors.Actors.PeerId(0), silently: true)));
        string late = Digest(Lab.At(200, world => world.Kill(new P2PActors.Actors.PeerId(0), silently: true)));
        Assert.Equal(3, new HashSet<string> { nothing, early, late }.Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_digest_again() => Assert.Equal(Reference.Value.World.Digest(), Storm.Run(seed: 5).World.Digest());

    [Fact]
    public void Pacing_does_not_change_the_digest()
    {
        Storm free = Storm.Run(seed: 9, seconds: 20, quietSeconds: 1);
        Storm paced = Storm.Run(seed: 9, seconds: 20, quietSeconds: 1, speed: 60);

        Assert.Equal(free.World.Digest(), paced.World.Digest());
        Assert.True(paced.Outcome.WallTime > TimeSpan.FromSeconds(0.3));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void No_message_is_delivered_in_the_window_in_which_it_was_sent(ulong seed) => Assert.Equal(0, Storm.Run(seed).DeliveredInTheirOwnWindow);

    [Theory]
    [InlineData(5)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Every_message_is_handled_or_counted_as_dropped(ulong seed)
    {
        (long sent, long handled, long dropped) = Storm.Run(seed).Balance();

        Assert.True(handled > 1000 && dropped > 1000);
        Assert.Equal(sent, handled + dropped);
    }

    [Fact]
    public void The_storm_blows_from_all_sides()
    {
        World world = Reference.Value.World;
        var reasons = world.CollectTraffic().SelectMany(t => t.Dropped.Keys).ToHashSet();

        Assert.Equal(Enum.GetValues<DropReason>().ToHashSet(), reasons);
        Assert.True(world.CollectFailures().Count > 10);
        ConnectionCounters c = world.CollectConnections();
        Assert.True(c.Opened > 50 && c.Refused > 5 && c.BlockedByNat > 20 && c.TimedOut > 20, $"{c.Opened} {c.Refused} {c.BlockedByNat} {c.TimedOut}");
    }
}
