using P2PActors.Akka.Cluster.Exchange;

namespace P2PActors.Akka.Cluster.Placement;

/// <summary>Has cohorts started somewhere in the cluster.</summary>
internal interface IPlacer
{
    /// <summary>Starts the cohorts of a world; asked on the machine with the number 0 only.</summary>
    /// <param name="link">The attempt.</param>
    /// <param name="world">Number of the world within it, from 1.</param>
    /// <param name="cohorts">How many cohorts.</param>
    /// <returns>The machine of each, by its number in the attempt.</returns>
    /// <exception cref="Engine.Machines.MachineLostException">One came up outside the attempt, or not at all.</exception>
    IReadOnlyList<int> Place(AkkaLink link, int world, int cohorts);
}
