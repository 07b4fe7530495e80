using Akka.Actor;
using Akka.Cluster.Sharding;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>Starts a cohort wherever sharding puts it.</summary>
internal sealed record HostCohort(long Attempt, int World, int Cohort) : IClusterMessage
{
    /// <summary>Which cohort it is.</summary>
    public CohortKey Key => new(Attempt, World, Cohort);
}

/// <summary>A cohort has started.</summary>
/// <param name="Cohort">Number of the cohort.</param>
/// <param name="Machine">Address of the machine it is on.</param>
internal sealed record CohortStarted(int Cohort, string Machine) : IClusterMessage;

/// <summary>Tells sharding which entity and shard a message is for.</summary>
internal sealed class CohortExtractor : IMessageExtractor
{
    public string? EntityId(object message) => message is HostCohort host ? host.Key.EntityId : null;

    public object? EntityMessage(object message) => message;

    public string? ShardId(object message) => message switch
    {
        HostCohort host => CohortKey.ShardOf(host.Cohort),
        ShardRegion.StartEntity start => ShardId(start.EntityId, null),
        _ => null,
    };

    public string ShardId(string entityId, object? messageHint = null) => CohortKey.ShardOf(CohortKey.Parse(entityId).Cohort);
}
