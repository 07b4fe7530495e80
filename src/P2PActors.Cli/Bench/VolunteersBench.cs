using System.Diagnostics;
using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Bench;

/// <summary>
/// SETI@home for half a virtual day: hosts of 1 GFLOPS that come within the first hour, go down and come back, on home links; the
/// project's own link has no limit. Units of 8.5e12 operations, none of them really searched.
/// </summary>
internal static class VolunteersBench
{
    private static readonly TimeSpan Duration = TimeSpan.FromHours(12);

    public static BenchResult Run(int clients, int threads, int cohorts, ulong seed)
    {
        var scenario = new ScenarioSettings
        {
            Title = "volunteers",
            Peers = clients,
            Seed = (long)seed,
            Duration = Duration,
            Churn = new ChurnSettings
            {
                Sessions = new LogNormalLaw { Median = TimeSpan.FromHours(10), Sigma = 1 },
                Offline = new LogNormalLaw { Median = TimeSpan.FromMinutes(150), Sigma = 1 },
                Arrivals = new SteadyArrivals { Spread = TimeSpan.FromHours(1) },
            },
            Network = new NetworkSettings { ServerLink = "unlimited" },
        };
        var settings = new VolunteerSettings
        {
            Sky = new SkySettings { Compute = Computing.Model },
            Scheduler = new SchedulerSettings { Ready = Math.Max(500, clients / 10) },
        };
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var run = new SystemRun("seti-at-home", new VolunteerProtocol(), settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });
        var clock = Stopwatch.StartNew();
        SystemResult result = run.Run();
        double seconds = clock.Elapsed.TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / clients;
        SystemReport report = result.Report;
        string detail = FormattableString.Invariant(
            $"{Duration.TotalSeconds / seconds:N0} times as fast as real time; {report.ValueOf("copies.sent"):N0} tasks sent, {report.ValueOf("copies.returned"):N0} returned, {report.ValueOf("units"):N0} units finished");
        var outcome = new BenchResult("volunteers", clients, result.Events, result.Threads, result.Cohorts, seconds, result.Events / seconds, bytes,
            Process.GetCurrentProcess().PeakWorkingSet64, result.Digest, detail);
        GC.KeepAlive(run);
        return outcome;
    }
}
