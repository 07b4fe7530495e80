using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Small swarms: 50 pieces of 64 KiB, lines of 1 Mbit/s, a seed of 10 Mbit/s.</summary>
internal static class Swarms
{
    public static readonly BitTorrentSettings Small = new()
    {
        Torrent = new TorrentSettings { Size = new ByteSize(50 * 65536 - 1000), Piece = new ByteSize(65536) },
        Seeding = new SeedingSettings { Time = new AlwaysLaw() },
    };

    public static ScenarioSettings Quiet(int peers, double minutes) => new()
    {
        Peers = peers,
        Duration = TimeSpan.FromMinutes(minutes),
        Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromSeconds(20) } },
        Network = new NetworkSettings { Links = Line("1mbps"), ServerLink = "campus" },
        SeriesIntervals = 60,
    };

    public static LinkMixSettings Line(string name) => new() { Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { [name] = 1 } };

    public static SystemRun Prepare(ScenarioSettings scenario, BitTorrentSettings? settings = null, int threads = 1, int cohorts = 0) =>
        new("bittorrent", new BitTorrentProtocol(), settings ?? Small, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });

    public static SystemResult Run(ScenarioSettings scenario, BitTorrentSettings? settings = null, int threads = 1, int cohorts = 0)
    {
        SystemResult result = Prepare(scenario, settings, threads, cohorts).Run();
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
        Assert.All(result.Report.Invariants, i => Assert.Equal(0, i.Count));
        Assert.Equal(0, result.Report.ValueOf("malformed"));
        return result;
    }

    public static double Of(this SystemResult result, string name) => result.Report.ValueOf(name) ?? throw new InvalidOperationException($"There is no {name}.");
}
