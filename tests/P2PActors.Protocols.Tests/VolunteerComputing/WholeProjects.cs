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
          sky { compute = sample, sample-share = 15%, sub-bands = 4, samples = 4096, ringers = 10% }
          hosts { connected = 70%, connected-for = 40s, life = 30m, crash-rate = 5%, error-rate = 3% }
          client { buffer = 1m, extra-buffer = 1m, report-within = 20s, checkpoint = 10s, least-backoff = 5s, most-backoff = 20s, least-transfer-backoff = 5s, most-transfer-backoff = 20s }
          cheating { share = 10% }, replication { REPLICATION }
        }
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
        SystemResult one = Run(replication, new RunOptions { Threads = 1, Cohorts = 1 });
        SystemResult other = Run(replication, new RunOptions { Threads = 2, Cohorts = 9, RoundTrip = true });

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
    public void A_second_opinion_finds_most_of_the_cheats_and_a_third_costs_more_and_finds_no_more()
    {
        const int Hosts = 40;
        var copies = new double[3];
        var wrong = new double[3];
        int cheaters = 0;
        for (int quorum = 1; quorum <= 3; quorum++)
        {
            VolunteerSettings settings = VolunteerRuns.Quick with
            {
                Cheating = new CheatingSettings { Share = 0.25, Effort = 1 },
                Replication = new ReplicationSettings { Target = quorum, Quorum = quorum },
                Hosts = VolunteerRuns.Quick.Hosts with { Spread = 0 },
                Sky = new SkySettings { Compute = Computing.Model, Interference = 4 },
            };
            SystemResult result = VolunteerRuns.Run(VolunteerRuns.Scenario with { Peers = Hosts, Duration = TimeSpan.FromHours(24) }, settings);
            (copies[quorum - 1], wrong[quorum - 1]) = (result.Report.ValueOf("copiesPerUnit")!.Value, result.Report.ValueOf("wrongAccepted")!.Value);
            cheaters = Enumerable.Range(0, Hosts).Count(i => HostProfile.Of(1, new Actors.PeerId(i), settings).IsCheater);
        }

        // Believed at once: the share of the cheaters. With a quorum of 2 or of 3 two must agree, among the first two or with the third.
        double q = (double)cheaters / Hosts, two = q * (cheaters - 1) / (Hosts - 1), onceEach = 2 * q * (Hosts - cheaters) / (Hosts - 1);
        double withThird = two + onceEach * (cheaters - 1) / (Hosts - 2);
        Assert.InRange(cheaters, 5, 15);
        Assert.Equal(1, copies[0]);
        Assert.Equal(2 + onceEach, copies[1], 0.06);
        Assert.Equal(3, copies[2], 0.06);
        Assert.InRange(wrong[0] / q, 0.85, 1.05);
        Assert.InRange(wrong[1] / withThird, 0.65, 1.35);
        Assert.InRange(wrong[2] / withThird, 0.65, 1.35);
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
