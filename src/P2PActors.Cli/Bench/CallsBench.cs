using System.Diagnostics;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Protocols.Skype;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Bench;

/// <summary>
/// Skype for three hours: everybody logs in within the first ten minutes and stays; keep-alives, look-ups, texts, and two
/// calls a day and user, two seconds of voice at a time, with the loss and delay of each of their packets. 70 % are behind NATs.
/// </summary>
internal static class CallsBench
{
    private const int UsersPerSupernode = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromHours(3);

    public static BenchResult Run(int users, int? supernodes, int threads, int cohorts, ulong seed)
    {
        int count = supernodes ?? Math.Max(1, users / UsersPerSupernode), each = (int)Math.Ceiling(2.0 * users / count);
        var scenario = new ScenarioSettings
        {
            Title = "calls",
            Peers = users,
            Seed = (long)seed,
            Duration = Duration,
            Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromMinutes(10) } },
            Network = new NetworkSettings
            {
                Loss = 0.005,
                Jitter = 0.05,
                Nat = new NatSettings { FullCone = 0.15, Restricted = 0.15, PortRestricted = 0.30, Symmetric = 0.08, BlocksUdp = 0.02 },
            },
            Content = new ContentSettings { Catalogue = new Content.CatalogueSettings { Files = 1 } },
            Queries = new Content.QuerySettings { MeanInterval = TimeSpan.FromHours(1), StartAfter = TimeSpan.FromMinutes(12) },
        };
        var settings = new SkypeSettings
        {
            Login = new SkypeLoginSettings { Rate = 10_000 },
            Supernodes = new SkypeSupernodeSettings { Initial = count, MaxClients = each },
            Media = new SkypeMediaSettings { Train = TimeSpan.FromSeconds(2) },
            Calls = new SkypeCallSettings { StartAfter = TimeSpan.FromMinutes(15) },
        };
        // A window holds few events: the fewer the cohorts, the more of them are sorted and prefetched together.
        if (cohorts == 0) cohorts = threads > 0 ? threads : Environment.ProcessorCount;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new SystemRun("skype", new SkypeProtocol(), settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });
        var clock = Stopwatch.StartNew();
        SystemResult result = run.Run();
        double seconds = clock.Elapsed.TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / users;
        SystemReport report = result.Report;
        string detail = FormattableString.Invariant(
            $"{Duration.TotalSeconds / seconds:N0} times as fast as real time; {report.ValueOf("usable.end"):N0} users with {report.ValueOf("supernodes.end"):N0} supernodes at the end; {report.ValueOf("logins"):N0} log-ins, {report.ValueOf("searches"):N0} searches, {report.ValueOf("texts"):N0} texts; {report.ValueOf("calls.connected"):N0} calls with {report.ValueOf("talkTime"):N0} s of voice, MOS {report.ValueOf("mos.mean"):0.00}");
        var outcome = new BenchResult("calls", users, result.Events, result.Threads, result.Cohorts, seconds, result.Events / seconds, bytes,
            Process.GetCurrentProcess().PeakWorkingSet64, result.Digest, detail);
        GC.KeepAlive(run);
        return outcome;
    }
}
