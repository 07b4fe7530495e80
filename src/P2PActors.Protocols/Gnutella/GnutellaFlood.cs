using System.Diagnostics;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Topology;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Gnutella;

/// <summary>What a number of floods cost and reached.</summary>
/// <param name="Queries">Queries flooded.</param>
/// <param name="Messages">QUERYs sent, over all queries.</param>
/// <param name="Reached">Servents reached, the origin not counted, over all queries.</param>
/// <param name="Duplicates">QUERYs that found their receiver already served, over all queries.</param>
/// <param name="Servents">Servents in the overlay.</param>
/// <param name="Violations">QUERYs whose TTL and Hops did not add up to the initial TTL.</param>
/// <param name="Seconds">Real time of the floods, without building the overlay.</param>
/// <param name="SetupSeconds">Real time until all links of the overlay were open.</param>
/// <param name="Digest">Fingerprint of the run.</param>
/// <param name="Threads">Threads it ran on.</param>
/// <param name="Cohorts">Cohorts it ran in.</param>
/// <param name="BytesPerServent">Managed memory at the end, per servent, GUIDs remembered included.</param>
public sealed record FloodResult(
    int Queries, long Messages, long Reached, long Duplicates, int Servents, long Violations, double Seconds, double SetupSeconds, string Digest,
    int Threads, int Cohorts, double BytesPerServent)
{
    /// <summary>QUERYs handled per second of real time.</summary>
    public double MessagesPerSecond => Messages / Math.Max(1e-9, Seconds);

    /// <summary>Servents reached by a query, of all others.</summary>
    public double Reach => Queries == 0 || Servents < 2 ? 0 : (double)Reached / Queries / (Servents - 1);

    /// <summary>QUERYs that were duplicates, of all received.</summary>
    public double DuplicateShare => Messages == 0 ? 0 : (double)Duplicates / Messages;
}

/// <summary>
/// Floods over a given overlay and nothing else: no churn, no pings, no bandwidth limits, nobody has what is asked for. For
/// benchmarks, and to compare the emulated flood with the arithmetic of <see cref="OverlayGraph.FloodReach"/>.
/// </summary>
public static class GnutellaFlood
{
    private const ulong Origins = 0xF10D;
    private static readonly TimeSpan Setup = TimeSpan.FromSeconds(10);

    /// <summary>Floods queries from random origins, one after another.</summary>
    /// <param name="overlay">Who is connected to whom.</param>
    /// <param name="ttl">TTL of the queries, 1 to 31.</param>
    /// <param name="queries">How many.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="latency">Latencies; null for 50 ms everywhere, where arrivals are in the order of hops.</param>
    public static FloodResult Run(OverlayGraph overlay, int ttl, int queries, long seed = 1, RunOptions? options = null, LatencySettings? latency = null)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentOutOfRangeException.ThrowIfNegative(queries);
        return Run(overlay, ttl, OriginsOf(overlay.Nodes, queries, (ulong)seed), seed, options, latency);
    }

    /// <summary>The origins that <see cref="Run(OverlayGraph, int, int, long, RunOptions?, LatencySettings?)"/> takes.</summary>
    public static int[] OriginsOf(int nodes, int queries, ulong seed)
    {
        var random = RandomStream.For(seed, Origins);
        int[] origins = new int[queries];
        for (int i = 0; i < queries; i++) origins[i] = random.Next(nodes);
        return origins;
    }

    internal static FloodResult Run(OverlayGraph overlay, int ttl, int[] origins, long seed, RunOptions? options, LatencySettings? latency)
    {
        options ??= new RunOptions();
        latency ??= new ConstantLatencySettings();
        TimeSpan apart = TimeSpan.FromSeconds(ttl);
        var floods = new List<(int, TimeSpan)>();
        for (int i = 0; i < origins.Length; i++) floods.Add((origins[i], Setup + i * apart));
        ScenarioSettings scenario = Scenario(overlay.Nodes, seed, latency, Setup + Math.Max(1, origins.Length) * apart + apart);
        var protocol = new Flooding(new FloodPlan(floods), overlay);
        var run = new SystemRun(protocol.Name, protocol, SettingsOf(ttl, apart), scenario, options);
        var mark = new SetupOver(Setup);
        var clock = Stopwatch.StartNew();
        LocalEngine.Run(run.World, options, [mark]);
        double end = clock.Elapsed.TotalSeconds;
        double setup = mark.Clock is { } since ? end - since.Elapsed.TotalSeconds : end;
        return Collect(run.World, protocol.Prepared!.Metrics, overlay.Nodes, origins.Length, end - setup, setup);
    }

    private static ScenarioSettings Scenario(int peers, long seed, LatencySettings latency, TimeSpan duration) => new()
    {
        Title = "flood",
        Peers = peers,
        Seed = seed,
        Duration = duration,
        Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.Zero } },
        Network = new NetworkSettings { Bandwidth = false, Latency = latency },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 10, Audio = 1, Video = 0 },
            Placement = new LogNormalPlacement { FreeRiders = 1 },
        },
        Queries = new QuerySettings { Askers = 0 },
    };

    /// <summary>GUIDs are remembered for longer than a flood lasts, and no longer: a million GUIDs times 60,000 servents are too many.</summary>
    private static GnutellaSettings SettingsOf(int ttl, TimeSpan apart) => new()
    {
        Ttl = ttl,
        Links = new GnutellaLinkSettings { Repair = false, KeepAlive = false },
        Ping = new GnutellaPingSettings { Enabled = false },
        QueryLifetime = apart,
        RouteMemory = 2 * apart,
    };

    private static FloodResult Collect(World world, GnutellaMetrics m, int servents, int queries, double seconds, double setup)
    {
        MetricShard metrics = world.CollectMetrics();
        long reached = 0, messages = 0;
        foreach (CounterId hop in m.Reached) reached += metrics.Total(hop);
        foreach (MessageTraffic type in world.CollectTraffic())
        {
            if (type.Type == nameof(Query)) messages = type.Total.MessagesReceived;
        }

        return new FloodResult(queries, messages, reached, messages - reached, servents, metrics.Total(m.Violations), seconds, setup, world.Digest(),
            world.ThreadCount, world.CohortCount, (double)GC.GetTotalMemory(forceFullCollection: true) / servents);
    }

    /// <summary>Gnutella, and what it was prepared with, so that its counters can be read.</summary>
    private sealed class Flooding(FloodPlan floods, OverlayGraph overlay) : IProtocol
    {
        private readonly GnutellaProtocol _gnutella = new(floods, overlay);

        public GnutellaRun? Prepared { get; private set; }

        public string Name => _gnutella.Name;

        public string Summary => _gnutella.Summary;

        public Type Settings => _gnutella.Settings;

        public IReadOnlyList<string> Roles => _gnutella.Roles;

        public IProtocolRun Prepare(SystemContext context) => Prepared = (GnutellaRun)_gnutella.Prepare(context);
    }

    /// <summary>Starts the clock of the floods.</summary>
    private sealed record SetupOver(TimeSpan When) : Intervention(When - TimeSpan.FromSeconds(1), "overlay ready")
    {
        public Stopwatch? Clock { get; private set; }

        public override int Apply(World world)
        {
            Clock = Stopwatch.StartNew();
            return 0;
        }
    }
}
