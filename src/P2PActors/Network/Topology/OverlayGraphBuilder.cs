namespace P2PActors.Network.Topology;

/// <summary>Collects edges and makes an <see cref="OverlayGraph"/> of them; self-loops and repeated edges are left out and counted.</summary>
public sealed class OverlayGraphBuilder
{
    /// <summary>Greatest number of edges that can be collected: two ends of each must fit one array.</summary>
    public const int EdgeLimit = 1_000_000_000;

    private readonly List<(int A, int B)> _edges = [];
    private long _selfLoops;

    /// <param name="nodes">Number of nodes to begin with.</param>
    public OverlayGraphBuilder(int nodes = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        Nodes = nodes;
    }

    /// <summary>Number of nodes so far.</summary>
    public int Nodes { get; private set; }

    /// <summary>One more node.</summary>
    /// <returns>Its number.</returns>
    public int AddNode() => Nodes++;

    /// <summary>An edge between two existing nodes, in either order; repetitions and self-loops are allowed and left out later.</summary>
    public void Add(int a, int b)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)a, (uint)Nodes, nameof(a));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)b, (uint)Nodes, nameof(b));
        if (_edges.Count == EdgeLimit) throw new InvalidOperationException($"A graph has at most {EdgeLimit} edges.");
        if (a == b) _selfLoops++;
        else _edges.Add((a, b));
    }

    /// <summary>The graph of the edges collected so far.</summary>
    public OverlayGraph Build()
    {
        int[] starts = new int[Nodes + 1];
        foreach ((int a, int b) in _edges)
        {
            starts[a + 1]++;
            starts[b + 1]++;
        }

        for (int node = 0; node < Nodes; node++) starts[node + 1] += starts[node];
        int[] ends = new int[2 * _edges.Count];
        int[] next = starts.AsSpan(0, Nodes).ToArray();
        foreach ((int a, int b) in _edges)
        {
            ends[next[a]++] = b;
            ends[next[b]++] = a;
        }

        return Compact(starts, ends);
    }

    // Sorts every list of neighbours, closes the gaps that repetitions leave, in place.
    private OverlayGraph Compact(int[] starts, int[] ends)
    {
        int kept = 0;
        int[] offsets = new int[Nodes + 1];
        for (int node = 0; node < Nodes; node++)
        {
            Span<int> list = ends.AsSpan(starts[node], starts[node + 1] - starts[node]);
            list.Sort();
            int last = -1;
            foreach (int neighbour in list)
            {
                if (neighbour == last) continue;
                ends[kept++] = last = neighbour;
            }

            offsets[node + 1] = kept;
        }

        int duplicates = (ends.Length - kept) / 2;
        if (kept < ends.Length) Array.Resize(ref ends, kept);
        return new OverlayGraph(offsets, ends, _selfLoops, duplicates);
    }
}
