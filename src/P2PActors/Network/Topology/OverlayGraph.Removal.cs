using P2PActors.Engine;

namespace P2PActors.Network.Topology;

public sealed partial class OverlayGraph
{
    /// <summary>Marks a share of the nodes, drawn uniformly without replacement; the number is rounded down.</summary>
    /// <param name="share">0 .. 1.</param>
    /// <param name="random">Where the draws come from.</param>
    public bool[] RemoveRandom(double share, ref RandomStream random)
    {
        int count = CountOf(share);
        int[] nodes = new int[Nodes];
        for (int node = 0; node < nodes.Length; node++) nodes[node] = node;
        bool[] removed = new bool[Nodes];
        for (int i = 0; i < count; i++)
        {
            int j = random.Next(i, nodes.Length);
            (nodes[i], nodes[j]) = (nodes[j], nodes[i]);
            removed[nodes[i]] = true;
        }

        return removed;
    }

    /// <summary>Marks the best connected share of the nodes; of equals the one first named. The number is rounded down.</summary>
    /// <param name="share">0 .. 1.</param>
    public bool[] RemoveTopByDegree(double share)
    {
        int count = CountOf(share);
        long[] order = new long[Nodes];
        for (int node = 0; node < order.Length; node++) order[node] = ((long)-Degree(node) << 32) | (uint)node;
        Array.Sort(order);
        bool[] removed = new bool[Nodes];
        for (int i = 0; i < count; i++) removed[(int)(uint)order[i]] = true;
        return removed;
    }

    // The smallest excess keeps 0.07 x 100 = 7.000000000000001 and 0.29 x 100 = 28.999999999999996 what a person means.
    private int CountOf(double share)
    {
        if (!(share >= 0 && share <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        return Math.Min(Nodes, (int)(share * Nodes + 1e-6));
    }
}
