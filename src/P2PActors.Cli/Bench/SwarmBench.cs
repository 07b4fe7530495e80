using System.Diagnostics;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Bench;

/// <summary>
/// BitTorrent swarms: everybody comes within half a minute for a torrent of pieces of 256 KiB in blocks of 16 KiB, on lines
/// of 10 Mbit/s down and 5 Mbit/s up, and stays. The run ends when the time is over that all of them need with some to spare.
/// </summary>
internal static class SwarmBench
{
    /// <summary>A peer with its connections has as much to do as dozens of others: cohorts are smaller than usual, so that they can be shared.</summary>
    private static int CohortsFor(int peers) => Math.Max(1, (peers + 124) / 125);

    private const int PieceBytes = 256 * 1024;

    public static BenchResult Run(int peers, int pieces, int swarms, int threads, int cohorts, ulong seed)
    {
        // A file over one line's uplink is how long a swarm needs at least; half as long again is ample.
        double seconds = 120 + 1.6 * pieces * PieceBytes / 625_000.0;
        var scenario = new ScenarioSettings
        {
            Title = "swarm",
            Peers = peers,
            Seed = (long)seed,
            Duration = TimeSpan.FromSeconds(seconds),
            SeriesIntervals = 20,
            Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromSeconds(30) } },
            Network = new NetworkSettings
            {
                Links = new LinkMixSettings { Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["bharambe-10000-5000"] = 1 } },
                ServerLink = "campus",
            },
        };
        var settings = new BitTorrentSettings
        {
            Swarms = swarms,
            Torrent = new TorrentSettings { Size = new ByteSize((long)pieces * PieceBytes), Piece = new ByteSize(PieceBytes) },
            // As libtorrent and Transmission can: half of the haves say what is known, several go in one packet, and
            // seeds, of which none leaves here, do not call each other in the end.
            Haves = new HaveSettings { Redundant = false, Gather = TimeSpan.FromSeconds(2) },
            Seeding = new SeedingSettings { Time = new AlwaysLaw(), Calls = false },
        };
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new SystemRun("swarm", new BitTorrentProtocol(), settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts > 0 ? cohorts : CohortsFor(peers) });
        long start = Stopwatch.GetTimestamp();
        SystemResult result = run.Run();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / peers;
        SystemReport report = result.Report;
        string detail = FormattableString.Invariant(
            $"{report.ValueOf("completed"):P1} of the peers complete, the last after {report.ValueOf("completionTime.max") / 60:0.0} virtual minutes; {report.ValueOf("joined") * pieces * (PieceBytes / 16384) * report.ValueOf("completed") / elapsed:N0} blocks of 16 KiB a second");
        var outcome = new BenchResult(
            "swarm", peers, result.Events, result.Threads, result.Cohorts, elapsed, result.Events / elapsed, bytes,
            Process.GetCurrentProcess().PeakWorkingSet64, result.Digest, detail);
        GC.KeepAlive(run);
        return outcome;
    }
}
