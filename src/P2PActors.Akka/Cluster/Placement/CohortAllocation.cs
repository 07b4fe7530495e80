using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>
/// Where sharding puts cohorts. All cohorts but the last of a world have the same number of peers, so that the machine with
/// the fewest cohorts has the fewest peers. While a run goes on nothing moves; between runs a machine that has joined gets
/// its part. Only machines that the coordinator uses have cohorts: one that differs from the others, leaves, or has come
/// after an attempt began would take a cohort out of it.
/// </summary>
internal sealed class CohortAllocation : IShardAllocationStrategy
{
    private volatile bool _mayMove = true;
    private volatile int _spread;
    private volatile ImmutableHashSet<string> _used = [];
    private volatile string _own = "";

    /// <summary>Whether cohorts may be moved: not while a run goes on.</summary>
    public bool MayMove
    {
        get => _mayMove;
        set => _mayMove = value;
    }

    /// <summary>
    /// By how many cohorts the fullest machine exceeds the emptiest one, as far as is known here; more than any number while
    /// it is not known, or while cohorts are on machines that are not used.
    /// </summary>
    public int Spread => _spread;

    /// <summary>Names the machines that cohorts may be on. With none, they may be on any.</summary>
    /// <param name="machines">Their addresses.</param>
    /// <param name="own">Address of this machine: references to its own actors have none.</param>
    public void Use(IReadOnlyCollection<string> machines, string own)
    {
        if (_used.SetEquals(machines)) return;
        _own = own;
        _used = [.. machines];
        _spread = int.MaxValue;
    }

    public Task<IActorRef> AllocateShard(IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations) =>
        Task.FromResult(Ordered(currentShardAllocations.Where(IsUsed)).FirstOrDefault().Key ?? Ordered(currentShardAllocations).First().Key);

    public Task<IImmutableSet<string>> Rebalance(IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        IImmutableSet<string> none = ImmutableHashSet<string>.Empty;
        if (currentShardAllocations.Count == 0) return Task.FromResult(none);
        List<KeyValuePair<IActorRef, IImmutableList<string>>> ordered = [.. Ordered(currentShardAllocations.Where(IsUsed))];
        ImmutableHashSet<string> misplaced = [.. currentShardAllocations.Where(region => !IsUsed(region)).SelectMany(region => region.Value)];
        _spread = misplaced.Count > 0 ? int.MaxValue : ordered.Count == 0 ? 0 : ordered[^1].Value.Count - ordered[0].Value.Count;
        if (!_mayMove || _spread <= 1 || ordered.Count == 0 || rebalanceInProgress.Count > 0) return Task.FromResult(none);
        if (misplaced.Count > 0) return Task.FromResult<IImmutableSet<string>>(misplaced);
        return Task.FromResult<IImmutableSet<string>>(ordered[^1].Value.Take(_spread / 2).ToImmutableHashSet());
    }

    private bool IsUsed(KeyValuePair<IActorRef, IImmutableList<string>> region)
    {
        Address address = region.Key.Path.Address;
        return _used.IsEmpty || _used.Contains(address.HasGlobalScope ? address.ToString() : _own);
    }

    private static IOrderedEnumerable<KeyValuePair<IActorRef, IImmutableList<string>>> Ordered(IEnumerable<KeyValuePair<IActorRef, IImmutableList<string>>> allocations) =>
        allocations.OrderBy(region => region.Value.Count).ThenBy(region => region.Key.Path.ToStringWithAddress(), StringComparer.Ordinal);
}
