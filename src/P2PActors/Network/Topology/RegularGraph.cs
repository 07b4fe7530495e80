using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>Graphs in which all nodes have equally many neighbours.</summary>
public static class RegularGraph
{
    /// <summary>A cycle through all nodes in order; two nodes have one edge.</summary>
    public static OverlayGraph Ring(int nodes)
    {
        var builder = new OverlayGraphBuilder(nodes);
        for (int node = 1; node < nodes; node++) builder.Add(node - 1, node);
        if (nodes > 2) builder.Add(nodes - 1, 0);
        return builder.Build();
    }

    /// <summary>
    /// A random graph in which every node has exactly <paramref name="degree"/> neighbours: stubs are paired at random, then
    /// pairs that would be self-loops or repetitions trade ends with random other edges until none is left.
    /// </summary>
    /// <param name="nodes">Number of nodes; times <paramref name="degree"/> it must be even.</param>
    /// <param name="degree">Number of neighbours, below <paramref name="nodes"/>.</param>
    /// <param name="random">Where the draws come from.</param>
    public static OverlayGraph Random(int nodes, int degree, ref RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(degree, Math.Max(1, nodes));
        if ((long)nodes * degree % 2 != 0) throw new ArgumentException($"{nodes} nodes of degree {degree}: the product must be even.", nameof(degree));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)nodes * degree / 2, OverlayGraphBuilder.EdgeLimit, nameof(degree));
        // Trading ends needs room; a dense regular graph is the complement of a sparse one.
        int sparse = Math.Min(degree, Math.Max(0, nodes - 1 - degree));
        RegularWiring wiring;
        do wiring = new RegularWiring(nodes, sparse, ref random);
        while (!wiring.Repair(ref random));

        var builder = new OverlayGraphBuilder(nodes);
        foreach ((int a, int b) in wiring.Edges) builder.Add(a, b);
        OverlayGraph graph = builder.Build();
        return sparse == degree ? graph : Complement(graph);
    }

    private static OverlayGraph Complement(OverlayGraph graph)
    {
        var builder = new OverlayGraphBuilder(graph.Nodes);
        for (int a = 0; a < graph.Nodes; a++)
        {
            for (int b = a + 1; b < graph.Nodes; b++)
                if (!graph.HasEdge(a, b)) builder.Add(a, b);
        }

        return builder.Build();
    }
}
