using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

/// <summary>
/// Servent 0 between scripted peers 1, 2, ...: they call it at the start, say what the test tells them to, and write down
/// what they hear.
/// </summary>
internal sealed class Stage : IProtocol
{
    private readonly GnutellaProtocol _gnutella;
    private readonly GnutellaSettings _settings;
    private readonly ScenarioSettings _scenario;
    private readonly int _taps;

    public Stage(int taps, GnutellaSettings? settings = null, ScenarioSettings? scenario = null, TimeSpan? asksAt = null)
    {
        _taps = taps;
        _settings = settings ?? GnutellaWorld.Static;
        _scenario = scenario ?? GnutellaWorld.Quiet(taps + 1, 3);
        _gnutella = new GnutellaProtocol(asksAt is { } at ? new FloodPlan([(0, at)]) : FloodPlan.None, GnutellaWorld.Graph(taps + 1));
        Taps = [.. Enumerable.Range(0, taps + 1).Select(i => new Script(i))];
    }

    /// <summary>Script of each peer; that of peer 0 is not used.</summary>
    public Script[] Taps { get; }

    public GnutellaRun Run { get; private set; } = null!;

    public SystemReport Report { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public string Name => "stage";

    public string Summary => "";

    public Type Settings => typeof(GnutellaSettings);

    public IReadOnlyList<string> Roles => _gnutella.Roles;

    /// <summary>A file that servent 0 shares.</summary>
    public int SharedFile => Run.Workload.LibraryOf(new PeerId(0)).Shared[0];

    public IProtocolRun Prepare(SystemContext context) => new StageRun(this, Run = (GnutellaRun)_gnutella.Prepare(context));

    /// <summary>Builds the world, so that scripts can refer to what is shared.</summary>
    public SystemRun Build() => new("stage", this, _settings, _scenario, new RunOptions { Threads = 1 });

    public void Play(SystemRun? built = null)
    {
        built ??= Build();
        Report = built.Run().Report;
        World = built.World;
        Assert.Equal(0, Report.ValueOf("handlerFailures"));
    }

    private sealed class StageRun(Stage stage, GnutellaRun run) : IProtocolRun
    {
        public int Infrastructure => run.Infrastructure;
        public IReadOnlyList<IProbe> Probes => run.Probes;
        public IReadOnlyList<IBarrierLedger> Ledgers => run.Ledgers;
        public byte RoleOf(int peer) => run.RoleOf(peer);
        public PeerActor Create(PeerId peer, byte role) => peer.Value is > 0 && peer.Value <= stage._taps ? new Tap(stage.Taps[peer.Value]) : run.Create(peer, role);
        public void StateChanged(PeerId peer, PeerState state) => run.StateChanged(peer, state);
        public void Report(World world, MetricShard metrics, SystemReport report) => run.Report(world, metrics, report);
    }

    /// <summary>What a scripted peer says, and what it has heard.</summary>
    internal sealed class Script(int number)
    {
        public List<(double Seconds, Func<Message> Message)> Says { get; } = [];

        public List<(double Seconds, Message Message)> Heard { get; } = [];

        public List<double> Closed { get; } = [];

        /// <summary>What it does about what it hears, on the connection it heard it on.</summary>
        public Action<Connection, Message>? Reacts { get; set; }

        /// <summary>Whether it greets servent 0 at the start.</summary>
        public bool Greets { get; set; } = true;

        /// <summary>When it calls servent 0 once more, and what it says then.</summary>
        public (double Seconds, Message Message)? CallsAgain { get; set; }

        /// <summary>A connection that it breaks at a given time.</summary>
        public Connection? Held { get; set; }

        /// <summary>When it does so, seconds.</summary>
        public double? BreaksAt { get; set; }

        public PeerId Peer => new(number);

        public IEnumerable<T> All<T>() where T : Message => Heard.Select(h => h.Message).OfType<T>();

        public void Say(double seconds, Message message) => Says.Add((seconds, () => message));
    }

    private sealed class Tap(Script script) : PeerActor
    {
        private Connection? _link;

        protected override void PreStart()
        {
            if (script.Greets) Timers.StartSingleTimer("greet", new Cue(-1), TimeSpan.FromSeconds(11) - Now);
            if (script.CallsAgain is { } again) Timers.StartSingleTimer("again", new Cue(-2), TimeSpan.FromSeconds(again.Seconds) - Now);
            if (script.BreaksAt is { } breaks) Timers.StartSingleTimer("break", new Cue(-3), TimeSpan.FromSeconds(breaks) - Now);
            for (int i = 0; i < script.Says.Count; i++) Timers.StartSingleTimer(i, new Cue(i), TimeSpan.FromSeconds(script.Says[i].Seconds) - Now);
        }

        protected override void OnReceive(Message message)
        {
            switch (message)
            {
                case Cue { Line: -1 }:
                    (_link = Connect(new PeerId(0))).Tag = ConnectRequest.Instance;
                    break;
                case Cue { Line: -2 }:
                    Connect(new PeerId(0)).Tag = script.CallsAgain!.Value.Message;
                    break;
                case Cue { Line: -3 }:
                    script.Held?.Close();
                    break;
                case Cue cue:
                    _link!.Send(script.Says[cue.Line].Message());
                    break;
                default:
                    script.Heard.Add((Now.TotalSeconds, message));
                    script.Reacts?.Invoke(Channel!, message);
                    break;
            }
        }

        protected override void OnConnected(Connection connection)
        {
            if (connection.Tag is Message greeting) connection.Send(greeting);
        }

        protected override void OnClosed(Connection connection, CloseReason reason) => script.Closed.Add(Now.TotalSeconds);
    }

    private sealed record Cue(int Line) : Message
    {
        public override int WireSize => 0;
    }
}
