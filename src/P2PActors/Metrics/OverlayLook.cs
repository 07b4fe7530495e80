using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Metrics;

/// <summary>
/// The overlay at one time: a link counts when both ends name each other and are on line.
/// </summary>
/// <param name="Nodes">Peers on line that keep an overlay.</param>
/// <param name="Giant">Share of them in the largest connected part; null where there are none.</param>
/// <param name="MeanDegree">Links of each, mean; null where there are none.</param>
/// <param name="Degrees">How many peers have each number of links.</param>
public sealed record OverlayLook(int Nodes, double? Giant, double? MeanDegree, IReadOnlyDictionary<int, int> Degrees)
{
    /// <summary>Looks, between two windows.</summary>
    public static OverlayLook At(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        int peers = world.PeerCount;
        var links = new HashSet<(int, int)>();
        var nodes = new List<int>();
        foreach ((int node, IReadOnlyList<PeerId> neighbours) in world.Neighbours())
        {
            nodes.Add(node);
            foreach (PeerId neighbour in neighbours) links.Add((node, neighbour.Value));
        }

        if (nodes.Count == 0) return new OverlayLook(0, null, null, new SortedDictionary<int, int>());
        int[] parent = new int[peers];
        int[] degree = new int[peers];
        for (int i = 0; i < peers; i++) parent[i] = i;
        long ends = 0;
        foreach ((int a, int b) in links)
        {
            if (!links.Contains((b, a))) continue;
            degree[a]++;
            ends++;
            if (a < b) parent[Root(parent, a)] = Root(parent, b);
        }

        int[] size = new int[peers];
        int largest = 0;
        var degrees = new SortedDictionary<int, int>();
        foreach (int node in nodes)
        {
            largest = Math.Max(largest, ++size[Root(parent, node)]);
            degrees[degree[node]] = degrees.GetValueOrDefault(degree[node]) + 1;
        }

        return new OverlayLook(nodes.Count, (double)largest / nodes.Count, (double)ends / nodes.Count, degrees);
    }

    private static int Root(int[] parent, int node)
    {
        while (parent[node] != node) node = parent[node] = parent[parent[node]];
        return node;
    }
}
