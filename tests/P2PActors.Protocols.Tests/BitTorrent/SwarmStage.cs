using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>
/// Peer 0 among scripted ones, which call it, shake hands, say what the test tells them to, and write down what they hear. All
/// latencies are 50 ms and links have no limits. Peer 0 joins a fraction of a second after the start.
/// </summary>
internal sealed class SwarmStage : IProtocol
{
    private readonly BitTorrentProtocol _protocol = new();
    private readonly BitTorrentSettings _settings;
    private readonly double _minutes;

    public SwarmStage(int taps, BitTorrentSettings? settings = null, double minutes = 5)
    {
        _settings = (settings ?? Swarms.Small) with { Seeds = 0 };
        _minutes = minutes;
        Taps = [.. Enumerable.Range(0, taps + 1).Select(_ => new Script())];
    }

    /// <summary>Script of each peer; that of peer 0 is not used.</summary>
    public Script[] Taps { get; }

    /// <summary>Makes the other peers, in place of those with a script.</summary>
    public Func<PeerActor>? Ordinary { get; set; }

    /// <summary>Makes a tracker of the test's own; none for a real one.</summary>
    public Func<PeerActor>? Tracker { get; set; }

    public BitTorrentRun Run { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public SystemReport Report { get; private set; } = null!;

    public string Name => "stage";
    public string Summary => "";
    public Type Settings => typeof(BitTorrentSettings);
    public IReadOnlyList<string> Roles => _protocol.Roles;

    public BitTorrentPeer Peer => (BitTorrentPeer)World.ActorOf(new PeerId(0))!;

    public IProtocolRun Prepare(SystemContext context) => new StageRun(this, Run = (BitTorrentRun)_protocol.Prepare(context));

    public SystemRun Build()
    {
        var run = new SystemRun("stage", this, _settings, Swarms.Quiet(Taps.Length, _minutes) with
        {
            Churn = Churn.ChurnPresets.None with { Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.Zero } },
            Network = new NetworkSettings { Bandwidth = false, Latency = new ConstantLatencySettings { OneWay = TimeSpan.FromMilliseconds(50) } },
        }, new RunOptions { Threads = 1 });
        World = run.World;
        return run;
    }

    public void Play(SystemRun? built = null)
    {
        Report = (built ?? Build()).Run().Report;
        Assert.Equal(0, Report.ValueOf("handlerFailures"));
    }

    internal sealed class Script
    {
        public List<(double Seconds, Message Message)> Says { get; } = [];

        public List<(double Seconds, Message Message)> Heard { get; } = [];

        public double? ClosedAt { get; set; }

        /// <summary>What it can do, as its handshake says.</summary>
        public Reserved Reserved { get; set; } = Reserved.Fast;

        /// <summary>Torrent in its handshake; that of peer 0 unless told.</summary>
        public P2PActors.Protocols.BitTorrent.Torrents.InfoHash? Hash { get; set; }

        /// <summary>What it does about what it hears.</summary>
        public Action<Connection, Message>? Reacts { get; set; }

        public IEnumerable<T> All<T>() where T : Message => Heard.Select(h => h.Message).OfType<T>();

        public double TimeOf<T>() where T : Message => Heard.First(h => h.Message is T).Seconds;
    }

    private sealed class StageRun(SwarmStage stage, BitTorrentRun run) : IProtocolRun
    {
        public int Infrastructure => run.Infrastructure;
        public IReadOnlyList<IProbe> Probes => [];
        public IReadOnlyList<IBarrierLedger> Ledgers => [];
        public byte RoleOf(int peer) => run.RoleOf(peer);
        public PeerActor Create(PeerId peer, byte role) =>
            peer.Value > 0 && peer.Value < stage.Taps.Length ? stage.Ordinary?.Invoke() ?? new Tap(stage, stage.Taps[peer.Value])
            : role == BitTorrentRun.TrackerRole && stage.Tracker is { } make ? make()
            : run.Create(peer, role);

        public void StateChanged(PeerId peer, PeerState state) { }
        public void Report(World world, MetricShard metrics, SystemReport report)
        {
            BitTorrentMetrics m = run.Metrics;
            foreach ((string name, CounterId id) in (ReadOnlySpan<(string, CounterId)>)[("bans", m.Bans), ("badPieces", m.BadPieces), ("malformed", m.Malformed), ("wasted", m.Wasted), ("completed", m.Completed)])
                report.AddValue(name, metrics.Total(id), "", "");
        }
    }

    private sealed class Tap(SwarmStage stage, Script script) : PeerActor
    {
        private Connection? _link;

        protected override void PreStart()
        {
            // One after the other, when peer 0 has joined.
            Timers.StartSingleTimer("greet", new Cue(-1), TimeSpan.FromSeconds(2 + Self.Value * 0.001));
            for (int i = 0; i < script.Says.Count; i++) Timers.StartSingleTimer(i, new Cue(i), TimeSpan.FromSeconds(script.Says[i].Seconds));
        }

        protected override void OnConnected(Connection connection) =>
            connection.Send(new Handshake(script.Hash ?? stage.Run.Torrents[0].InfoHash, new PeerKey(1, (ulong)Self.Value, 2), script.Reserved));

        protected override void OnReceive(Message message)
        {
            switch (message)
            {
                case Cue { Line: -1 }:
                    _link = Connect(new PeerId(0));
                    break;
                case Cue cue:
                    _link!.Send(script.Says[cue.Line].Message);
                    break;
                default:
                    script.Heard.Add((Now.TotalSeconds, message));
                    script.Reacts?.Invoke(Channel!, message);
                    break;
            }
        }

        protected override void OnClosed(Connection connection, CloseReason reason) => script.ClosedAt = Now.TotalSeconds;
    }

    private sealed record Cue(int Line) : Message
    {
        public override int WireSize => 0;
    }
}
