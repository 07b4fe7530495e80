using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Faults.Conditions;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

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
    private readonly InvariantProbe _invariants;

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
            Traits = new PeerTraits(scenario.Peers + scenario.Sybils),
            Content = content,
        };
        _run = protocol.Prepare(_context);
        CheckConditions(scenario, label, protocol.Roles, _context.Metrics);
        int peers = checked(_context.Population + _run.Infrastructure);
        CheckNumbers(scenario, label, peers);
        AccessLinkClass server = LinkNamed(scenario, scenario.Network.ServerLink, "network.server-link");
        _overlay = new OverlayProbe(TimeSpan.FromTicks(Math.Max(1, scenario.Duration.Ticks / OverlayLooks)));
        _population = new PopulationProbe(TimeSpan.FromTicks(Math.Max(1, scenario.Duration.Ticks / scenario.SeriesIntervals)));
        _invariants = new InvariantProbe(_context.Invariants, scenario.InvariantsEvery);
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
                SybilGroups = SybilGroupsOf(scenario),
                Traits = _context.Traits,
                StateChanged = _run.StateChanged,
                Supervision = scenario.Supervision,
                Metrics = _context.Metrics,
                Invariants = _context.Invariants,
                SeriesBins = scenario.SeriesIntervals,
                Ledgers = _run.Ledgers,
                Codec = () => Wire.MessageCodec.For(protocol.GetType(), content, options.Foreign?.Invoke(protocol.GetType())),
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
        RunOutcome outcome = LocalEngine.Run(World, _options, PlanFaults(), [_population, _overlay, .. _run.Probes, .. _context.Probes, _invariants], stop);
        return ResultOf(outcome);
    }

    /// <summary>The results so far, between two windows. Changes nothing.</summary>
    public SystemResult Snapshot() => ResultOf(new RunOutcome(false, TimeSpan.Zero, 0, 0));

    /// <summary>What the protocol measures.</summary>
    internal MetricSchema Metrics => _context.Metrics;

    /// <summary>Participants on line over time.</summary>
    internal PopulationProbe Population => _population;

    /// <summary>Name of the system in the scenario.</summary>
    internal string Label => _context.Label;

    /// <summary>What each ordinary peer is like.</summary>
    internal PeerProfiles Profiles => _context.Profiles;

    private List<Intervention> PlanFaults()
    {
        var faults = new List<Intervention>();
        for (int i = 0; i < _context.Scenario.Faults.Count; i++)
        {
            FaultSettings fault = _context.Scenario.Faults[i];
            if (fault.System.Length == 0 || fault.System == _context.Label) faults.Add(fault.Plan(fault.Draw ?? i));
        }

        return faults;
    }

    private SystemResult ResultOf(RunOutcome outcome)
    {
        World.Refresh();
        MetricShard metrics = World.CollectMetrics();
        var report = new SystemReport(_context.Label, _protocol.Name);
        _run.Report(World, metrics, report);
        EngineReport.Add(World, _population, _overlay, report);
        PhaseMeans.Add(_context.Scenario.Phases, World.SeriesBin, report);
        foreach (InvariantResult result in World.CollectViolations()) report.AddInvariant(result);
        foreach (string warning in _context.Warnings) report.AddWarning(warning);
        return new SystemResult(report, World.Digest(), World.Events, World.Interventions, outcome, World.SeriesBin, World.ThreadCount, World.CohortCount) { Engine = _options.Hosting?.Name ?? "local" };
    }

    private static (int Fault, int Count)[] SybilGroupsOf(ScenarioSettings scenario) =>
        [.. scenario.Faults.Select((fault, i) => (fault.Draw ?? i, fault.Sybils)).Where(group => group.Sybils > 0)];

    /// <summary>What a condition speaks of must exist, or it would wait for ever.</summary>
    private static void CheckConditions(ScenarioSettings scenario, string label, IReadOnlyList<string> roles, MetricSchema metrics)
    {
        foreach (FaultSettings fault in scenario.Faults)
        {
            if (fault.When.Length == 0 || fault.System.Length > 0 && fault.System != label) continue;
            string[] known = [.. WorldGauges.Names(roles, metrics).Select(n => n.Name)];
            foreach (string name in Condition.Parse(fault.When).Names)
            {
                if (!known.Contains(name))
                    throw new ScenarioException("scenario", "faults", $"the condition '{fault.When}' speaks of '{name}', which {label} does not have; {NearestName.Hint(name, known)}. 'system' limits a fault to one system");
            }
        }
    }

    /// <summary>Faults name participants by number; only now it is known how many there are.</summary>
    private static void CheckNumbers(ScenarioSettings scenario, string label, int participants)
    {
        foreach ((int i, FaultSettings fault) in scenario.Faults.Index())
        {
            if (fault.System.Length > 0 && fault.System != label) continue;
            if (FaultCheck.Numbers(fault, participants) is { } problem)
                throw new ScenarioException("scenario", "faults", $"fault {i + 1} {problem} in {label}. 'system' limits a fault to one system");
        }
    }

    private static AccessLinkClass[] DrawLinks(ScenarioSettings scenario, ulong seed)
    {
        var mix = new LinkMix(scenario.Network.Links);
        var links = new AccessLinkClass[scenario.Peers + scenario.Sybils];
        for (int i = 0; i < scenario.Peers; i++)
        {
            var random = RandomStream.For(seed, Purposes.Links, (ulong)i);
            links[i] = mix.Sample(ref random);
        }

        int next = scenario.Peers;
        foreach (FaultSettings fault in scenario.Faults)
        {
            if (fault is not SybilFault sybil) continue;
            // The identities of a host share its link; each is given its part of it, for good.
            AccessLinkClass host = LinkNamed(scenario, sybil.Link, "faults.link");
            double part = (double)sybil.Hosts / sybil.Count;
            AccessLinkClass own = host with { Up = new BitRate(host.Up.BitsPerSecond * part), Down = new BitRate(host.Down.BitsPerSecond * part) };
            Array.Fill(links, own, next, sybil.Count);
            next += sybil.Count;
        }


        return links;
    }

    private static NatType[] DrawNats(ScenarioSettings scenario, ulong seed)
    {
        var nats = new NatType[scenario.Peers + scenario.Sybils];
        if (scenario.Network.Nat.Total <= 0) return nats;
        for (int i = 0; i < scenario.Peers; i++)
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

    private static AccessLinkClass LinkNamed(ScenarioSettings scenario, string name, string key)
    {
        if (scenario.Network.Links.Classes.TryGetValue(name, out AccessLinkClass? own)) return own;
        foreach (AccessLinkClass known in StandardLinks.All)
        {
            if (known.Name == name) return known;
        }

        throw new ScenarioException("scenario", key,
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
            Regions = RegionsOf(network, latency, seed, peers),
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

    private static PeerRegions? RegionsOf(NetworkSettings network, LatencyModel latency, ulong seed, int peers)
    {
        if (network.Regions.Count == 0) return null;
        var map = latency as CoordinateLatency;
        return PeerRegions.Divide(
            [.. network.Regions.Select(r => (r.Key, r.Value))],
            peer => map?.EastOf(peer) ?? RandomStream.For(seed, Purposes.Regions, (ulong)peer).NextDouble(),
            peers);
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
    SystemReport Report, string Digest, long Events, IReadOnlyList<InterventionRecord> Interventions, RunOutcome Outcome, TimeSpan SeriesBin, int Threads, int Cohorts)
{
    /// <summary>Name of the engine, as in <c>--engine</c>.</summary>
    public string Engine { get; init; } = "local";
}
