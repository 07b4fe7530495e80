using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Metrics;

/// <summary>
/// Degrees and the largest connected component of the overlay among the peers that keep one, over time. A link counts when
/// both ends name each other and are on line.
/// </summary>
internal sealed class OverlayProbe(TimeSpan interval) : IProbe
{
    private readonly List<(TimeSpan Time, double? Giant, double? MeanDegree)> _looks = [];
    private readonly List<PeerId> _neighbours = [];

    public TimeSpan Interval => interval;

    public IReadOnlyList<(TimeSpan Time, double? Giant, double? MeanDegree)> Looks => _looks;

    /// <summary>How many peers had each degree at the last look at a time with an overlay.</summary>
    public SortedDictionary<int, int> Degrees { get; private set; } = [];

    /// <summary>Whether any peer keeps an overlay.</summary>
    public bool HasOverlay { get; private set; }

    public void Observe(World world)
    {
        int peers = world.PeerCount;
        var links = new HashSet<(int, int)>();
        var nodes = new List<int>();
        for (int i = 0; i < peers; i++)
        {
            if (world.ActorOf(new PeerId(i)) is not IOverlayNode node) continue;
            nodes.Add(i);
            _neighbours.Clear();
            node.CollectNeighbours(_neighbours);
            foreach (PeerId neighbour in _neighbours) links.Add((i, neighbour.Value));
        }

        if (nodes.Count == 0)
        {
            if (HasOverlay) _looks.Add((world.Now, null, null));
            return;
        }

        HasOverlay = true;
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

        Degrees = degrees;
        _looks.Add((world.Now, (double)largest / nodes.Count, (double)ends / nodes.Count));
    }

    private static int Root(int[] parent, int node)
    {
        while (parent[node] != node) node = parent[node] = parent[parent[node]];
        return node;
    }
}
