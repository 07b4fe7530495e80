using P2PActors.Engine;

namespace P2PActors.Network.Topology;

/// <summary>
/// Growth with preference for the well-connected. Node after node arrives with m links and picks its targets with a weight
/// of k - (3 - exponent) m, where k is a target's degree and m the number of links it came with itself; degrees then follow
/// a power law with that exponent (Dorogovtsev, Mendes, Samukhin 2000). Exponent 3 is the model of Barabasi and Albert.
/// With exponent 2.3 and m = 1 or 2 the overlay survives the loss of 30 % of its nodes at random and breaks when the best
/// connected 4 % go, as the Gnutella crawl of February 2001 did; with m = 2 throughout it does not break.
/// </summary>
public static class PreferentialAttachment
{
    /// <summary>Grows a connected graph.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="minLinks">Fewest links an arriving node makes, at least 1.</param>
    /// <param name="maxLinks">Most links an arriving node makes; numbers between are equally likely.</param>
    /// <param name="exponent">Exponent of the degrees' power law, above 2.</param>
    /// <param name="random">Where the draws come from.</param>
    public static OverlayGraph Build(int nodes, int minLinks, int maxLinks, double exponent, ref RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        ArgumentOutOfRangeException.ThrowIfLessThan(minLinks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLinks, minLinks);
        if (!(exponent > 2 && exponent < 1000)) throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "The exponent must be above 2.");

        // k is the links received plus the m made, so the weight is received + (exponent - 2) m. The target of a random
        // link is a node by received links, its source a node by made links: picking either costs no search.
        double bySource = (exponent - 2) / (exponent - 1);
        List<(int Source, int Target)> links = [];
        List<int> picked = new(maxLinks);
        for (int node = 1; node < nodes; node++)
        {
            int wanted = random.Next(minLinks, maxLinks + 1);
            picked.Clear();
            if (wanted >= node)
            {
                picked.AddRange(Enumerable.Range(0, node));
            }
            else
            {
                while (picked.Count < wanted)
                {
                    (int source, int target) = links[random.Next(links.Count)];
                    int candidate = random.NextBool(bySource) ? source : target;
                    if (!picked.Contains(candidate)) picked.Add(candidate);
                }
            }

            foreach (int target in picked) links.Add((node, target));
        }

        var builder = new OverlayGraphBuilder(nodes);
        foreach ((int source, int target) in links) builder.Add(source, target);
        return builder.Build();
    }
}
