using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Skype;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>
/// A small world of Skype: first so many supernodes with public addresses, then clients behind the NATs given. All latencies are
/// 50 ms, nobody comes or goes, and nobody does anything by himself.
/// </summary>
internal sealed class SkypeStage
{
    private readonly List<(double Seconds, Action Do)> _plans = [];

    public SkypeStage(int supernodes, NatType[] clients, double minutes, SkypeSettings? settings = null, double loss = 0, ChurnSettings? churn = null)
    {
        Supernodes = supernodes;
        int peers = supernodes + clients.Length;
        settings ??= new SkypeSettings();
        var scenario = new ScenarioSettings
        {
            Peers = peers,
            Duration = TimeSpan.FromMinutes(minutes),
            Churn = churn ?? ChurnPresets.None with { Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.FromSeconds(1) } },
            Queries = new QuerySettings { Askers = 0 },
            SeriesIntervals = 20,
        };
        var nats = new NatType[peers];
        clients.CopyTo(nats, supernodes);
        var links = new AccessLinkClass[peers];
        Array.Fill(links, StandardLinks.All.First(l => l.Name == "t1"));
        Context = new SystemContext
        {
            Label = "skype",
            Scenario = scenario,
            Settings = Quiet(settings),
            Seed = 1,
            Profiles = new PeerProfiles(links, nats),
            Content = new SharedContent(new CatalogueSettings { Files = 1 }, new UniformPlacement(), scenario.Queries, peers, 1),
        };
        Run = (SkypeRun)new SkypeProtocol([.. Enumerable.Range(0, supernodes)]).Prepare(Context);
        int all = peers + Run.Infrastructure;
        var allNats = new NatType[all];
        nats.CopyTo(allNats, 0);
        World = new World(
            new WorldPlan
            {
                PeerCount = all,
                Seed = 1,
                Duration = scenario.Duration,
                Network = new NetworkModel { Latency = new ConstantLatency(TimeSpan.FromMilliseconds(50)), Nats = allNats, Loss = loss },
                Roles = new SkypeProtocol().Roles,
                RoleOf = Run.RoleOf,
                Create = Run.Create,
                Churn = scenario.Churn,
                Population = peers,
                Traits = Context.Traits,
                StateChanged = Run.StateChanged,
                Metrics = Context.Metrics,
                Invariants = Context.Invariants,
                SeriesBins = scenario.SeriesIntervals,
                Ledgers = Run.Ledgers,
            },
            new RunOptions { Threads = 1 });
    }

    public int Supernodes { get; }
    public SystemContext Context { get; }
    public SkypeRun Run { get; }
    public World World { get; }
    public MetricShard Metrics { get; private set; } = null!;
    public SystemReport Report { get; private set; } = null!;

    /// <summary>The client of a peer; supernodes have one too.</summary>
    public SkypeClient Client(int peer) => (SkypeClient)World.ActorOf(new PeerId(peer))!;

    /// <summary>At a time, looks or does something between two windows.</summary>
    public void At(double seconds, Action what) => _plans.Add((seconds, what));

    /// <summary>A user calls another.</summary>
    public void Call(double seconds, int caller, int callee, double length) =>
        At(seconds, () => Assert.True(World.Order(new PeerId(caller), new CallOrder(callee, TimeSpan.FromSeconds(length)))));

    /// <summary>A user searches for another, or for a name nobody has.</summary>
    public void Search(double seconds, int asker, string name) => At(seconds, () => Assert.True(World.Order(new PeerId(asker), new SearchOrder(name))));

    /// <summary>Takes somebody off line without a word.</summary>
    public void Kill(double seconds, int peer) => At(seconds, () => World.Kill(new PeerId(peer), silently: true));

    public long Count(Func<SkypeMetrics, CounterId> counter) => Metrics.Total(counter(Run.Metrics));

    /// <summary>The value of a counter at this moment.</summary>
    public long CountNow(Func<SkypeMetrics, CounterId> counter) => World.CollectMetrics().Total(counter(Run.Metrics));

    public HistogramData Histogram(Func<SkypeMetrics, HistogramId> histogram) => Metrics.Histogram(histogram(Run.Metrics));

    public void Play()
    {
        LocalEngine.Run(World, new RunOptions { Threads = 1 }, [.. _plans.Select(p => new Plan(TimeSpan.FromSeconds(p.Seconds), p.Do))], Run.Probes);
        Metrics = World.CollectMetrics();
        Report = new SystemReport("stage", "skype");
        Run.Report(World, Metrics, Report);
        Assert.Equal(0, World.CollectFailures().Count);
        Assert.All(World.CollectViolations(), v => Assert.Equal(0, v.Count));
    }

    /// <summary>No texts, no calls, no searches but those the test makes.</summary>
    private static SkypeSettings Quiet(SkypeSettings settings) => settings with
    {
        Buddies = settings.Buddies with { ChatEvery = TimeSpan.Zero },
        Calls = settings.Calls with { Every = TimeSpan.FromDays(3000) },
    };

    private sealed record Plan(TimeSpan When, Action Do) : Intervention(When, "plan")
    {
        public override int Apply(World world)
        {
            Do();
            return 1;
        }
    }
}
