using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols;

/// <summary>One system of a scenario, made ready to run with one seed: its world, its faults and its probes.</summary>
public sealed class SystemRun
{
    private readonly IProtocol _protocol;
    private readonly IProtocolRun _run;
    private readonly SystemContext _context;
    private readonly RunOptions _options;
    private readonly OverlayProbe _overlay;
    private readonly PopulationProbe _population;

    /// <summary>Builds the world.</summary>
    /// <param name="label">Name of the system in the scenario.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="settings">The protocol's settings.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">How to run.</param>
    /// <param name="content">Content shared with the other systems of the run; null to build it here.</param>
    /// <exception cref="ScenarioException">The scenario cannot be built.</exception>
    public SystemRun(string label, IProtocol protocol, object settings, ScenarioSettings scenario, RunOptions options, SharedContent? content = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        ulong seed = (ulong)scenario.Seed;
        _protocol = protocol;
        _options = options;
        content ??= ContentOf(scenario);
        AccessLinkClass[] links = DrawLinks(scenario, seed);
        NatType[] nats = DrawNats(scenario, seed);
        _context = new SystemContext
        {
            Label = label,
            Scenario = scenario,
            Settings = settings,
            Seed = seed,
            Profiles = new PeerProfiles(links, nats),
            Content = content,
        };
        _run = protocol.Prepare(_context);
        int peers = checked(scenario.Peers + _run.Infrastructure);
        AccessLinkClass server = ServerLink(scenario);
        _overlay = new OverlayProbe(TimeSpan.FromTicks(Math.Max(1, scenario.Duration.Ticks / OverlayLooks)));
        _population = new PopulationProbe(TimeSpan.FromTicks(Math.Max(1, scenario.Duration.Ticks / scenario.SeriesIntervals)));
        World = new World(
            new WorldPlan
            {
                PeerCount = peers,
                Seed = seed,
                Duration = scenario.Duration,
                Network = BuildNetwork(scenario, seed, peers, links, nats, server, _context.Warnings),
                Roles = _protocol.Roles,
                RoleOf = _run.RoleOf,
                Create = _run.Create,
                Churn = scenario.Churn,
                Population = scenario.Peers,
                StateChanged = _run.StateChanged,
                Supervision = scenario.Supervision,
                Metrics = _context.Metrics,
                SeriesBins = scenario.SeriesIntervals,
                Ledgers = _run.Ledgers,
            },
            options);
    }

    private const int OverlayLooks = 40;

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>Content of a scenario, to be shared by its systems.</summary>
    public static SharedContent ContentOf(ScenarioSettings scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new SharedContent(scenario.Content.Catalogue, scenario.Content.Placement, scenario.Queries, scenario.Peers, (ulong)scenario.Seed);
    }

    /// <summary>Runs the world to its end, or until it is told to stop.</summary>
    public SystemResult Run(CancellationToken stop = default)
    {
        var faults = new List<Intervention>();
        for (int i = 0; i < _context.Scenario.Faults.Count; i++) faults.Add(_context.Scenario.Faults[i].Plan(i));
        RunOutcome outcome = LocalEngine.Run(World, _options, faults, [_population, _overlay, .. _run.Probes], stop);
        MetricShard metrics = World.CollectMetrics();
        var report = new SystemReport(_context.Label, _protocol.Name);
        _run.Report(World, metrics, report);
        EngineReport.Add(World, _population, _overlay, report);
        foreach (string warning in _context.Warnings) report.AddWarning(warning);
        return new SystemResult(report, World.Digest(), World.Events, World.Interventions, outcome, World.SeriesBin, World.ThreadCount, World.CohortCount);
    }

    private static AccessLinkClass[] DrawLinks(ScenarioSettings scenario, ulong seed)
    {
        var mix = new LinkMix(scenario.Network.Links);
        var links = new AccessLinkClass[scenario.Peers];
        for (int i = 0; i < links.Length; i++)
        {
            var random = RandomStream.For(seed, Purposes.Links, (ulong)i);
            links[i] = mix.Sample(ref random);
        }

        return links;
    }

