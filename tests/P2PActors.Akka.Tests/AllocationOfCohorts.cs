using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using P2PActors.Akka.Cluster.Placement;

namespace P2PActors.Akka.Tests;

/// <summary>Where sharding puts cohorts, and when it moves them.</summary>
public sealed class AllocationOfCohorts() : TestKit(AkkaHosting.Configuration)
{
    private readonly CohortAllocation _allocation = new();

    private IActorRef[] Machines(int count) => [.. Enumerable.Range(0, count).Select(i => (IActorRef)CreateTestProbe($"machine-{i}").Ref)];

    private static ImmutableDictionary<IActorRef, IImmutableList<string>> With(IActorRef[] machines, params int[] cohorts)
    {
        int number = 0;
        return machines.Zip(cohorts).ToImmutableDictionary(
            m => m.First,
            m => (IImmutableList<string>)Enumerable.Range(0, m.Second).Select(_ => $"{number++}").ToImmutableList());
    }

    /// <summary>Allocates and moves as sharding does, until nothing moves.</summary>
    private async Task<int[]> Settle(IActorRef[] machines, params int[] cohorts)
    {
        var now = With(machines, cohorts);
        while (true)
        {
            IImmutableSet<string> moving = await _allocation.Rebalance(now, ImmutableHashSet<string>.Empty);
            if (moving.Count == 0) return [.. machines.Select(m => now[m].Count)];
            now = now.ToImmutableDictionary(m => m.Key, m => (IImmutableList<string>)m.Value.RemoveAll(moving.Contains));
            foreach (string shard in moving)
            {
                IActorRef to = await _allocation.AllocateShard(machines[0], shard, now);
                now = now.SetItem(to, now[to].Add(shard));
            }
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 40)]
    [InlineData(5, 3)]
    public async Task Cohorts_are_dealt_out_evenly_one_after_the_other(int machines, int cohorts)
    {
        IActorRef[] all = Machines(machines);
        var now = With(all, new int[machines]);
        for (int i = 0; i < cohorts; i++)
        {
            IActorRef to = await _allocation.AllocateShard(all[^1], $"{i}", now);
            now = now.SetItem(to, now[to].Add($"{i}"));
        }

        Assert.InRange(now.Max(m => m.Value.Count) - now.Min(m => m.Value.Count), 0, 1);
    }

    [Fact]
    public async Task Of_machines_with_as_few_the_first_by_its_path_is_taken_whoever_asks()
    {
        IActorRef[] machines = Machines(3);

        foreach (IActorRef asker in machines) Assert.Equal(machines[0], await _allocation.AllocateShard(asker, "7", With(machines, 2, 2, 2)));
        Assert.Equal(machines[1], await _allocation.AllocateShard(machines[0], "7", With(machines, 3, 2, 2)));
    }

    [Fact]
    public async Task A_machine_that_has_joined_gets_its_part()
    {
        int[] settled = await Settle(Machines(3), 6, 6, 0);

        Assert.Equal([4, 4, 4], settled.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3, 4, 4)]
    [InlineData(5)]
    public async Task What_is_even_stays_where_it_is(params int[] cohorts)
    {
        Assert.Empty(await _allocation.Rebalance(With(Machines(cohorts.Length), cohorts), ImmutableHashSet<string>.Empty));
        Assert.InRange(_allocation.Spread, 0, 1);
    }

    [Fact]
    public async Task Nothing_moves_while_a_run_goes_on_but_it_is_known_that_it_should()
    {
        IActorRef[] machines = Machines(2);
        _allocation.MayMove = false;

        Assert.Empty(await _allocation.Rebalance(With(machines, 8, 0), ImmutableHashSet<string>.Empty));
        Assert.Equal(8, _allocation.Spread);
        _allocation.MayMove = true;
        Assert.Equal(4, (await _allocation.Rebalance(With(machines, 8, 0), ImmutableHashSet<string>.Empty)).Count);
    }

    [Fact]
    public async Task What_moves_is_waited_for_before_more_does()
    {
        var moving = ImmutableHashSet.Create("3");

        Assert.Empty(await _allocation.Rebalance(With(Machines(2), 8, 0), moving));
    }

    [Fact]
    public async Task Where_there_is_no_machine_nothing_moves() =>
        Assert.Empty(await _allocation.Rebalance(ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty, ImmutableHashSet<string>.Empty));

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(long.MaxValue, int.MaxValue, int.MaxValue)]
    public void A_cohort_is_found_again_by_the_name_of_its_entity(long attempt, int world, int cohort)
    {
        var key = new CohortKey(attempt, world, cohort);
        var extractor = new CohortExtractor();

        Assert.Equal(key, CohortKey.Parse(key.EntityId));
        Assert.Equal(key.EntityId, extractor.EntityId(new HostCohort(attempt, world, cohort)));
        Assert.Equal(extractor.ShardId(new HostCohort(attempt, world, cohort)), extractor.ShardId(key.EntityId));
    }
}
