using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>
/// A random graph with given degrees: every node draws its degree, as many stubs leave it, and stubs are paired at random.
/// A pair that would be a self-loop or repeat an edge is dropped (and counted in the graph), as is the stub left over when
/// their number is odd; hubs therefore end somewhat below the degree they drew.
/// </summary>
public static class ConfigurationModel
{
    private const int MaxGrowth = 8;

    /// <summary>Draws a graph.</summary>
    /// <param name="nodes">Number of nodes of the result.</param>
    /// <param name="law">Law of the degrees.</param>
    /// <param name="leftovers">What becomes of small components.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <exception cref="InvalidOperationException">Small components are to be dropped, but this law makes no large one.</exception>
    public static OverlayGraph Build(int nodes, DegreeLaw law, Leftovers leftovers, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(law);
        return leftovers switch
        {
            Leftovers.Keep => Pair(nodes, law, ref random),
            Leftovers.Connect => Connect(Pair(nodes, law, ref random), ref random),
            Leftovers.Drop => LargestOf(nodes, law, ref random),
            _ => throw new ArgumentOutOfRangeException(nameof(leftovers), leftovers, "Not one of the ways to treat leftovers."),
        };
    }

    private static OverlayGraph Pair(int nodes, DegreeLaw law, ref RandomStream random)
    {
        List<int> stubs = [];
        for (int node = 0; node < nodes; node++)
        {
            for (int left = law.Sample(ref random); left > 0; left--) stubs.Add(node);
        }

        int[] shuffled = [.. stubs];
        random.Shuffle<int>(shuffled);
        var builder = new OverlayGraphBuilder(nodes);
        for (int i = 0; i + 1 < shuffled.Length; i += 2) builder.Add(shuffled[i], shuffled[i + 1]);
        return builder.Build();
    }

    private static OverlayGraph Connect(OverlayGraph graph, ref RandomStream random)
    {
        OverlayComponents components = graph.Components();
        if (components.Count <= 1) return graph;
        var members = new List<int>[components.Count];
        for (int i = 0; i < members.Length; i++) members[i] = new(components.Sizes[i]);
        for (int node = 0; node < graph.Nodes; node++) members[components.Of[node]].Add(node);

        List<int> giant = members[components.Largest];
        List<(int, int)> bridges = [];
        for (int i = 0; i < members.Length; i++)
        {
            if (i == components.Largest) continue;
            bridges.Add((members[i][random.Next(members[i].Count)], giant[random.Next(giant.Count)]));
        }

        return graph.With(bridges);
    }

    private static OverlayGraph LargestOf(int nodes, DegreeLaw law, ref RandomStream random)
    {
        long limit = Math.Min((long)nodes * MaxGrowth + 1000, Array.MaxLength);
        for (long drawn = nodes, tried = -1; drawn != tried;)
        {
            OverlayGraph graph = Pair((int)drawn, law, ref random);
            int giant = graph.GiantComponent();
            if (giant >= nodes) return graph.InducedBy(Core(graph, nodes));
            tried = drawn;
            drawn = Math.Min(limit, Math.Max(drawn + 1, (long)((double)drawn * nodes / Math.Max(1, giant) * 1.01)));
        }

        throw new InvalidOperationException(
            FormattableString.Invariant($"The law of degrees (mean {law.Mean:0.##}) makes no large component: among {limit} nodes there is none of {nodes}."));
    }

    // The component is a little larger than wanted; its outermost nodes, seen from its hub, go. What is left is connected.
    private static int[] Core(OverlayGraph graph, int nodes)
    {
        OverlayComponents components = graph.Components();
        int hub = -1;
        for (int node = 0; node < graph.Nodes; node++)
        {
            if (components.Of[node] == components.Largest && (hub < 0 || graph.Degree(node) > graph.Degree(hub))) hub = node;
        }

        if (hub < 0) return [];
        int[] hops = graph.Distances(hub);
        int[] kept = [.. Enumerable.Range(0, graph.Nodes).Where(node => hops[node] >= 0).OrderBy(node => hops[node]).Take(nodes)];
        Array.Sort(kept);
        return kept;
    }
}
