using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;

namespace P2PActors.Tests.Engine;

/// <summary>A message of the tests: a number and a size.</summary>
internal sealed record Note(int Value, int Size = 100) : Message
{
    public override int WireSize => Size;
}

/// <summary>What a peer of a test does; everything not said is nothing.</summary>
internal sealed class Script
{
    public Action<Scripted> Start { get; init; } = static _ => { };

    public Action<Scripted> Stop { get; init; } = static _ => { };

    public Action<Scripted, Message> Receive { get; init; } = static (_, _) => { };

    public Func<Scripted, PeerId, bool> Connecting { get; init; } = static (_, _) => true;

    public Action<Scripted, Connection> Connected { get; init; } = static (_, _) => { };

    public Action<Scripted, Connection, ConnectFailure> ConnectFailed { get; init; } = static (_, _, _) => { };

    public Action<Scripted, Connection, CloseReason> Closed { get; init; } = static (_, _, _) => { };

    public static Script Silent { get; } = new();
}

/// <summary>A peer that follows a script; what an actor may do is open to it.</summary>
internal sealed class Scripted(Script script) : PeerActor
{
    /// <summary>A state of its own, fresh for every session.</summary>
    public int State { get; set; }

    public TimeSpan Clock => Now;

    public PeerId From => Sender;

    public Connection? Over => Channel;

    public int Session => Incarnation;

    public TimerScheduler Alarms => Timers;

    public ref RandomStream Dice => ref Random;

    public P2PActors.Metrics.MetricShard Measures => Metrics;

    public TimeSpan Backlog => UplinkBacklog;

    public IReadOnlyList<Connection> Open => Connections;

    public void Say(int peer, Message message) => Tell(new PeerId(peer), message);

    public void SayTrain(int peer, PacketTrain train) => TellTrain(new PeerId(peer), train);

    public void SayFromOtherPort(int peer, Message message) => TellFromOtherPort(new PeerId(peer), message);

    public PeerEndpoint SeenFrom => SenderEndpoint;

    public PeerEndpoint Own => LocalEndpoint;

    public Connection Call(int peer) => Connect(new PeerId(peer));

    public void Leave() => Stop();

    protected override void PreStart() => script.Start(this);

    protected override void PostStop() => script.Stop(this);

    protected override void OnReceive(Message message) => script.Receive(this, message);

    protected override bool OnConnecting(PeerId peer) => script.Connecting(this, peer);

    protected override void OnConnected(Connection connection) => script.Connected(this, connection);

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => script.ConnectFailed(this, connection, reason);

    protected override void OnClosed(Connection connection, CloseReason reason) => script.Closed(this, connection, reason);
}

/// <summary>Something done to the world of a test.</summary>
internal sealed record Deed(TimeSpan When, Action<World> Act) : Intervention(When, "deed")
{
    public override int Apply(World world)
    {
        Act(world);
        return 1;
    }
}

/// <summary>Looks at the world of a test.</summary>
internal sealed class Look(TimeSpan interval, Action<World> observe) : IProbe
{
    public TimeSpan Interval => interval;

    public void Observe(World world) => observe(world);
}

/// <summary>Small worlds for tests.</summary>
internal static class Lab
{
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));

    public static NetworkModel Network(double loss = 0, double jitter = 0, NatType[]? nats = null, LinkRates? links = null, LatencyModel? latency = null) => new()
    {
        Latency = latency ?? new ConstantLatency(Latency),
        Loss = loss,
        Jitter = jitter,
        Nats = nats,
        Links = links,
    };

    /// <summary>One class of access link per peer, in bytes per second.</summary>
    public static LinkRates Rates(params (double Up, double Down)[] peers)
    {
        byte[] classes = [.. peers.Select((_, i) => (byte)i)];
        return new LinkRates(classes, [.. peers.Select(p => TimeSpan.TicksPerSecond / p.Up)], [.. peers.Select(p => TimeSpan.TicksPerSecond / p.Down)]);
    }

    public static World Build(
        int peers, TimeSpan duration, Func<int, Script> scripts, NetworkModel? network = null, RunOptions? options = null, ulong seed = 1,
        ChurnSettings? churn = null, int population = 0, SupervisorStrategy? supervision = null) =>
        new(
            new WorldPlan
            {
                PeerCount = peers,
                Seed = seed,
                Duration = duration,
                Network = network ?? Network(),
                Create = (peer, _) => new Scripted(scripts(peer.Value)),
                Churn = churn,
                Population = population,
                Supervision = supervision ?? new SupervisorStrategy(),
            },
            options ?? Alone);

    public static RunOptions Alone { get; } = new() { Threads = 1 };

    public static World Run(
        int peers, TimeSpan duration, Func<int, Script> scripts, NetworkModel? network = null, RunOptions? options = null, ulong seed = 1,
        SupervisorStrategy? supervision = null, params Intervention[] interventions)
    {
        World world = Build(peers, duration, scripts, network, options, seed, supervision: supervision);
        LocalEngine.Run(world, options ?? Alone, interventions);
        return world;
    }

    public static Intervention At(double milliseconds, Action<World> act) => new Deed(Ms(milliseconds), act);
}
