using System.Text.Json;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>Whole runs: what comes out of a project as a whole.</summary>
public sealed class WholeProjects
{
    /// <summary>Units of seconds, some of them real, short deadlines and small disks: all that the defaults do in weeks happens in minutes.</summary>
    private const string Hectic = """
        {
          unit { flops = 4e10, delay-bound = 3m }, scheduler { ready = 40, max-units = 3, daemon-period = 1s }
          sky { compute = sample, sample-share = 50%, sub-bands = 4, samples = 4096, ringers = 10% }
          hosts { connected = 70%, connected-for = 40s, life = 30m, crash-rate = 5%, error-rate = 3% }
          client { buffer = 1m, extra-buffer = 1m, report-within = 20s, checkpoint = 10s, least-backoff = 5s, most-backoff = 20s, least-transfer-backoff = 5s, most-transfer-backoff = 20s }
          cheating { share = 10% }, replication { REPLICATION }
        }
        """;

    /// <summary>Each part of the project is cut off, goes down, and is killed in the end, the scheduler last.</summary>
    private const string Disasters = """
        faults += { fault = outage, role = splitter, at = 310s, for = 30s }
        faults += { fault = restart, role = assimilator, at = 325s }
        faults += { fault = partition, role = scheduler, at = 390s, for = 20s }
        faults += { fault = partition, role = data-server, at = 420s, for = 20s }
        faults += { fault = outage, role = validator, at = 450s, for = 40s }
        faults += { fault = outage, role = scheduler, at = 500s, for = 70s }
        faults += { fault = kill, role = assimilator, at = 640s }
        faults += { fault = kill, role = splitter, at = 650s }
        faults += { fault = kill, role = validator, at = 660s }
        faults += { fault = kill, role = data-server, at = 680s }
        faults += { fault = kill, role = scheduler, at = 690s }

        """;

    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    private static SystemResult Run(string replication, RunOptions options, string more = "")
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        string settings = Hectic.Replace("REPLICATION", replication, StringComparison.Ordinal);
        Scenario scenario = loader.Check("hectic", HoconDocument.Parse($"{EveryKindOfFault.Of("seti-at-home")}systems {{ seti-at-home {settings} }}\nfaults += {{ fault = restart, role = scheduler, at = 200s }}\nfaults += {{ fault = outage, role = data-server, at = 250s, for = 20s }}\nfaults += {{ fault = restart, role = validator, at = 290s }}\n{more}", "hectic.conf"));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = options }).Runs[0].Systems[0];
    }

    [Theory]
    [InlineData("")]
    [InlineData("adaptive = on, homogeneous = coarse, compare = bitwise")]
    public void Whatever_happens_no_unit_is_lost_none_is_credited_twice_and_the_digest_is_one(string replication)
    {
        SystemResult one = Run(replication, new RunOptions { Threads = 1, Cohorts = 1 }, Disasters);
        SystemResult other = Run(replication, new RunOptions { Threads = 2, Cohorts = 9, RoundTrip = true }, Disasters);

        Assert.Equal(one.Digest, other.Digest);
        Assert.All(one.Report.Invariants, i => Assert.True(i.Count == 0, $"{i.Invariant.Name}: {(i.Count > 0 ? i.First[0] : null)}"));
        Assert.Equal(one.Report.ValueOf("credit"), other.Report.ValueOf("credit"));
        // All of it happens.
        foreach (string result in (string[])["units", "copies.timedOut", "copies.late", "copies.clientErrors", "copies.invalid", "copies.resent", "tasks.cheated", "tasks.erred", "units.real", "requests.failed", "transfers.failed", "hosts.retired", "unsaid", "credit"])
            Assert.True(one.Report.ValueOf(result) > 0, result);
    }

    [Fact]
    public void Two_machines_give_what_one_gives_with_units_that_are_really_searched()
    {
        SystemResult alone = Run("", new RunOptions { Threads = 1 }, "duration = 8m");
        using var machines = new ThreadMachines(2);
        var together = new SystemResult[2];
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(m => new Thread(() =>
        {
            try
            {
                together[m] = Run("", new RunOptions { Threads = 1, Cohorts = 9, Link = machines.Links[m] }, "duration = 8m");
            }
            catch (Exception e)
            {
                failure = e;
                machines.Break();
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.Null(failure);
        Assert.True(alone.Report.ValueOf("units.real") > 0);
        foreach (SystemResult result in together)
        {
            Assert.Equal(alone.Digest, result.Digest);
            Assert.Equal(JsonSerializer.Serialize(alone.Report, WithFields), JsonSerializer.Serialize(result.Report, WithFields));
        }
    }

    [Fact]
    public void Volunteers_behind_firewalls_and_often_off_line_get_their_work_done()
    {
        ScenarioSettings scenario = VolunteerRuns.Scenario with
        {
            Peers = 20,
            Duration = TimeSpan.FromHours(12),
            Churn = new ChurnSettings { Sessions = new ExponentialLaw { Mean = TimeSpan.FromHours(2) }, Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(30) }, CrashShare = 0.5 },
            Network = VolunteerRuns.Scenario.Network with { Nat = new NatSettings { Firewalled = 1 } },
        };
        VolunteerSettings connected = VolunteerRuns.Quick with { Client = VolunteerRuns.Quick.Client with { Checkpoint = TimeSpan.FromMinutes(1), Buffer = TimeSpan.FromHours(2), ExtraBuffer = TimeSpan.FromHours(2) } };
        VolunteerSettings cutOff = connected with { Hosts = connected.Hosts with { Connected = 0.2, ConnectedFor = TimeSpan.FromMinutes(10) } };
        SystemResult always = VolunteerRuns.Run(scenario, connected), seldom = VolunteerRuns.Run(scenario, cutOff);

        double tasks = always.Report.ValueOf("copies.returned")!.Value, offline = seldom.Report.ValueOf("copies.returned")!.Value;
        // 16 of 20 hosts are on at a time; each does about 2 GFLOPS.
        Assert.InRange(tasks, 0.6 * 16 * 12 * 3600 * 2e9 / 1e12, 1.4 * 16 * 12 * 3600 * 2e9 / 1e12);
        // A network for a fifth of the time costs little, for work is in store and is computed without one.
        Assert.InRange(offline / tasks, 0.8, 1.02);
    }

    [Fact]
    public void Planted_test_signals_expose_those_who_return_nothing()
    {
        VolunteerSettings settings = VolunteerRuns.Quick with { Cheating = new CheatingSettings { Share = 1, Effort = 1 }, Sky = new SkySettings { Compute = Computing.Model, Interference = 0, Tones = 0, Ringers = 1 } };
        ScenarioSettings scenario = VolunteerRuns.Scenario with { Peers = 20, Duration = TimeSpan.FromHours(3) };
        SystemResult cheated = VolunteerRuns.Run(scenario, settings), honest = VolunteerRuns.Run(scenario, settings with { Cheating = new CheatingSettings() });

        Assert.Equal(0, cheated.Report.ValueOf("units"));
        Assert.Equal(0, cheated.Report.ValueOf("credit"));
        Assert.True(cheated.Report.ValueOf("copies.invalid") > 50);
        Assert.True(honest.Report.ValueOf("units") > 50);
        Assert.Equal(0, honest.Report.ValueOf("copies.invalid"));
    }

    [Fact]
    public void Results_of_other_processors_pass_for_wrong_in_bitwise_comparison_unless_units_stay_in_one_class()
    {
        VolunteerSettings fuzzy = VolunteerRuns.Quick with { Sky = new SkySettings { Compute = Computing.Model, Interference = 3 } };
        VolunteerSettings bitwise = fuzzy with { Replication = new ReplicationSettings { Compare = ResultComparison.Bitwise } };
        VolunteerSettings inClass = fuzzy with { Replication = new ReplicationSettings { Compare = ResultComparison.Bitwise, Homogeneous = HomogeneousRedundancy.Fine } };
        ScenarioSettings scenario = VolunteerRuns.Scenario with { Peers = 60, Duration = TimeSpan.FromHours(6) };

        Assert.Equal(2, VolunteerRuns.Run(scenario, fuzzy).Report.ValueOf("copiesPerUnit"));
        Assert.True(VolunteerRuns.Run(scenario, bitwise).Report.ValueOf("copiesPerUnit") > 2.5);
        Assert.Equal(2, VolunteerRuns.Run(scenario, inClass).Report.ValueOf("copiesPerUnit"));
    }
}
