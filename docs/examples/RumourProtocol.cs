using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Examples;

/// <summary>Push gossip: whoever knows the rumour tells it to one random peer each round (Pittel 1987: log2 n + ln n rounds).</summary>
public sealed class RumourProtocol : IProtocol
{
    public string Name => "rumour";
    public string Summary => "Push gossip: each round, whoever knows tells one random peer";
    public Type Settings => typeof(RumourSettings);
    public IReadOnlyList<string> Roles => ["peer"];
    public IProtocolRun Prepare(SystemContext context) => new RumourRun(context, (RumourSettings)context.Settings);
}

/// <summary>Settings; the record is all it takes to read, check, list and document them.</summary>
public sealed record RumourSettings
{
    [Setting("Time between two rounds of a peer", Min = "1ms", Max = "1h")]
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>One run: declares what is measured, makes the actors, and reports.</summary>
public sealed class RumourRun(SystemContext context, RumourSettings settings) : IProtocolRun
{
    public RumourSettings Settings => settings;
    public int Population => context.Population;
    public CounterId Informed { get; } = context.Metrics.Counter("informed", "peers", "peers that heard the rumour");
    public HistogramId Heard { get; } = context.Metrics.Histogram("heard", "us", "when peers heard the rumour");

    public int Infrastructure => 0;
    public byte RoleOf(int peer) => 0;
    public PeerActor Create(PeerId peer, byte role) => new RumourPeer(this);
    public IReadOnlyList<IProbe> Probes => [];
    public IReadOnlyList<IBarrierLedger> Ledgers => [];
    public void StateChanged(PeerId peer, PeerState state) { }

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        report.AddValue("coverage", (double)metrics.Total(Informed) / Population, "share", "peers that heard the rumour");
        report.AddValue("rounds", metrics.Histogram(Heard).Max * 1e-6 / settings.Round.TotalSeconds, "rounds", "until the last peer heard it");
        report.AddDistribution("time to hear", metrics.Histogram(Heard), "s", 1e-6, "share of the peers that had heard it by then");
    }
}

/// <summary>The rumour itself, and the timer that says a round is over.</summary>
public sealed record Rumour : Message { public override int WireSize => 100; }
public sealed record NextRound : Message { public override int WireSize => 0; }

/// <summary>The protocol: this is all of it.</summary>
public sealed class RumourPeer(RumourRun run) : PeerActor
{
    private bool _knows;

    protected override void PreStart()
    {
        if (Self.Value == 0) Hear();
    }

    protected override void OnReceive(Message message)
    {
        if (message is Rumour) Hear();
        else Tell(new PeerId(Random.Next(run.Population)), new Rumour());
    }

    private void Hear()
    {
        if (_knows) return;
        _knows = true;
        Metrics.Add(run.Informed);
        Metrics.Record(run.Heard, Now);
        Timers.StartPeriodicTimer("round", new NextRound(), run.Settings.Round);
    }
}
