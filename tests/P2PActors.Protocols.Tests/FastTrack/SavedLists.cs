using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols.FastTrack;
using P2PActors.Reports;
using P2PActors.Scenarios;
using Xunit.Abstractions;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>
/// Why old entries of saved lists are dead more often than exp(-t / life) says: looked at when the list is saved, and again
/// when its user comes back.
/// </summary>
[Trait("fidelity", "kazaa")]
[Trait("duration", "long")]
public sealed class SavedLists(ITestOutputHelper output)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(2.5);

    [Fact]
    public void Entries_that_were_alive_when_they_were_saved_die_by_the_law_and_the_others_were_dead_before()
    {
        ScenarioSettings scenario = KazaaStage.Quiet(3000, 8 * 60) with
        {
            Churn = new ChurnSettings { Sessions = new ExponentialLaw { Mean = Life }, Offline = new ExponentialLaw { Mean = TimeSpan.FromHours(1) } },
        };
        var settings = new KazaaSettings { Supernodes = new SupernodeSettings { Initial = 200, MinUptime = TimeSpan.FromDays(2), DemoteBelow = 0, MinChildren = 150 } };
        var observed = new Observer();
        var run = new SystemRun("kazaa", observed, settings, scenario, new RunOptions { Threads = 1 });
        observed.World = run.World;
        run.Run();
        Assert.True(observed.Later[0].All > 10_000);
        for (int i = 0; i < KazaaMetrics.Ages.Length; i++)
        {
            int from = i == 0 ? 0 : KazaaMetrics.Ages[i - 1], to = KazaaMetrics.Ages[i];
            double atMost = Math.Exp(-from / Life.TotalMinutes), atLeast = Math.Exp(-to / Life.TotalMinutes);
            double saved = ShareOf(observed.Saved[i]), later = ShareOf(observed.Later[i]);
            output.WriteLine($"{from} to {to} min: {saved:P1} of the entries of this age were alive when saved; {later:P1} of those alive then still were after so long; exp gives {atLeast:P0} to {atMost:P0}");
            Assert.InRange(later, atLeast - 0.02, atMost + 0.02);
            // Live supernodes are heard of again and again, so that old entries are those of the dead.
            if (from >= 60) Assert.True(saved < atLeast);
        }
    }

    private static double ShareOf((long All, long Alive) of) => (double)of.Alive / of.All;

    /// <summary>Looks at the lists between windows, whenever a user leaves or comes back.</summary>
    private sealed class Observer : IProtocol
    {
        private readonly KazaaProtocol _kazaa = new();
        private readonly Dictionary<int, (TimeSpan At, List<PeerId> Alive)> _away = [];

        public World World { get; set; } = null!;

        public (long All, long Alive)[] Saved { get; } = new (long, long)[KazaaMetrics.Ages.Length + 1];

        public (long All, long Alive)[] Later { get; } = new (long, long)[KazaaMetrics.Ages.Length + 1];

        public string Name => _kazaa.Name;
        public string Summary => _kazaa.Summary;
        public Type Settings => _kazaa.Settings;
        public IReadOnlyList<string> Roles => _kazaa.Roles;

        public IProtocolRun Prepare(SystemContext context) => new Watch(this, (KazaaRun)_kazaa.Prepare(context));

        private void Look(KazaaRun run, PeerId peer, PeerState state)
        {
            if (state != PeerState.Online)
            {
                var alive = new List<PeerId>();
                SupernodeCache cache = run.DiskOf(peer).Supernodes;
                for (int i = 0; i < cache.Count; i++)
                {
                    bool isAlive = run.Oracle.IsSupernode(cache[i].Peer);
                    Count(Saved, SupernodeCache.MinuteOf(World.Now) - cache[i].Seen, isAlive);
                    if (isAlive) alive.Add(cache[i].Peer);
                }

                _away[peer.Value] = (World.Now, alive);
            }
            else if (_away.Remove(peer.Value, out (TimeSpan At, List<PeerId> Alive) left))
            {
                foreach (PeerId supernode in left.Alive) Count(Later, SupernodeCache.MinuteOf(World.Now - left.At), run.Oracle.IsSupernode(supernode));
            }
        }

        private static void Count((long All, long Alive)[] classes, int minutes, bool isAlive)
        {
            ref (long All, long Alive) of = ref classes[KazaaMetrics.AgeClass(minutes)];
            of = (of.All + 1, of.Alive + (isAlive ? 1 : 0));
        }

        private sealed class Watch(Observer observer, KazaaRun run) : IProtocolRun
        {
            public int Infrastructure => run.Infrastructure;
            public IReadOnlyList<IProbe> Probes => run.Probes;
            public IReadOnlyList<IBarrierLedger> Ledgers => run.Ledgers;
            public byte RoleOf(int peer) => run.RoleOf(peer);
            public PeerActor Create(PeerId peer, byte role) => run.Create(peer, role);
            public void Report(World world, MetricShard metrics, SystemReport report) => run.Report(world, metrics, report);

            public void StateChanged(PeerId peer, PeerState state)
            {
                run.StateChanged(peer, state);
                if (observer.World is not null && peer.Value < run.Context.Population) observer.Look(run, peer, state);
            }
        }
    }
}
