namespace P2PActors.Network.Topology;

public sealed partial class OverlayGraph
{
    /// <summary>Hops from one node to every node by the shortest way; -1 where there is none.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="removed">Nodes to be thought away, by node; none if null.</param>
    public int[] Distances(int start, bool[]? removed = null)
    {
        CheckMask(removed);
        int[] hops = new int[Nodes];
        Array.Fill(hops, -1);
        if (removed is not null && removed[start]) return hops;
        int[] queue = new int[Nodes];
        int head = 0, tail = 0;
        queue[tail++] = start;
        hops[start] = 0;
        while (head < tail)
        {
            int node = queue[head++];
            foreach (int neighbour in NeighboursOf(node))
            {
                if (hops[neighbour] >= 0 || (removed is not null && removed[neighbour])) continue;
                hops[neighbour] = hops[node] + 1;
                queue[tail++] = neighbour;
            }
        }

        return hops;
    }

    /// <summary>The connected components of the nodes that are left.</summary>
    /// <param name="removed">Nodes to be thought away, by node; none if null.</param>
    public OverlayComponents Components(bool[]? removed = null)
    {
        CheckMask(removed);
        int[] component = new int[Nodes];
        Array.Fill(component, -1);
        int[] queue = new int[Nodes];
        List<int> sizes = [];
        for (int first = 0; first < Nodes; first++)
        {
            if (component[first] >= 0 || (removed is not null && removed[first])) continue;
            int head = 0, tail = 0;
            queue[tail++] = first;
            component[first] = sizes.Count;
            while (head < tail)
            {
                foreach (int neighbour in NeighboursOf(queue[head++]))
                {
                    if (component[neighbour] >= 0 || (removed is not null && removed[neighbour])) continue;
                    component[neighbour] = sizes.Count;
                    queue[tail++] = neighbour;
                }
            }

            sizes.Add(tail);
        }

        return new OverlayComponents(component, [.. sizes]);
    }

    /// <summary>Number of nodes of the largest component; 0 if no node is left.</summary>
    /// <param name="removed">Nodes to be thought away, by node; none if null.</param>
    public int GiantComponent(bool[]? removed = null)
    {
        OverlayComponents components = Components(removed);
        return components.Count == 0 ? 0 : components.Sizes[components.Largest];
    }

    /// <summary>Share of the nodes left that are in the largest component; 0 if no node is left.</summary>
    /// <param name="removed">Nodes to be thought away, by node; none if null.</param>
    public double GiantShare(bool[]? removed = null)
    {
        int left = removed is null ? Nodes : removed.AsSpan().Count(false);
        return left == 0 ? 0 : (double)GiantComponent(removed) / left;
    }

    private void CheckMask(bool[]? removed)
    {
        if (removed is not null && removed.Length != Nodes)
            throw new ArgumentException($"The mask has {removed.Length} entries, the graph {Nodes} nodes.", nameof(removed));
    }
}
