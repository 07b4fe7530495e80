using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Choking;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>
/// What BitTyrant gains, and what is lost when all are BitTyrants (Piatek et al., NSDI 2007). Reference clients have as many
/// slots as the mainline client 4 gives their uplinks, and up to its 80 connections. Few uplinks are fast and most are slow, as the paper found them; the
/// shares are assumed.
/// </summary>
[Trait("fidelity", "bittorrent")]
[Trait("duration", "long")]
public class StrategicClients
{
    private const int Peers = 100;

    private static readonly LinkMixSettings Lines = new()
    {
        Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["up-128k"] = 0.2, ["up-384k"] = 0.5, ["up-1m"] = 0.2, ["up-10m"] = 0.08, ["up-50m"] = 0.02 },
        Classes = new SortedDictionary<string, AccessLinkClass>(new[] { Line("up-128k", 8, 0.128), Line("up-384k", 8, 0.384), Line("up-1m", 16, 1), Line("up-10m", 100, 10), Line("up-50m", 100, 50) }.ToDictionary(l => l.Name), StringComparer.Ordinal),
    };

    private static AccessLinkClass Line(string name, double down, double up) => new(name, BitRate.FromKbps(1000 * down), BitRate.FromKbps(1000 * up), TimeSpan.FromMilliseconds(10));

    private static (BitTorrentRun Run, SystemResult Result) Play(int seed, int pieces, BehaviourSettings behaviours)
    {
        var protocol = new Kept();
        var settings = new BitTorrentSettings
        {
            Torrent = new TorrentSettings { Size = new ByteSize(pieces * 262_144L), Piece = new ByteSize(262_144) },
            Choking = new ChokingSettings { SlotsByUplink = true },
            Connections = new ConnectionSettings { Max = 80 },
            Seeding = new SeedingSettings { Time = new FixedLaw { Length = TimeSpan.FromSeconds(1) } },
            Behaviours = behaviours,
        };
        ScenarioSettings scenario = Swarms.Quiet(Peers, 200) with
        {
            Seed = seed,
            Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromSeconds(10) } },
            Network = new NetworkSettings { Links = Lines, ServerLink = "campus" },
        };
        SystemResult result = new SystemRun("bittorrent", protocol, settings, scenario, new RunOptions { Threads = 2 }).Run();
        Assert.Equal(1, result.Of("completed"));
        return (protocol.Run!, result);
    }

    private static double TimeOf(BitTorrentRun run, int peer) => (run.DiskOf(new PeerId(peer)).CompletedAt - run.DiskOf(new PeerId(peer)).JoinedAt)!.Value.TotalSeconds;

    [Fact]
    public void A_BitTyrant_with_1_Mbit_gains_a_third_at_least_among_reference_clients()
    {
        var gains = new List<double>();
        for (int seed = 1; seed <= 3; seed++)
        {
            BitTorrentRun without = Play(seed, 600, new BehaviourSettings()).Run, with = Play(seed, 600, new BehaviourSettings { Tyrants = 0.1, Link = "up-1m" }).Run;
            // The same peer in the same swarm, once with either client.
            for (int peer = 0; peer < Peers; peer++)
            {
                if (with.BehaviourOf(new PeerId(peer)) == Behaviour.Tyrant) gains.Add(TimeOf(without, peer) / TimeOf(with, peer) - 1);
            }
        }

        gains.Sort();
        Assert.InRange(gains.Count, 3, 10);
        Assert.InRange(gains[gains.Count / 2], 0.35, 1.05);
    }

    [Fact]
    public void When_all_are_BitTyrants_that_give_no_more_than_they_must_the_mean_time_rises()
    {
        double reference = Play(1, 100, new BehaviourSettings()).Result.Of("completionTime.mean"), strategic = Play(1, 100, new BehaviourSettings { Tyrants = 1 }).Result.Of("completionTime.mean");
        Assert.True(strategic > 1.1 * reference);
    }

    [Fact]
    public void A_class_of_links_that_nobody_has_is_refused()
    {
        var error = Assert.Throws<ScenarioException>(() => Swarms.Prepare(Swarms.Quiet(8, 1), Swarms.Small with { Behaviours = new BehaviourSettings { Tyrants = 0.5, Link = "up-1m" } }));
        Assert.Contains("found 'up-1m', expected a class of network.links: 1mbps", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The protocol, and the run it made.</summary>
    private sealed class Kept : IProtocol
    {
        private readonly BitTorrentProtocol _protocol = new();

        public BitTorrentRun? Run { get; private set; }

        public string Name => _protocol.Name;

        public string Summary => _protocol.Summary;

        public Type Settings => _protocol.Settings;

        public IReadOnlyList<string> Roles => _protocol.Roles;

        public IReadOnlyList<string> Statuses => _protocol.Statuses;

        public IProtocolRun Prepare(SystemContext context) => Run = (BitTorrentRun)_protocol.Prepare(context);
    }
}
