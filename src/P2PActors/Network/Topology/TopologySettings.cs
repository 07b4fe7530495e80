using P2PActors.Engine;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.Topology;

/// <summary>Where the overlay comes from: grown by the protocol, read from a file, or drawn by a law.</summary>
[Choice("grown", typeof(GrownTopology))]
[Choice("file", typeof(FileTopology))]
[Choice("pure", typeof(PureTopology))]
[Choice("hybrid", typeof(HybridTopology))]
[Choice("power-law", typeof(PowerLawTopology))]
[Choice("preferential", typeof(PreferentialTopology))]
[Choice("barabasi-albert", typeof(BarabasiAlbertTopology))]
[Choice("random", typeof(RandomTopology))]
[Choice("regular", typeof(RegularTopology))]
[Choice("ring", typeof(RingTopology))]
public abstract record TopologySettings
{
    /// <summary>Makes the overlay.</summary>
    /// <param name="nodes">Number of peers that take part.</param>
    /// <param name="seed">Seed of the run; the same seed gives the same overlay.</param>
    /// <returns>A graph of exactly that many nodes; null if the protocol grows its overlay itself.</returns>
    /// <exception cref="ScenarioException">The settings do not go together with this number of peers.</exception>
    public OverlayGraph? Build(int nodes, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodes);
        var random = RandomStream.For(seed, Purposes.Topology);
        return Make(nodes, ref random);
    }

    private protected abstract OverlayGraph? Make(int nodes, ref RandomStream random);

    private protected static ScenarioException Wrong(string key, string message) => new("scenario", $"topology.{key}", message);
}

/// <summary>The overlay is grown by the protocol itself from its bootstrap.</summary>
public sealed record GrownTopology : TopologySettings
{
    private protected override OverlayGraph? Make(int nodes, ref RandomStream random) => null;
}

/// <summary>The overlay is read from an edge list, such as a crawl.</summary>
public sealed record FileTopology : TopologySettings
{
    /// <summary>The edge list.</summary>
    [Setting("Edge list: one edge per line, two node names separated by a tab or spaces, # comments. There must be as many peers as nodes.", Required = true)]
    public string File { get; init; } = "";

    private protected override OverlayGraph? Make(int nodes, ref RandomStream random)
    {
        if (File.Length == 0) throw Wrong("file", "no file is given; expected the path of an edge list");
        OverlayGraph graph = EdgeListFile.Load(File);
        if (graph.Nodes == nodes) return graph;
        throw new ScenarioException(File, EdgeListFile.Key,
            $"the file has {graph.Nodes} nodes, but the scenario has {nodes} peers; expected as many peers as nodes: set the number of peers to {graph.Nodes}");
    }
}

/// <summary>A ring of all peers in order.</summary>
public sealed record RingTopology : TopologySettings
{
    private protected override OverlayGraph? Make(int nodes, ref RandomStream random) => RegularGraph.Ring(nodes);
}
