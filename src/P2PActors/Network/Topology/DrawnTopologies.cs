using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.Topology;

/// <summary>Growth with shifted preference for the well-connected; the overlay that breaks as the 2001 Gnutella crawl did.</summary>
public sealed record PreferentialTopology : TopologySettings
{
    /// <summary>Exponent of the degrees' power law.</summary>
    [Setting("Exponent of the degrees' power law; a target is chosen with weight k - (3 - exponent) m, m being the links it made itself.", Min = "2.05", Max = "10")]
    public double Exponent { get; init; } = 2.3;

    /// <summary>Fewest links of an arriving peer.</summary>
    [Setting("Fewest links an arriving peer makes.", Min = "1", Max = "100", Unit = "links")]
    public int MinLinks { get; init; } = 1;

    /// <summary>Most links of an arriving peer.</summary>
    [Setting("Most links an arriving peer makes; numbers between are equally likely.", Min = "1", Max = "100", Unit = "links")]
    public int MaxLinks { get; init; } = 2;

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        if (MinLinks < 1) throw Wrong("min-links", $"{MinLinks}; expected at least 1");
        if (MaxLinks < MinLinks) throw Wrong("max-links", $"{MaxLinks} is below min-links, which is {MinLinks}");
        if (!(Exponent is >= 2.05 and <= 10)) throw Wrong("exponent", $"{Exponent}; expected 2.05 to 10");
        return PreferentialAttachment.Build(nodes, MinLinks, MaxLinks, Exponent, ref random);
    }
}

/// <summary>The textbook growth of Barabasi and Albert: weight k, a fixed number of links.</summary>
public sealed record BarabasiAlbertTopology : TopologySettings
{
    /// <summary>Links of an arriving peer.</summary>
    [Setting("Links an arriving peer makes.", Min = "1", Max = "100", Unit = "links")]
    public int Links { get; init; } = 2;

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        if (Links < 1) throw Wrong("links", $"{Links}; expected at least 1");
        return PreferentialAttachment.Build(nodes, Links, Links, 3, ref random);
    }
}

/// <summary>A random graph after Erdos and Renyi.</summary>
public sealed record RandomTopology : TopologySettings
{
    /// <summary>Mean number of neighbours.</summary>
    [Setting("Mean number of neighbours.", Min = "0", Max = "1000", Unit = "neighbours")]
    public double MeanDegree { get; init; } = 3.4;

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        int most = Math.Max(0, nodes - 1);
        if (!(MeanDegree >= 0 && MeanDegree <= most)) throw Wrong("mean-degree", $"{MeanDegree}, but with {nodes} peers a mean from 0 to {most} is possible");
        return RandomGraph.Build(nodes, MeanDegree, ref random);
    }
}

/// <summary>A random graph in which every peer has equally many neighbours.</summary>
public sealed record RegularTopology : TopologySettings
{
    /// <summary>Number of neighbours.</summary>
    [Setting("Number of neighbours of every peer; times the number of peers it must be even.", Min = "1", Max = "1000", Unit = "neighbours")]
    public int Degree { get; init; } = 6;

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        if (Degree < 0 || Degree >= nodes) throw Wrong("degree", $"{Degree} neighbours each, but there are {nodes} peers; expected fewer neighbours than peers");
        if ((long)Degree * nodes % 2 != 0) throw Wrong("degree", $"{Degree} neighbours of {nodes} peers each: the product is odd, no such graph exists; expected an even number of either");
        return RegularGraph.Random(nodes, Degree, ref random);
    }
}
