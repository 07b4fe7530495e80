using System.Diagnostics;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Protocols.FastTrack;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Bench;

/// <summary>
/// KaZaA for ten virtual hours: a supernode for each hundred ordinary nodes, all on line all the time; everybody searches and
/// downloads, parents are pinged, links between supernodes change. Searches are handed on to six supernodes each (clients were
/// told six to ten), up to the usual TTL of 7.
/// </summary>
internal static class SupernodesBench
{
    private const int OrdinaryPerSupernode = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromHours(10);
    private static readonly TimeSpan SearchEvery = TimeSpan.FromHours(2);

    public static BenchResult Run(int ordinary, int threads, int cohorts, ulong seed)
    {
        int supernodes = Math.Max(1, ordinary / OrdinaryPerSupernode), peers = ordinary + supernodes;
        var scenario = new ScenarioSettings
        {
            Title = "supernodes",
            Peers = peers,
            Seed = (long)seed,
            Duration = Duration,
            Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromMinutes(2) } },
            Content = new ContentSettings { Placement = new LogNormalPlacement { Median = 30, Sigma = 1.97, MaxShared = 500 } },
            Queries = new QuerySettings { MeanInterval = SearchEvery, MinWords = 2, StartAfter = TimeSpan.FromMinutes(10) },
        };
        var settings = new KazaaSettings
        {
            Supernodes = new SupernodeSettings { Initial = supernodes },
            Search = new KazaaSearchSettings { FanOut = 6 },
        };
        // A window holds some sixty events: the fewer the cohorts, the more of them are sorted and prefetched together.
        if (cohorts == 0) cohorts = threads > 0 ? threads : Environment.ProcessorCount;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new SystemRun("kazaa", new KazaaProtocol(), settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });
        var clock = Stopwatch.StartNew();
        SystemResult result = run.Run();
        double seconds = clock.Elapsed.TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / peers;
        SystemReport report = result.Report;
        string detail = FormattableString.Invariant(
            $"{Duration.TotalSeconds / seconds:N0} times as fast as real time; {report.ValueOf("supernodes"):0} supernodes with {report.ValueOf("children.mean"):0.0} children; {report.ValueOf("requests"):N0} searches, {report.ValueOf("queryMessagesPerRequest"):N0} messages among supernodes each, {report.ValueOf("reach"):P1} reached; {report.ValueOf("downloads"):N0} downloads");
        var outcome = new BenchResult("supernodes", peers, result.Events, result.Threads, result.Cohorts, seconds, result.Events / seconds, bytes,
            Process.GetCurrentProcess().PeakWorkingSet64, result.Digest, detail);
        GC.KeepAlive(run);
        return outcome;
    }
}
