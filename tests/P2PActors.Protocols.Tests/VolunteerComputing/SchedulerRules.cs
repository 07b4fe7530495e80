using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>What the project does, request by request; the rules are those of BOINC 7.20 (sched/).</summary>
public sealed class SchedulerRules
{
    private const double Day = 86400;

    [Fact]
    public void Two_hosts_get_the_two_copies_of_a_unit_and_nobody_gets_both()
    {
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60, 1e6);
        stage.Hosts[1].AsksAt(120, 1e6);
        stage.Play(200);

        ResultName[] first = [.. stage.Hosts[0].Tasks.Select(t => t.Name)], second = [.. stage.Hosts[1].Tasks.Select(t => t.Name)];
        Assert.Equal(10, first.Length); // max_wus_to_send
        Assert.Equal(first.Length, first.Select(n => n.Unit).Distinct().Count());
        Assert.Equal(first.Select(n => n.Unit), second.Select(n => n.Unit));
        Assert.All(first, n => Assert.Equal(0, n.Copy));
        Assert.All(second, n => Assert.Equal(1, n.Copy));
    }

    [Fact]
    public void A_host_gets_no_more_work_than_it_asks_for()
    {
        // A unit takes 8,500 s at 1 GFLOPS: 17,000 s are two units, one second more is three.
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60, 17_000);
        stage.Hosts[1].AsksAt(60, 17_001);
        stage.Play(200);

        Assert.Equal(2, stage.Hosts[0].Tasks.Count);
        Assert.Equal(3, stage.Hosts[1].Tasks.Count);
    }

    [Fact]
    public void Who_has_nothing_to_do_gets_one_task_however_slow_he_is_and_nobody_more_than_he_can_finish_in_time()
    {
        // 850,000 s a unit are more than the 604,800 s of the delay bound; 85,000 s go into it seven times, 8,500 s twice beside 587,000 s.
        var stage = new ProjectStage(5);
        stage.Hosts[0].AsksAt(60, 1e9).Info = stage.Hosts[0].Info with { Speed = 1e7 };
        stage.Hosts[1].AsksAt(70, 1e9, estimatedDelay: 1).Info = stage.Hosts[0].Info;
        stage.Hosts[2].AsksAt(80, 1e9).Info = stage.Hosts[0].Info with { Speed = 1e8 };
        stage.Hosts[3].AsksAt(90, 1e9, estimatedDelay: 587_000);
        stage.Hosts[4].AsksAt(100, 1e9, estimatedDelay: 700_000);
        stage.Play(200);

        Assert.Equal([1, 0, 7, 2, 0], stage.Hosts.Select(h => h.Tasks.Count));
        Assert.Equal(5, stage["requests.tooSlow"]);
        Assert.Equal(2, stage["requests.noWork"]);
    }

    [Fact]
    public void A_host_that_has_not_measured_its_speed_counts_as_one_of_a_GFLOPS()
    {
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60, 17_000).Info = stage.Hosts[0].Info with { Speed = 0 };
        stage.Hosts[1].AsksAt(60, 17_000).Info = stage.Hosts[1].Info with { Speed = double.Epsilon };
        stage.Play(200);

        Assert.Equal([2, 1], stage.Hosts.Select(h => h.Tasks.Count));
    }

    [Fact]
    public void A_host_has_no_more_tasks_at_a_time_than_the_limit()
    {
        var stage = new ProjectStage(1, ProjectStage.Plain with { Scheduler = ProjectStage.Plain.Scheduler with { MaxInProgress = 3 } });
        stage.Hosts[0].AsksAt(60, 1e6).AsksAt(100, 1e6).ReturnsAt(200, 0).AsksAt(300, 1e6);
        stage.Play(400);

        Assert.Equal([3, 0, 0, 1], stage.Hosts[0].Replies.Select(r => r.Reply.Tasks.Length));
    }

    [Fact]
    public void Nobody_is_paid_for_more_time_than_he_had_the_task()
    {
        var stage = new ProjectStage(2);
        for (int i = 0; i < 2; i++) stage.Hosts[i].AsksAt(60).ReturnsAt(491, 0, cpuSeconds: 1e9);
        stage.Play(600);

        // From 60 s to 492 s, 432 s at 1 GFLOPS, are a two-hundredth of a day: 1 of 200 cobblestones.
        Assert.Equal(2 * 1, stage["credit"], 0.01);
    }

    [Fact]
    public void The_parts_of_the_project_are_heard_when_visitors_hold_all_connections()
    {
        var stage = new ProjectStage(14, ProjectStage.Plain with { Scheduler = ProjectStage.Plain.Scheduler with { MaxConnections = 10 } });
        for (int i = 0; i < 2; i++) stage.Hosts[i].AsksAt(20).ReturnsAt(27, 0);
        for (int i = 2; i < 14; i++) stage.Hosts[i].LingersAt(28.5);
        stage.Play(50);

        Assert.True(stage["turnedAway"] > 0);
        Assert.Equal((1, 0), (stage["units"], stage["unsaid"]));
    }

    [Fact]
    public void Quotas_double_with_results_up_to_the_daily_quota_and_grow_by_one_with_valid_ones_beyond_it()
    {
        var database = new ProjectDatabase();
        var transitioner = new Transitioner(database, new ReplicationSettings(), 100);
        HostRow host = database.HostAt(1, 100);
        void Expect(int quota, Action happens)
        {
            happens();
            Assert.Equal(quota, host.Quota);
        }

        Expect(101, () => Transitioner.Reward(host));
        Expect(101, () => transitioner.Encourage(host));
        Expect(100, () => transitioner.Distrust(host));
        Expect(100, () => transitioner.Distrust(host));
        Expect(101, () => Transitioner.Reward(host));
        Expect(99, () => transitioner.Punish(host));
        for (int i = 0; i < 97; i++) transitioner.Punish(host);
        Expect(1, () => transitioner.Punish(host));
        Expect(1, () => transitioner.Punish(host));
        Expect(2, () => transitioner.Encourage(host));
        for (int i = 0; i < 5; i++) transitioner.Encourage(host);
        Expect(100, () => transitioner.Encourage(host));
    }

    [Fact]
    public void A_unit_changes_its_class_of_hosts_only_when_it_has_failed_there_and_nobody_can_still_return_it()
    {
        const int Class = 7;
        Assert.Equal(WorkUnit.NoClass, ClassAfter((ServerState.Over, Outcome.ClientError)));
        Assert.Equal(Class, ClassAfter((ServerState.Over, Outcome.NoReply)));
        Assert.Equal(Class, ClassAfter((ServerState.Over, Outcome.ClientError), (ServerState.Over, Outcome.NoReply)));
        Assert.Equal(Class, ClassAfter((ServerState.Over, Outcome.ClientError), (ServerState.InProgress, Outcome.Init)));
        Assert.Equal(Class, ClassAfter((ServerState.Over, Outcome.ClientError), (ServerState.Over, Outcome.Success)));

        static int ClassAfter(params (ServerState State, Outcome Outcome)[] results)
        {
            var database = new ProjectDatabase();
            var unit = new WorkUnit(new MadeUnit(0, 1, 0), default, 2, 2) { HostClass = Class };
            database.Add(unit);
            foreach ((ServerState state, Outcome outcome) in results)
            {
                ResultRow row = database.AddCopy(unit);
                ProjectDatabase.Unqueue(row);
                (row.State, row.Outcome) = (state, outcome);
            }

            new Transitioner(database, new ReplicationSettings(), 100).Transition(unit);
            return unit.HostClass;
        }
    }

    [Fact]
    public void Two_results_that_agree_make_a_unit_and_each_is_paid_the_lower_claim_once()
    {
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60).ReturnsAt(10_000, 0, cpuSeconds: 4320).ReportsAt(11_000, 0);
        stage.Hosts[1].AsksAt(60).ReturnsAt(10_000, 0, cpuSeconds: 8640).ReportsAt(11_000, 0).ReportsAt(12_000, 0);
        stage.Play(13_000);

        Assert.Equal(1, stage["units"]);
        Assert.Equal(2, stage["copies.valid"]);
        // 4,320 s at 1 GFLOPS are a twentieth of a day: 10 of 200 cobblestones, for each of the two.
        Assert.Equal(20, stage["credit"], 6);
        // Reported again when the unit is put away: of no use, but acknowledged, or the client would report it for ever.
        Assert.Equal(3, stage["copies.tooLate"] + stage["copies.reportedTwice"]);
        Assert.All(stage.Hosts, host => Assert.All(host.Replies.Skip(1), r => Assert.Equal([host.Tasks[0].Name], r.Reply.Acknowledged)));
    }

    [Fact]
    public void Results_that_differ_ask_for_a_third_which_decides()
    {
        var wrong = new Findings([new Signal(SignalKind.Spike, 16384, 0, 18, 0.8, 100, 0, 30, 32768)], false);
        var stage = new ProjectStage(3);
        stage.Hosts[0].AsksAt(60).ReturnsAt(1000, 0, wrong);
        stage.Hosts[1].AsksAt(60).ReturnsAt(1000, 0);
        stage.Hosts[2].AsksAt(1100).ReturnsAt(2000, 0);
        stage.Play(3000);

        Assert.Equal(stage.Hosts[0].Tasks[0].Name.Unit, stage.Hosts[2].Tasks[0].Name.Unit);
        Assert.Equal(2, stage.Hosts[2].Tasks[0].Name.Copy);
        Assert.Equal((1, 2, 1), (stage["units"], stage["copies.valid"], stage["copies.invalid"]));
        Assert.Equal(0, stage["units.wrong"]);
    }

    [Fact]
    public void A_copy_that_is_not_returned_goes_to_another_host_at_exactly_the_delay_bound()
    {
        var stage = new ProjectStage(3);
        stage.Hosts[0].AsksAt(60);
        stage.Hosts[1].AsksAt(60).ReturnsAt(1000, 0);
        // It asks just before and just after the time of the sleeper is over; request and handshake take 150 ms.
        stage.Hosts[2].AsksAt(60 + 7 * Day - 0.1).AsksAt(60 + 7 * Day + 0.2);
        stage.Play(7 * Day + 200);

        long missed = stage.Hosts[0].Tasks[0].Name.Unit;
        Assert.Equal(TimeSpan.FromSeconds(60.15 + 7 * Day), stage.Hosts[0].Tasks[0].Deadline);
        Assert.NotEqual(missed, stage.Hosts[2].Tasks[0].Name.Unit);
        Assert.Equal(missed, stage.Hosts[2].Tasks[1].Name.Unit);
        Assert.Equal(1, stage["copies.timedOut"]);
    }

    [Fact]
    public void A_result_that_comes_after_its_deadline_still_counts_while_its_unit_is_open()
    {
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60).ReturnsAt(8 * Day, 0);
        stage.Hosts[1].AsksAt(60).ReturnsAt(1000, 0);
        stage.Play(9 * Day);

        Assert.Equal((1, 1, 2), (stage["copies.timedOut"], stage["copies.late"], stage["copies.valid"]));
        Assert.Equal(1, stage["copies.unneeded"]); // the copy made in its place
    }

    [Fact]
    public void A_unit_is_given_up_when_more_than_three_copies_have_failed()
    {
        var stage = new ProjectStage(5);
        for (int i = 0; i < 5; i++) stage.Hosts[i].AsksAt(60 + 100 * i).ReturnsAt(100 + 100 * i, 0, exitStatus: 1);
        stage.Play(3000);

        Assert.Equal(1, stage["units.givenUp"]);
        Assert.Equal(0, stage["units"]);
        Assert.Equal(0, stage["credit"]);
    }

    [Fact]
    public void A_task_whose_output_is_missing_counts_as_failed()
    {
        var stage = new ProjectStage(3);
        stage.Hosts[0].AsksAt(60).ReportsAt(1000, 0);
        stage.Hosts[1].AsksAt(60).ReturnsAt(1000, 0);
        stage.Hosts[2].AsksAt(1100).ReturnsAt(2000, 0);
        stage.Play(3000);

        Assert.Equal(1, stage["copies.unreadable"]);
        Assert.Equal((1, 2), (stage["units"], stage["copies.valid"]));
    }

    [Fact]
    public void A_host_that_has_lost_its_tasks_is_given_them_again()
    {
        var stage = new ProjectStage(1);
        stage.Hosts[0].AsksAt(60).AsksAt(100, work: 0, knowsItsTasks: true).AsksAt(200, work: 0, knowsItsTasks: false);
        stage.Play(300);

        Assert.Equal([1, 0, 1], stage.Hosts[0].Replies.Select(r => r.Reply.Tasks.Length));
        Assert.Equal(stage.Hosts[0].Tasks[0], stage.Hosts[0].Tasks[1]);
        Assert.Equal(1, stage["copies.resent"]);
    }

    [Fact]
    public void Who_does_not_know_the_secret_of_an_account_learns_nothing_of_it()
    {
        var stage = new ProjectStage(2);
        stage.Hosts[0].AsksAt(60);
        stage.Hosts[1].IntrudesAt(100);
        stage.Play(200);

        Assert.Equal(1, stage["requests.unauthorised"]);
        Assert.Empty(stage.Hosts[1].Replies);
        Assert.Equal(1, stage.Hosts[1].Refused);
    }

    [Fact]
    public void Each_failure_costs_a_host_one_unit_a_day()
    {
        VolunteerSettings settings = ProjectStage.Plain with { Scheduler = ProjectStage.Plain.Scheduler with { DailyQuota = 2, Ready = 20 } };
        var stage = new ProjectStage(1, settings);
        stage.Hosts[0].AsksAt(60, 1e6).ReturnsAt(100, 0, exitStatus: 1).AsksAt(200, 1e6).AsksAt(Day + 1, 1e6);
        stage.Play(Day + 100);

        // Two units on the first day, none more; one on the second: the quota fell from 2 to 1.
        Assert.Equal([2, 0, 0, 1], stage.Hosts[0].Replies.Select(r => r.Reply.Tasks.Length));
    }

    [Fact]
    public void All_copies_of_a_unit_go_to_one_class_of_hosts_with_homogeneous_redundancy()
    {
        var windows = new HostInfo(Protocols.VolunteerComputing.OperatingSystem.Windows, ProcessorFamily.Athlon, 1e9, 1);
        HostInfo duron = windows with { Processor = ProcessorFamily.Duron }, pentium = windows with { Processor = ProcessorFamily.Pentium4 };
        Assert.NotEqual(Scheduler.ClassOf(windows, HomogeneousRedundancy.Fine), Scheduler.ClassOf(duron, HomogeneousRedundancy.Fine));
        Assert.Equal(Scheduler.ClassOf(windows, HomogeneousRedundancy.Coarse), Scheduler.ClassOf(duron, HomogeneousRedundancy.Coarse));
        Assert.NotEqual(Scheduler.ClassOf(windows, HomogeneousRedundancy.Coarse), Scheduler.ClassOf(pentium, HomogeneousRedundancy.Coarse));
        Assert.Equal(Scheduler.ClassOf(windows, HomogeneousRedundancy.Off), Scheduler.ClassOf(pentium, HomogeneousRedundancy.Off));
    }

    [Fact]
    public void Nobody_is_refused_where_units_are_repeated_when_work_has_run_out()
    {
        VolunteerSettings dry = ProjectStage.Plain with { Scheduler = ProjectStage.Plain.Scheduler with { UnitsPerHour = 100, WhenDry = DryPolicy.Repeat } };
        VolunteerSettings refusing = dry with { Scheduler = dry.Scheduler with { WhenDry = DryPolicy.Refuse } };
        var repeating = new ProjectStage(6, dry);
        var refused = new ProjectStage(6, refusing);
        foreach (ProjectStage stage in (ProjectStage[])[repeating, refused])
        {
            for (int i = 0; i < 6; i++) stage.Hosts[i].AsksAt(130 + i, 1e6);
            stage.Play(140);
        }

        // Four units can have been recorded by then: eight copies, for two hosts.
        Assert.Equal(6, repeating.Hosts.Count(h => h.Tasks.Count > 0));
        Assert.Equal(2, refused.Hosts.Count(h => h.Tasks.Count > 0));
        Assert.Equal(4, refused["requests.noWork"]);
        Assert.True(repeating["copies.repeated"] > 0);
    }

    [Theory]
    [InlineData(1)] // data server
    [InlineData(2)] // splitter
    [InlineData(3)] // validator
    [InlineData(4)] // assimilator
    [InlineData(0)] // scheduler
    public void A_part_of_the_project_that_is_restarted_loses_no_unit(int part)
    {
        var stage = new ProjectStage(2);
        for (int i = 0; i < 2; i++) stage.Hosts[i].AsksAt(60, 1e6).ReturnsAt(1000, 0, cpuSeconds: 432).ReturnsAt(1010, 1, cpuSeconds: 432).ReturnsAt(2000, 2, cpuSeconds: 432).AsksAt(3000, 1e6).ReturnsAt(4000, 10, cpuSeconds: 432);
        foreach (double at in (double[])[1.02, 5.1, 1005.02, 1005.12, 1015.07, 1015.2, 2005, 3001]) stage.RestartAt(at, new Actors.PeerId(2 + part));
        stage.Play(6000);

        Assert.Equal(4, stage["units"]);
        Assert.Equal(8, stage["copies.valid"]);
        // 432 s at 1 GFLOPS are a two-hundredth of a day.
        Assert.Equal(8 * 1, stage["credit"], 6);
    }
}