    private static NatType[] DrawNats(ScenarioSettings scenario, ulong seed)
    {
        var nats = new NatType[scenario.Peers];
        if (scenario.Network.Nat.Total <= 0) return nats;
        for (int i = 0; i < nats.Length; i++)
        {
            double draw = RandomStream.For(seed, Purposes.Nat, (ulong)i).NextDouble();
            foreach ((NatType type, double share) in scenario.Network.Nat.Shares)
            {
                if (draw < share)
                {
                    nats[i] = type;
                    break;
                }

                draw -= share;
            }
        }

        return nats;
    }

    private static AccessLinkClass ServerLink(ScenarioSettings scenario)
    {
        string name = scenario.Network.ServerLink;
        if (scenario.Network.Links.Classes.TryGetValue(name, out AccessLinkClass? own)) return own;
        foreach (AccessLinkClass known in StandardLinks.All)
        {
            if (known.Name == name) return known;
        }

        throw new ScenarioException("scenario", "network.server-link",
            $"found '{name}', expected a class of network.links.classes or one of {string.Join(", ", StandardLinks.All.Select(l => l.Name))}");
    }

    private static NetworkModel BuildNetwork(
        ScenarioSettings scenario, ulong seed, int peers, AccessLinkClass[] links, NatType[] nats, AccessLinkClass server, ICollection<string> warnings)
    {
        NetworkSettings network = scenario.Network;
        LatencyModel latency = network.Latency.Create(seed, peers, peer => peer < links.Length ? links[peer].Delay : server.Delay, warnings);
        NatType[]? allNats = null;
        if (network.Nat.Total > 0)
        {
            allNats = new NatType[peers];
            nats.CopyTo(allNats, 0);
        }

        return new NetworkModel
        {
            Latency = latency,
            Loss = network.Loss,
            Jitter = network.Jitter,
            Links = network.Bandwidth ? RatesOf(peers, links, server) : null,
            Nats = allNats,
            ConnectTimeout = network.ConnectTimeout,
            DeathTimeout = network.DeathTimeout,
            NatTimeout = network.NatTimeout,
            MaxBacklog = network.MaxBacklog,
        };
    }

    private static LinkRates RatesOf(int peers, AccessLinkClass[] links, AccessLinkClass server)
    {
        var classes = new List<AccessLinkClass>();
        byte[] classOf = new byte[peers];
        for (int i = 0; i < peers; i++)
        {
            AccessLinkClass link = i < links.Length ? links[i] : server;
            int at = classes.IndexOf(link);
            if (at < 0)
            {
                if (classes.Count == 256) throw new ScenarioException("scenario", "network.links", "found more than 256 classes of access links, expected at most 256");
                at = classes.Count;
                classes.Add(link);
            }

            classOf[i] = (byte)at;
        }

        return new LinkRates(
            classOf,
            [.. classes.Select(c => TimeSpan.TicksPerSecond / c.Up.BytesPerSecond)],
            [.. classes.Select(c => TimeSpan.TicksPerSecond / c.Down.BytesPerSecond)]);
    }
}

/// <summary>What one system of a run did.</summary>
/// <param name="Report">Its results.</param>
/// <param name="Digest">Fingerprint of everything that happened.</param>
/// <param name="Events">Events handled.</param>
/// <param name="Interventions">What was done to it.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="SeriesBin">Length of one interval of its series.</param>
/// <param name="Threads">Threads it ran on.</param>
/// <param name="Cohorts">Cohorts it ran in.</param>
public sealed record SystemResult(
    SystemReport Report, string Digest, long Events, IReadOnlyList<InterventionRecord> Interventions, RunOutcome Outcome, TimeSpan SeriesBin, int Threads, int Cohorts);
