using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>The random graph of Erdos and Renyi: a number of edges, every set of that many equally likely.</summary>
public static class RandomGraph
{
    /// <summary>Draws a graph with <c>nodes x meanDegree / 2</c> edges, rounded.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="meanDegree">Mean number of neighbours, at most <paramref name="nodes"/> - 1.</param>
    /// <param name="random">Where the draws come from.</param>
    public static OverlayGraph Build(int nodes, double meanDegree, ref RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        long pairs = (long)nodes * (nodes - 1) / 2;
        if (!(meanDegree >= 0 && meanDegree <= Math.Max(0, nodes - 1)))
            throw new ArgumentOutOfRangeException(nameof(meanDegree), meanDegree, $"{nodes} nodes have between 0 and {Math.Max(0, nodes - 1)} neighbours.");
        long wanted = Math.Min(pairs, (long)Math.Round(nodes * meanDegree / 2));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, OverlayGraphBuilder.EdgeLimit, nameof(meanDegree));

        // In a dense graph it is the missing edges that are few.
        var builder = new OverlayGraphBuilder(nodes);
        bool sparse = wanted <= pairs / 2;
        long[] drawn = DrawPairs(nodes, (int)(sparse ? wanted : pairs - wanted), ref random);
        if (sparse) foreach (long pair in drawn) builder.Add((int)(pair >> 32), (int)pair);
        else AddComplement(builder, drawn);
        return builder.Build();
    }

    // Different pairs a < b, as a << 32 | b, ascending. Repeated ones are sorted out and drawn again until all differ.
    private static long[] DrawPairs(int nodes, int count, ref RandomStream random)
    {
        long[] drawn = new long[count];
        int distinct = 0;
        while (distinct < count)
        {
            for (int i = distinct; i < count; i++)
            {
                int a = random.Next(nodes), b = random.Next(nodes - 1);
                if (b >= a) b++;
                drawn[i] = ((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);
            }

            Array.Sort(drawn);
            distinct = 0;
            foreach (long pair in drawn)
                if (distinct == 0 || pair != drawn[distinct - 1]) drawn[distinct++] = pair;
        }

        return drawn;
    }

    private static void AddComplement(OverlayGraphBuilder builder, long[] missing)
    {
        int next = 0;
        for (int a = 0; a < builder.Nodes; a++)
        {
            for (int b = a + 1; b < builder.Nodes; b++)
            {
                if (next < missing.Length && missing[next] == (((long)a << 32) | (uint)b)) next++;
                else builder.Add(a, b);
            }
        }
    }
}
