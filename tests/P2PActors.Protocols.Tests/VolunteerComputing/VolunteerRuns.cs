using P2PActors.Churn;
using P2PActors.Engine;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>Whole runs of volunteer computing for tests.</summary>
internal static class VolunteerRuns
{
    /// <summary>Everybody is there all the time, on links without limits.</summary>
    public static ScenarioSettings Scenario { get; } = NapsterRuns.Scenario with
    {
        Churn = ChurnPresets.None,
        Network = NapsterRuns.Scenario.Network with { Bandwidth = false },
    };

    /// <summary>Units of about ten minutes, hosts that do not fail, nothing really computed.</summary>
    public static VolunteerSettings Quick { get; } = new()
    {
        Unit = new UnitSettings { Flops = 1e12 },
        Sky = new SkySettings { Compute = Computing.Model },
        Scheduler = new SchedulerSettings { DaemonPeriod = TimeSpan.FromSeconds(30) },
        Hosts = new HostSettings { Connected = 1, Active = 1, Life = TimeSpan.Zero, CrashRate = 0, ErrorRate = 0, Speed = 2, Spread = 0.3 },
        Client = new ClientSettings { Buffer = TimeSpan.FromMinutes(10), ExtraBuffer = TimeSpan.FromMinutes(20), ReportWithin = TimeSpan.FromMinutes(10) },
    };

    public static SystemResult Run(ScenarioSettings scenario, VolunteerSettings settings, int threads = 1, int cohorts = 1)
    {
        SystemRun run = Prepare(scenario, settings, threads, cohorts);
        SystemResult result = run.Run();
        (long count, IReadOnlyCollection<HandlerFailure> first) = run.World.CollectFailures();
        Assert.True(count == 0, string.Join(Environment.NewLine, first));
        Assert.All(result.Report.Invariants, i => Assert.True(i.Count == 0, $"{i.Invariant.Name}: {(i.Count > 0 ? i.First[0] : null)}"));
        return result;
    }

    public static SystemRun Prepare(ScenarioSettings scenario, VolunteerSettings settings, int threads = 1, int cohorts = 1) =>
        new("seti-at-home", new VolunteerProtocol(), settings, scenario, new RunOptions { Threads = threads, Cohorts = cohorts });
}
