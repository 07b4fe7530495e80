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

    /// <summary>
    /// Lets the cohorts of an attempt, and of those before it, go. An attempt that is called off while sharding starts its
    /// cohorts has no world yet that would do so.
    /// </summary>
    public void EndUpTo(long attempt)
    {
        foreach ((CohortKey key, IActorRef cohort) in _cohorts)
        {
            if (key.Attempt <= attempt) cohort.Tell(CohortEntity.WorldIsOver.Instance, ActorRefs.NoSender);
        }
    }
}
