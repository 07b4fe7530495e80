namespace P2PActors.Network.Topology;

public sealed partial class OverlayGraph
{
    /// <summary>
    /// What a query costs that is flooded by the rule of Gnutella 0.4: the origin sends to all
    /// neighbours; who receives it for the first time lowers the TTL and, unless it is 0 now, sends it to all neighbours
    /// but the one it came from; who has seen it drops it. All hops take equally long. A calculation without the emulator,
    /// for comparison with it.
    /// </summary>
    /// <param name="start">The origin.</param>
    /// <param name="ttl">TTL of the messages the origin sends; 0 sends none.</param>
    public FloodOutcome FloodReach(int start, int ttl)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ttl);
        bool[] seen = new bool[Nodes];
        seen[start] = true;
        List<(int Node, int From)> frontier = [(start, -1)], next = [];
        long messages = 0, duplicates = 0;
        int reached = 0, hops = 0;
        for (; ttl > 0 && frontier.Count > 0; ttl--)
        {
            foreach ((int node, int from) in frontier)
            {
                foreach (int neighbour in NeighboursOf(node))
                {
                    if (neighbour == from) continue;
                    messages++;
                    if (seen[neighbour])
                    {
                        duplicates++;
                        continue;
                    }

                    seen[neighbour] = true;
                    reached++;
                    next.Add((neighbour, node));
                }
            }

            if (next.Count > 0) hops++;
            (frontier, next) = (next, frontier);
            next.Clear();
        }

        return new FloodOutcome(messages, reached, duplicates, hops);
    }
}

/// <summary>What a flood cost and found.</summary>
/// <param name="Messages">Messages sent; all of them arrive.</param>
/// <param name="Reached">Nodes that received at least one, the origin not counted.</param>
/// <param name="Duplicates">Messages that found their receiver already served, the origin included.</param>
/// <param name="Hops">Hops to the farthest node reached.</param>
public readonly record struct FloodOutcome(long Messages, int Reached, long Duplicates, int Hops);
