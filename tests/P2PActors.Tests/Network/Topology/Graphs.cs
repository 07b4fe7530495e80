using P2PActors.Network.Topology;

namespace P2PActors.Tests.Network.Topology;

/// <summary>Small graphs and helpers of the topology tests.</summary>
internal static class Graphs
{
    public static OverlayGraph Of(int nodes, params (int, int)[] edges)
    {
        var builder = new OverlayGraphBuilder(nodes);
        foreach ((int a, int b) in edges) builder.Add(a, b);
        return builder.Build();
    }

    public static (int, int)[] Edges(OverlayGraph graph)
    {
        List<(int, int)> edges = [];
        for (int node = 0; node < graph.Nodes; node++)
            foreach (int neighbour in graph.NeighboursOf(node))
                if (neighbour > node) edges.Add((node, neighbour));
        return [.. edges];
    }

    /// <summary>Every property an undirected simple graph has by definition.</summary>
    public static bool IsSimple(OverlayGraph graph)
    {
        int ends = 0;
        for (int node = 0; node < graph.Nodes; node++)
        {
            int last = -1;
            foreach (int neighbour in graph.NeighboursOf(node))
            {
                if (neighbour <= last || neighbour == node || neighbour >= graph.Nodes || !graph.HasEdge(neighbour, node)) return false;
                last = neighbour;
                ends++;
            }
        }

        return ends == 2 * graph.Edges;
    }
}
