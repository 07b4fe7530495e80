using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>
/// Where sharding puts cohorts. All cohorts but the last of a world have the same number of peers, so that the machine with
/// the fewest cohorts has the fewest peers. While a run goes on nothing moves; between runs a machine that has joined gets
/// its part.
/// </summary>
internal sealed class CohortAllocation : IShardAllocationStrategy
{
    private volatile bool _mayMove = true;
    private volatile int _spread;

    /// <summary>Whether cohorts may be moved: not while a run goes on.</summary>
    public bool MayMove
    {
        get => _mayMove;
        set => _mayMove = value;
    }

    /// <summary>By how many cohorts the fullest machine exceeds the emptiest one, as far as is known here.</summary>
    public int Spread => _spread;

    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(Ordered(currentShardAllocations).First().Key);

    public Task<IImmutableSet<string>> Rebalance(IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        IImmutableSet<string> none = ImmutableHashSet<string>.Empty;
        if (currentShardAllocations.Count == 0) return Task.FromResult(none);
        List<KeyValuePair<IActorRef, IImmutableList<string>>> ordered = [.. Ordered(currentShardAllocations)];
        _spread = ordered[^1].Value.Count - ordered[0].Value.Count;
        if (!_mayMove || _spread <= 1 || rebalanceInProgress.Count > 0) return Task.FromResult(none);
        return Task.FromResult<IImmutableSet<string>>(ordered[^1].Value.Take(_spread / 2).ToImmutableHashSet());
    }

    private static IOrderedEnumerable<KeyValuePair<IActorRef, IImmutableList<string>>> Ordered(IImmutableDictionary<IActorRef, IImmutableList<string>> allocations) =>
        allocations.OrderBy(region => region.Value.Count).ThenBy(region => region.Key.Path.ToStringWithAddress(), StringComparer.Ordinal);
}
