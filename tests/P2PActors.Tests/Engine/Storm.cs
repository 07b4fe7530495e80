using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Faults;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;
using P2PActors.Wire;

namespace P2PActors.Tests.Engine;

/// <summary>A message that knows when it was sent and which one it is.</summary>
internal sealed record Stamped(TimeSpan Sent, long Id, int Size) : Message
{
    public override int WireSize => Size;
}

/// <summary>
/// A world in which everything happens at once: churn, crashes, failing handlers, every kind of fault, bandwidth, loss, jitter, NATs,
/// datagrams, connections and long transfers. Peers send until a time, so that nothing is under way at the end.
/// </summary>
internal sealed class Storm
{
    public const int Peers = 120;
    private const int Infrastructure = 10;
    private const int Sybils = 8;
    private const int Ordinary = Peers - Infrastructure - Sybils;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private const int SybilFaultIndex = 3;

    /// <summary>Every kind of fault, with every kind of choice, by clock and by condition.</summary>
    private static FaultSettings[] EveryKind { get; } =
    [
        new KillFault { At = Lab.Ms(3000), Share = 0.05 },
        new RestartFault { At = Lab.Ms(6500), Share = 0.5, Over = Lab.Ms(2000) },
        new OutageFault { At = Lab.Ms(5500), Region = "west", For = Lab.Ms(4000), Over = Lab.Ms(3000) },
        new SybilFault { At = Lab.Ms(2500), Count = Sybils, Hosts = 2, Over = Lab.Ms(1500) },
        new PartitionFault { At = Lab.Ms(10500), Region = "east", For = Lab.Ms(2500) },
        new PartitionFault { At = Lab.Ms(11500), Count = 20 },
        new HealFault { At = Lab.Ms(13500) },
        new DegradeFault { At = Lab.Ms(7000), Share = 0.5, LatencyFactor = 3, Latency = Lab.Ms(15), Loss = 0.1, For = Lab.Ms(9000) },
        new DegradeFault { At = Lab.Ms(8000), Role = "server", Bandwidth = 0.2, For = Lab.Ms(12_000) },
        new DegradeFault { At = Lab.Ms(9000), Region = "west", ToRegion = "east", Loss = 0.3 },
        new DegradeFault { At = Lab.Ms(12_000), Top = 0.3, By = "messagesSent", Bandwidth = 0.5 },
        new RestoreFault { At = Lab.Ms(19_000) },
        new PollutionFault { At = Lab.Ms(4500), Share = 0.2, For = Lab.Ms(6000) },
        new FailFault { At = Lab.Ms(15_000), Top = 0.1, By = "connections", Failures = 2 },
        new KillFault { Status = "busy", When = "online < 70 and time > 5s", Every = Lab.Ms(700), Times = 3, Count = 2 },
        new RestartFault { When = "recent(sessions) < 40 or not malicious > 0", At = Lab.Ms(12_000), Every = Lab.Ms(1300), Times = 2, Share = 0.3 },
        new SearchFault { At = Lab.Ms(16_000), Count = 5, Text = "anything" },
    ];

    private readonly int[] _early;
    private readonly int[] _unsent;

    private Storm(World world, RunOutcome outcome, int[] early, int[] unsent) => (World, Outcome, _early, _unsent) = (world, outcome, early, unsent);

    public World World { get; }

    public RunOutcome Outcome { get; }

    public int DeliveredInTheirOwnWindow => _early.Sum();

    /// <summary>Runs it; on several machines, this one's part of it.</summary>
    public static Storm Run(ulong seed, int threads = 1, int cohorts = 1, double speed = 0, double seconds = 30, double quietSeconds = 400, bool failing = true, int busyness = 4, ActorHosting? hosting = null, MessageCodec? codec = null, MachineLink? link = null, CancellationToken stop = default)
    {
        var options = new RunOptions { Threads = threads, Cohorts = cohorts, Speed = speed, Hosting = hosting, RoundTrip = codec is not null, Link = link };
        var random = RandomStream.For(seed, 77);
        var nats = new NatType[Peers];
        for (int i = 0; i < Ordinary; i++) nats[i] = (NatType)random.Next(7);
        (double Up, double Down)[] classes = busyness > 100 ? [(1e8, 1e8)] : [(4_000, 8_000), (32_000, 200_000), (1e6, 1e6)];
        byte[] classOf = new byte[Peers];
        for (int i = 0; i < Peers; i++) classOf[i] = (byte)random.Next(classes.Length);
        var links = new LinkRates(classOf, [.. classes.Select(c => TimeSpan.TicksPerSecond / c.Up)], [.. classes.Select(c => TimeSpan.TicksPerSecond / c.Down)]);
        int[] early = new int[Peers], unsent = new int[Peers];
        World world = null!;
        world = new World(
            new WorldPlan
            {
                PeerCount = Peers,
                Population = Ordinary,
                SybilGroups = [(SybilFaultIndex, Sybils)],
                Seed = seed,
                Duration = TimeSpan.FromSeconds(seconds + quietSeconds),
                Network = new NetworkModel
                {
                    Latency = new UniformLatency(Lab.Ms(20), Lab.Ms(120)),
                    Loss = 0.05,
                    Jitter = 0.2,
                    Nats = nats,
                    Links = links,
                    ConnectTimeout = TimeSpan.FromSeconds(3),
                    DeathTimeout = TimeSpan.FromSeconds(5),
                    NatTimeout = TimeSpan.FromSeconds(20),
                    MaxBacklog = TimeSpan.FromSeconds(1),
                    Regions = PeerRegions.Divide([("west", 0.3), ("east", 0.5)], peer => peer, Peers),
                },
                Roles = ["peer", "server"],
                RoleOf = peer => peer < Peers - Infrastructure ? (byte)0 : (byte)1,
                Create = (_, _) => new StormPeer(TimeSpan.FromSeconds(seconds), early, unsent, world, failing, busyness),
                Churn = new ChurnSettings
                {
                    Sessions = new ExponentialLaw { Mean = TimeSpan.FromSeconds(8) },
                    Offline = new ExponentialLaw { Mean = TimeSpan.FromSeconds(4) },
                    CrashShare = 0.4,
                },
                Supervision = new SupervisorStrategy { MaxRestarts = 3 },
                Codec = () => codec ?? MessageCodec.For(typeof(Storm)),
            },
            options);
        Intervention[] faults =
        [
            Lab.At(4000, w => w.Kill(new PeerId(Peers - 1), silently: true)),
            Lab.At(5000, w => w.Kill(new PeerId(Peers - 2), silently: false)),
            Lab.At(6000, w => w.Network.Partition([.. Enumerable.Range(0, Peers).Select(i => (ushort)(i % 2))])),
            Lab.At(9000, w => w.Network.Heal()),
            Lab.At(10000, w => w.Restart(new PeerId(Peers - 1))),
            Lab.At(11000, w => w.Restart(new PeerId(3))),
            Lab.At(14000, w => w.Network.Partition([.. Enumerable.Range(0, Peers).Select(i => (ushort)(i % 3))])),
            Lab.At(22000, w => w.Network.Heal()),
            .. EveryKind.Select((fault, i) => fault.Plan(i)),
        ];
        RunOutcome outcome = LocalEngine.Run(world, options, faults, stop: stop);
        return new Storm(world, outcome, early, unsent);
    }

