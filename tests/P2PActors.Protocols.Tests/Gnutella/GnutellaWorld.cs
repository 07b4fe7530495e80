using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

/// <summary>Small worlds of servents for tests.</summary>
internal static class GnutellaWorld
{
    /// <summary>Nobody comes or goes, nobody asks by himself, all latencies are equal, links have no limits.</summary>
    public static ScenarioSettings Quiet(int peers, double minutes = 5) => new()
    {
        Peers = peers,
        Duration = TimeSpan.FromMinutes(minutes),
        Churn = ChurnPresets.None,
        Network = new NetworkSettings { Bandwidth = false, Latency = new ConstantLatencySettings { OneWay = TimeSpan.FromMilliseconds(50) } },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 50, Audio = 1, Video = 0 },
            Placement = new UniformPlacement { Files = 5 },
        },
        Queries = new QuerySettings { Askers = 0 },
        SeriesIntervals = 10,
    };

    /// <summary>No pings, no repair, no keep-alive: nothing but what is asked for.</summary>
    public static GnutellaSettings Static { get; } = new()
    {
        Ping = new GnutellaPingSettings { Enabled = false },
        Links = new GnutellaLinkSettings { Repair = false, KeepAlive = false },
    };

    public static (SystemRun Run, SystemResult Result) Run(
        ScenarioSettings scenario, GnutellaSettings settings, OverlayGraph? overlay = null, IReadOnlyList<(int, TimeSpan)>? floods = null,
        int threads = 1, int cohorts = 0)
    {
        var run = new SystemRun("gnutella", new GnutellaProtocol(floods is null ? FloodPlan.None : new FloodPlan(floods), overlay),
            settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });
        return (run, run.Run());
    }

    public static OverlayGraph Graph(int nodes, params (int A, int B)[] edges)
    {
        var builder = new OverlayGraphBuilder(nodes);
        foreach ((int a, int b) in edges) builder.Add(a, b);
        return builder.Build();
    }

    /// <summary>0 - 1 - 2 - ...</summary>
    public static OverlayGraph Line(int nodes) => Graph(nodes, [.. Enumerable.Range(0, nodes - 1).Select(i => (i, i + 1))]);

    public static List<PeerId> NeighboursOf(World world, int peer)
    {
        var neighbours = new List<PeerId>();
        ((IOverlayNode)world.ActorOf(new PeerId(peer))!).CollectNeighbours(neighbours);
        neighbours.Sort();
        return neighbours;
    }

    public static long Sent(World world, string type) => Traffic(world, type).MessagesSent;

    public static TrafficCount Traffic(World world, string type)
    {
        foreach (MessageTraffic traffic in world.CollectTraffic())
        {
            if (traffic.Type == type) return traffic.Total;
        }

        return default;
    }
}
