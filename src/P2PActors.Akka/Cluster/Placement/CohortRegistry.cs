using System.Collections.Concurrent;
using Akka.Actor;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>The cohorts that sharding has started on this machine.</summary>
internal sealed class CohortRegistry
{
    private readonly ConcurrentDictionary<CohortKey, IActorRef> _cohorts = new();

    public void Add(CohortKey key, IActorRef cohort) => _cohorts[key] = cohort;

    public void Remove(CohortKey key, IActorRef cohort) => _cohorts.TryRemove(new KeyValuePair<CohortKey, IActorRef>(key, cohort));

    public IActorRef? Find(CohortKey key) => _cohorts.GetValueOrDefault(key);

    public int Count => _cohorts.Count;
}
