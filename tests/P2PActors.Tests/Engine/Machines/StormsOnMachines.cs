using System.Text.Json;
using P2PActors.Engine;
using P2PActors.Engine.Machines;

namespace P2PActors.Tests.Engine.Machines;

/// <summary>A storm - churn, failures, every kind of fault, every transport - is the same storm on any number of machines.</summary>
public class StormsOnMachines
{
    private static readonly JsonSerializerOptions All = new() { IncludeFields = true };
    private static readonly Lazy<Told> Alone = new(() => Tell(Storm.Run(seed: 5)));

    /// <summary>All that can be told of a storm.</summary>
    private sealed record Told(
        string Digest, long Events, long Windows, long Sessions, int Online, (long Sent, long Handled, long Dropped) Balance, int Early, string Failures, string Connections, string Traffic, string Interventions, string Loads);

    private static Told Tell(Storm storm)
    {
        World world = storm.World;
        world.Refresh();
        return new Told(
            world.Digest(),
            world.Events,
            storm.Outcome.Windows,
            world.Sessions,
            world.Online,
            storm.Balance(),
            world.Sum(storm.DeliveredInTheirOwnWindow),
            JsonSerializer.Serialize(world.CollectFailures(), All),
            JsonSerializer.Serialize(world.CollectConnections(), All),
            JsonSerializer.Serialize(world.CollectTraffic(), All),
            JsonSerializer.Serialize(world.Interventions, All),
            JsonSerializer.Serialize(Enumerable.Range(0, Storm.Peers).Select(i => world.LoadOf(new P2PActors.Actors.PeerId(i))), All));
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 16)]
    [InlineData(3, 1, 3)]
    [InlineData(3, 2, 120)]
    [InlineData(5, 1, 11)]
    [InlineData(5, 3, 64)]
    public void All_that_can_be_told_of_it_is_the_same_on_each_of_several_machines_as_on_one(int machines, int threads, int cohorts)
    {
        Told[] together = Fleet.Run(machines, link => Tell(Storm.Run(seed: 5, threads, cohorts, link: link)));

        Assert.All(together, told => Assert.Equal(Alone.Value, told));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(4, 1)]
    public void Machines_without_a_cohort_change_nothing(int machines, int cohorts)
    {
        (Told Told, ExchangeCounters Exchange, int Here)[] together = Fleet.Run(machines, link =>
        {
            Storm storm = Storm.Run(seed: 5, cohorts: cohorts, link: link);
            ExchangeCounters exchange = storm.Outcome.Exchange!;
            return (Tell(storm), exchange, Enumerable.Range(0, Storm.Peers).Count(i => storm.World.IsHere(new P2PActors.Actors.PeerId(i))));
        });

        Assert.All(together, t => Assert.Equal(Alone.Value, t.Told));
        Assert.Equal(machines - cohorts, together.Count(t => t.Here == 0));
        Assert.Equal(Storm.Peers, together.Sum(t => t.Here));
        Assert.All(together.Where(t => t.Here == 0), t => Assert.Equal(0, t.Exchange.EventsSent));
    }

    [Fact]
    public void A_machine_that_has_no_others_needs_no_steps()
    {
        Told told = Fleet.Run(1, link => Tell(Storm.Run(seed: 5, cohorts: 7, link: link)))[0];

        Assert.Equal(Alone.Value, told);
    }

    [Fact]
    public void Windows_shared_by_the_threads_of_each_machine_change_nothing()
    {
        Told alone = Tell(Storm.Run(seed: 8, seconds: 4, busyness: 1500, quietSeconds: 10));
        (Told Told, long Shared)[] together = Fleet.Run(2, link =>
        {
            Storm storm = Storm.Run(seed: 8, threads: 2, cohorts: 12, seconds: 4, busyness: 1500, quietSeconds: 10, link: link);
            return (Tell(storm), storm.Outcome.ParallelWindows);
        });

        Assert.All(together, t => Assert.Equal(alone, t.Told));
        Assert.All(together, t => Assert.True(t.Shared > 20, $"only {t.Shared} windows were shared"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_paced_storm_is_the_same_storm(int machines)
    {
        Told alone = Tell(Storm.Run(seed: 9, seconds: 5, quietSeconds: 1));

        Told[] together = Fleet.Run(machines, link => Tell(Storm.Run(seed: 9, cohorts: 6, seconds: 5, quietSeconds: 1, speed: 30, link: link)));

        Assert.All(together, told => Assert.Equal(alone, told));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_machine_that_is_told_to_stop_stops_all_after_the_same_window(int which)
    {
        using var stop = new CancellationTokenSource();

        (bool IsComplete, TimeSpan Now, string Digest)[] ends = Fleet.Run(
            3,
            link =>
            {
                Storm storm = Storm.Run(seed: 5, cohorts: 9, link: link, stop: link.Machine == which ? stop.Token : default);
                return (storm.Outcome.IsComplete, storm.World.Now, storm.World.Digest());
            },
            link => new Damaged(link, (step, _, bytes) =>
            {
                // Nothing is changed; after some steps somebody presses the key.
                if (step == 200) stop.Cancel();
                return bytes;
            }));

        Assert.All(ends, end => Assert.False(end.IsComplete));
        Assert.Single(ends.Distinct());
        Assert.True(ends[0].Now > TimeSpan.Zero, "it went on for a while");
    }

    [Fact]
    public void Machines_that_are_called_off_end_with_a_reason()
    {
        (string? Result, Exception? Failure)[] ends = Fleet.Ends(
            3,
            link => Storm.Run(seed: 5, cohorts: 9, link: link).World.Digest(),
            link => new Damaged(link, (step, _, bytes) => step == 100 && link.Machine == 1 ? throw new MachineLostException("machine 1 falls") : bytes));

        Assert.Equal("machine 1 falls", Assert.IsType<MachineLostException>(ends[1].Failure).Message);
        foreach (int other in (int[])[0, 2]) Assert.Equal("the run was called off", Assert.IsType<MachineLostException>(ends[other].Failure).Message);
    }
}
