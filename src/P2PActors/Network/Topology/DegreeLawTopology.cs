using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.Topology;

/// <summary>A random overlay whose peers draw their number of neighbours from a law (configuration model).</summary>
public abstract record DegreeLawTopology : TopologySettings
{
    /// <summary>What becomes of small components.</summary>
    [Setting("What becomes of peers outside the largest component: keep them as separate sub-networks, connect each part by one link, or drop and redraw them.")]
    public Leftovers Leftovers { get; init; } = Leftovers.Keep;

    private protected abstract DegreeLaw Law(int nodes);

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        DegreeLaw law = Law(nodes);
        try
        {
            return ConfigurationModel.Build(nodes, law, Leftovers, ref random);
        }
        catch (InvalidOperationException error)
        {
            throw Wrong("leftovers", $"drop does not go with these degrees: {error.Message} Use keep or connect, or degrees with a greater mean");
        }
    }
}

/// <summary>Degrees of Gnutella 0.4: p(d) = c d^-1.4, d = 1 .. 7.</summary>
public sealed record PureTopology : DegreeLawTopology
{
    private protected override DegreeLaw Law(int nodes) => DegreeLaw.Pure;
}

/// <summary>Degrees of Gnutella 0.6: the pure law with 5 % of p(1) moved to d = 20.</summary>
public sealed record HybridTopology : DegreeLawTopology
{
    private protected override DegreeLaw Law(int nodes) => DegreeLaw.Hybrid;
}

/// <summary>Degrees by a power law between two bounds.</summary>
public sealed record PowerLawTopology : DegreeLawTopology
{
    /// <summary>Exponent a of p(d) ~ d^-a.</summary>
    [Setting("Exponent a of the law p(d) ~ d^-a.", Min = "0", Max = "10")]
    public double Exponent { get; init; } = 2.3;

    /// <summary>Smallest degree.</summary>
    [Setting("Smallest number of neighbours drawn.", Min = "1", Max = "1000000", Unit = "neighbours")]
    public int MinDegree { get; init; } = 1;

    /// <summary>Greatest degree.</summary>
    [Setting("Greatest number of neighbours drawn; all other peers, where there are fewer.", Min = "1", Max = "1000000", Unit = "neighbours")]
    public int MaxDegree { get; init; } = 100;

    private protected override DegreeLaw Law(int nodes)
    {
        if (MinDegree < 1) throw Wrong("min-degree", $"{MinDegree}; expected at least 1");
        if (MaxDegree < MinDegree) throw Wrong("max-degree", $"{MaxDegree} is below min-degree, which is {MinDegree}");
        if (MinDegree >= nodes) throw Wrong("min-degree", $"{MinDegree} neighbours each, but there are {nodes} peers; expected fewer neighbours than peers");
        if (!double.IsFinite(Exponent)) throw Wrong("exponent", "expected a number");
        return DegreeLaw.PowerLaw(Exponent, MinDegree, Math.Min(MaxDegree, nodes - 1));
    }
}
