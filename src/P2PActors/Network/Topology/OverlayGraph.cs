namespace P2PActors.Network.Topology;

/// <summary>
/// Who is connected to whom: an undirected simple graph that never changes. Nodes are 0 .. <see cref="Nodes"/> - 1, in the
/// order in which their maker first named them; neighbours are listed in ascending order. Memory is 4 bytes per node and
/// 8 per edge. Made by an <see cref="OverlayGraphBuilder"/>.
/// </summary>
public sealed partial class OverlayGraph
{
    private readonly int[] _offsets;
    private readonly int[] _neighbours;

    internal OverlayGraph(int[] offsets, int[] neighbours, long selfLoops, long duplicates)
    {
        (_offsets, _neighbours) = (offsets, neighbours);
        (DroppedSelfLoops, DroppedDuplicates) = (selfLoops, duplicates);
    }

    /// <summary>Number of nodes.</summary>
    public int Nodes => _offsets.Length - 1;

    /// <summary>Number of undirected edges.</summary>
    public int Edges => _neighbours.Length / 2;

    /// <summary>Edges from a node to itself that were left out.</summary>
    public long DroppedSelfLoops { get; }

    /// <summary>Repetitions of an edge, in either direction, that were left out.</summary>
    public long DroppedDuplicates { get; }

    /// <summary>Edge ends per node; 0 for a graph without nodes.</summary>
    public double MeanDegree => Nodes == 0 ? 0 : (double)_neighbours.Length / Nodes;

    /// <summary>The neighbours of a node, in ascending order.</summary>
    public ReadOnlySpan<int> NeighboursOf(int node) => _neighbours.AsSpan(_offsets[node], _offsets[node + 1] - _offsets[node]);

    /// <summary>Number of neighbours of a node.</summary>
    public int Degree(int node) => _offsets[node + 1] - _offsets[node];

    /// <summary>Whether two nodes are neighbours.</summary>
    public bool HasEdge(int a, int b) => NeighboursOf(a).BinarySearch(b) >= 0;

    /// <summary>Number of nodes of each degree, from 0 to the greatest that occurs.</summary>
    public int[] DegreeHistogram()
    {
        int greatest = 0;
        for (int node = 0; node < Nodes; node++) greatest = Math.Max(greatest, Degree(node));
        int[] histogram = new int[greatest + 1];
        for (int node = 0; node < Nodes; node++) histogram[Degree(node)]++;
        return histogram;
    }

    /// <summary>The graph of some of the nodes and the edges among them; the i-th node kept becomes node i.
    /// The counts of what was dropped stay those of this graph.</summary>
    /// <param name="kept">Different nodes, in the order wanted.</param>
    public OverlayGraph InducedBy(ReadOnlySpan<int> kept)
    {
        int[] renamed = new int[Nodes];
        Array.Fill(renamed, -1);
        for (int i = 0; i < kept.Length; i++)
        {
            if (renamed[kept[i]] >= 0) throw new ArgumentException($"Node {kept[i]} is named twice.", nameof(kept));
            renamed[kept[i]] = i;
        }

        var builder = new OverlayGraphBuilder(kept.Length);
        for (int i = 0; i < kept.Length; i++)
        {
            foreach (int neighbour in NeighboursOf(kept[i]))
                if (renamed[neighbour] > i) builder.Add(i, renamed[neighbour]);
        }

        OverlayGraph part = builder.Build();
        return new(part._offsets, part._neighbours, DroppedSelfLoops, DroppedDuplicates);
    }

    /// <summary>The same graph with some more edges; what was dropped before stays counted.</summary>
    internal OverlayGraph With(IReadOnlyList<(int A, int B)> edges)
    {
        var builder = new OverlayGraphBuilder(Nodes);
        for (int node = 0; node < Nodes; node++)
        {
            foreach (int neighbour in NeighboursOf(node))
                if (neighbour > node) builder.Add(node, neighbour);
        }

        foreach ((int a, int b) in edges) builder.Add(a, b);
        OverlayGraph more = builder.Build();
        return new(more._offsets, more._neighbours, DroppedSelfLoops + more.DroppedSelfLoops, DroppedDuplicates + more.DroppedDuplicates);
    }
}