    /// <summary>Sent, handed to a handler, and dropped before a handler saw it.</summary>
    public (long Sent, long Handled, long Dropped) Balance()
    {
        long sent = 0, handled = 0, dropped = 0;
        foreach (MessageTraffic type in World.CollectTraffic())
        {
            sent += type.Total.MessagesSent;
            handled += type.Total.MessagesReceived;
            dropped += type.Dropped.Where(d => d.Key != DropReason.HandlerFailed).Sum(d => d.Value);
        }

        // What was handed to a connection that was not open was never sent, but counts as dropped.
        return (sent, handled, dropped - World.Sum(_unsent.Sum()));
    }

    private sealed class StormPeer(TimeSpan until, int[] early, int[] unsent, World world, bool failing, int busyness) : PeerActor, IOverlayNode, IPeerStatus
    {
        private long _id;

        public string Status => Connections.Count > 2 ? "busy" : "idle";

        public void CollectNeighbours(ICollection<PeerId> neighbours)
        {
            foreach (Connection connection in Connections) neighbours.Add(connection.Remote);
        }

        protected override bool OnOrder(Order order)
        {
            if (Now < until) Tell(Anyone(), Fresh(70));
            return order is SearchOrder;
        }

        protected override void PreStart()
        {
            MaybeFail(200);
            Timers.StartPeriodicTimer("tick", new Note(0), TimeSpan.FromTicks(Random.Next((int)Tick.Ticks)), Tick);
        }

        protected override void PostStop()
        {
            if (Now < until) Tell(Anyone(), Fresh(50));
            MaybeFail(20);
        }

        protected override bool OnConnecting(PeerId peer)
        {
            MaybeFail(100);
            return Random.Next(10) > 0;
        }

        protected override void OnConnected(Connection connection)
        {
            MaybeFail(100);
            if (Now >= until) return;
            for (int i = Random.Next(4); i > 0; i--) Send(connection, Fresh(Random.Next(3) == 0 ? 200 + Random.Next(200_000) : 100));
            if (Random.Next(5) == 0) connection.Close();
        }

        protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => MaybeFail(100);

        protected override void OnClosed(Connection connection, CloseReason reason) => MaybeFail(100);

        protected override void OnReceive(Message message)
        {
            if (message is Note)
            {
                Act();
                return;
            }

            var stamped = (Stamped)message;
            if (world.Clock.WindowOf(stamped.Sent.Ticks) >= world.Clock.WindowOf(Now.Ticks) && Sender != Self) early[Self.Value]++;
            MaybeFail(300);
            if (Now < until && Random.Next(3) == 0) Reply(Fresh(60));
        }

        private void Act()
        {
            MaybeFail(200);
            if (Now >= until)
            {
                foreach (Connection connection in Connections.ToArray()) connection.Close();
                Timers.Cancel("tick");
                return;
            }

            for (int i = 0; i < busyness; i++) Tell(Random.Next(20) == 0 ? Self : Anyone(), Fresh(40 + Random.Next(1400)));
            if (Connections.Count < 5) Connect(Anyone());
            if (Connections.Count > 0)
            {
                Connection connection = Connections[Random.Next(Connections.Count)];
                Send(connection, Fresh(Random.Next(4) == 0 ? 2000 + Random.Next(100_000) : 300));
                if (Random.Next(20) == 0) connection.Close();
            }

            if (Random.Next(100) == 0) Stop();
        }

        private void Reply(Message message)
        {
            if (Channel is { } connection) Send(connection, message);
            else Tell(Sender, message);
        }

        private void Send(Connection connection, Message message)
        {
            if (!connection.Send(message)) unsent[Self.Value]++;
        }

        private Stamped Fresh(int size) => new(Now, ((long)Self.Value << 32) + _id++, size);

        private PeerId Anyone()
        {
            int other = Random.Next(Peers - 1);
            return new PeerId(other >= Self.Value ? other + 1 : other);
        }

        private void MaybeFail(int oneIn)
        {
            if (failing && Random.Next(oneIn) == 0) throw new InvalidOperationException("on purpose");
        }
    }
}
