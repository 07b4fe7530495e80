using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Nat;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.FileSharing;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>
/// A small world of real peers and scripted ones, with given supernodes. Scripted peers do what the test tells them to, and
/// write down what they hear; real ones ask when they are told to.
/// </summary>
internal sealed class KazaaStage : IProtocol
{
    private readonly KazaaProtocol _kazaa;
    private readonly KazaaSettings _settings;
    private readonly ScenarioSettings _scenario;
    private readonly Dictionary<int, Script> _scripts = [];

    public KazaaStage(int peers, int[] supernodes, int[] scripted, KazaaSettings? settings = null, ScenarioSettings? scenario = null, double minutes = 10)
    {
        _kazaa = new KazaaProtocol(supernodes);
        _settings = settings ?? new KazaaSettings();
        _scenario = scenario ?? Quiet(peers, minutes);
        foreach (int peer in scripted) _scripts.Add(peer, new Script());
    }

    /// <summary>Nobody comes or goes, nobody asks by himself, all latencies are equal, links have no limits.</summary>
    public static ScenarioSettings Quiet(int peers, double minutes = 10) => new()
    {
        Peers = peers,
        Duration = TimeSpan.FromMinutes(minutes),
        Churn = ChurnPresets.None with { Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.Zero } },
        Network = new NetworkSettings { Bandwidth = false, Latency = new ConstantLatencySettings { OneWay = TimeSpan.FromMilliseconds(50) } },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 50, Audio = 1, Video = 0 },
            Placement = new UniformPlacement { Files = 5 },
        },
        Queries = new QuerySettings { Askers = 0 },
        SeriesIntervals = 10,
    };

    public string Name => "stage";
    public string Summary => "";
    public Type Settings => typeof(KazaaSettings);
    public IReadOnlyList<string> Roles => _kazaa.Roles;

    public KazaaRun Run { get; private set; } = null!;
    public World World { get; private set; } = null!;
    public SystemReport Report { get; private set; } = null!;
    public MetricShard Metrics { get; private set; } = null!;

    public Script this[int peer] => _scripts[peer];

    /// <summary>What real peers have searched for, and when.</summary>
    public List<(double Seconds, Search Search)> Searches { get; } = [];

    public List<(double Seconds, Action Do)> Plans { get; } = [];

    public IProtocolRun Prepare(SystemContext context) => new StageRun(this, Run = (KazaaRun)_kazaa.Prepare(context));

    /// <summary>Builds the world, so that scripts can refer to what is shared.</summary>
    public SystemRun Build()
    {
        var run = new SystemRun("stage", this, _settings, _scenario, new RunOptions { Threads = 1 });
        World = run.World;
        return run;
    }

    public KazaaPeer Peer(int peer) => (KazaaPeer)World.ActorOf(new PeerId(peer))!;

    /// <summary>At a time, looks or does something between two windows.</summary>
    public void At(double seconds, Action what) => Plans.Add((seconds, what));

    /// <summary>A real peer's user asks for a file, by its whole name.</summary>
    public void Ask(double seconds, int peer, int file) => At(seconds, () => Assert.True(World.Order(new PeerId(peer), new Wish(file))));

    /// <summary>Plays what has been built.</summary>
    public void PlayBuilt()
    {
        Assert.NotNull(World);
        Go();
    }

    public void Play(SystemRun? built = null)
    {
        _ = built ?? Build();
        Go();
    }

    private void Go()
    {
        var options = new RunOptions { Threads = 1 };
        LocalEngine.Run(World, options, [.. Plans.Select(p => new Plan(TimeSpan.FromSeconds(p.Seconds), p.Do))], Run.Probes);
        Metrics = World.CollectMetrics();
        Report = new SystemReport("stage", "kazaa");
        Run.Report(World, Metrics, Report);
        Assert.Equal(0, World.CollectFailures().Count);
    }

    public long Count(Func<KazaaMetrics, CounterId> counter) => Metrics.Total(counter(Run.Metrics));

    /// <summary>A file that a peer shares and none of the others does.</summary>
    public int FileOnlyOf(int peer, params int[] others) => Run.Workload.LibraryOf(new PeerId(peer)).Shared.ToArray()
        .First(f => others.All(o => !Run.Workload.LibraryOf(new PeerId(o)).Shares(f)));

    private sealed record Plan(TimeSpan When, Action Do) : Intervention(When, "plan")
    {
        public override int Apply(World world)
        {
            Do();
            return 1;
        }
    }

    internal sealed record Wish(int File) : Order
    {
        public override string Text => $"ask for file {File}";
    }

    private sealed class Asker(KazaaStage stage, KazaaRun run) : KazaaPeer(run)
    {
        protected override bool OnOrder(Order order)
        {
            if (order is not Wish wish) return base.OnOrder(order);
            Search search = Ask(wish.File, SearchText.Parse(Workload.Context.Content.Index, Workload.Catalogue.Name(wish.File)));
            stage.Searches.Add((Now.TotalSeconds, search));
            return true;
        }
    }

    private sealed class StageRun(KazaaStage stage, KazaaRun run) : IProtocolRun
    {
        public int Infrastructure => run.Infrastructure;
        public IReadOnlyList<IProbe> Probes => run.Probes;
        public IReadOnlyList<IBarrierLedger> Ledgers => run.Ledgers;
        public byte RoleOf(int peer) => run.RoleOf(peer);
        public PeerActor Create(PeerId peer, byte role) =>
            stage._scripts.TryGetValue(peer.Value, out Script? script) ? new Tap(script) : role == 0 ? new Asker(stage, run) : run.Create(peer, role);
        public void StateChanged(PeerId peer, PeerState state) => run.StateChanged(peer, state);
        public void Report(World world, MetricShard metrics, SystemReport report) => run.Report(world, metrics, report);
    }

    /// <summary>What a scripted peer does, and what it has heard.</summary>
    internal sealed class Script
    {
        private readonly List<(double Seconds, Action<Tap> Do)> _does = [];

        public IReadOnlyList<(double Seconds, Action<Tap> Do)> Does => _does;

        public List<(double Seconds, Message Message)> Heard { get; } = [];

        /// <summary>When connections of this peer were closed by others, or could not be opened.</summary>
        public List<double> Closed { get; } = [];

        /// <summary>What it does about what it hears, on the connection it heard it on; null for datagrams.</summary>
        public Action<Tap, Connection?, Message>? Reacts { get; set; }

        /// <summary>The last connection it opened.</summary>
        public Connection? Link { get; set; }

        public IEnumerable<T> All<T>() where T : Message => Heard.Select(h => h.Message).OfType<T>();

        public void At(double seconds, Action<Tap> what) => _does.Add((seconds, what));

        /// <summary>Calls a supernode and says who it is.</summary>
        public void Greets(double seconds, int supernode, Message hello) => At(seconds, tap => tap.Call(supernode, hello));

        public void Says(double seconds, Func<Message> message) => At(seconds, _ => Link!.Send(message()));

        public void Leaves(double seconds) => At(seconds, _ => Link!.Close());

        /// <summary>Answers as a supernode with room would.</summary>
        public void ActsAsSupernode(byte load = 50) => Reacts = (tap, connection, message) => AnswerAsSupernode(tap, connection, message, load);

        public static void AnswerAsSupernode(Tap tap, Connection? connection, Message message, byte load = 50)
        {
            if (message is SupernodePing) tap.Answer(new SupernodePong(load));
            else if (message is ChildHello or SupernodeHello) connection!.Send(new Welcome(load));
            else if (message is KeepAlive) connection!.Send(KeepAliveAnswer.Instance);
        }
    }

    internal sealed class Tap(Script script) : PeerActor
    {
        public void Answer(Message datagram) => Tell(Sender, datagram);

        public void Send(int peer, Message datagram) => Tell(new PeerId(peer), datagram);

        public Connection Call(int peer, Message first)
        {
            Connection connection = Connect(new PeerId(peer));
            connection.Tag = first;
            return script.Link = connection;
        }

        protected override void PreStart()
        {
            for (int i = 0; i < script.Does.Count; i++) Timers.StartSingleTimer(i, new Cue(i), TimeSpan.FromSeconds(script.Does[i].Seconds) - Now);
        }

        protected override void OnReceive(Message message)
        {
            if (message is Cue cue)
            {
                script.Does[cue.Line].Do(this);
                return;
            }

            script.Heard.Add((Now.TotalSeconds, message));
            script.Reacts?.Invoke(this, Channel, message);
        }

        protected override void OnConnected(Connection connection)
        {
            if (connection.Tag is Message first) connection.Send(first);
        }

        protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => script.Closed.Add(Now.TotalSeconds);

        protected override void OnClosed(Connection connection, CloseReason reason) => script.Closed.Add(Now.TotalSeconds);
    }

    private sealed record Cue(int Line) : Message
    {
        public override int WireSize => 0;
    }
}
