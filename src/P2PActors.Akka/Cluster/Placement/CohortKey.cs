using System.Globalization;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>Names one cohort of one world of one attempt.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="World">Number of the world within it, from 1.</param>
/// <param name="Cohort">Number of the cohort, from 0.</param>
internal readonly record struct CohortKey(long Attempt, int World, int Cohort)
{
    /// <summary>Id of the entity.</summary>
    public string EntityId => string.Create(CultureInfo.InvariantCulture, $"{Attempt}-{World}-{Cohort}");

    /// <summary>Id of the shard: the same for a cohort of any run, so that a cluster that works for years has no more of them than its largest run has cohorts.</summary>
    public static string ShardOf(int cohort) => cohort.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of an entity.</summary>
    public static CohortKey Parse(string entityId)
    {
        string[] numbers = entityId.Split('-');
        return new CohortKey(long.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture), int.Parse(numbers[2], CultureInfo.InvariantCulture));
    }
}
