using Akka.Actor;
using Akka.DistributedData;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using P2PActors.Akka.Cluster.Placement;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Akka.Tests.Stages;

namespace P2PActors.Akka.Tests;

/// <summary>What the coordinator does with submissions and machines. The cluster is real; what the machines say is the test's.</summary>
public sealed class CoordinatorOfRuns() : TestKit(MachineSystems.Config(Ports.Free()), "p2p")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(700);
    private readonly List<Machine> _others = [];
    private readonly CohortAllocation _allocation = new();
    private Machine? _here;

    /// <summary>A member of the cluster whose <c>/user/machine</c> is a probe of the test.</summary>
    private sealed record Machine(ActorSystem System, TestProbe Probe)
    {
        public string Address { get; } = global::Akka.Cluster.Cluster.Get(System).SelfAddress.ToString();

        /// <summary>The coordinator that last told it to prepare.</summary>
        private IActorRef _coordinator = ActorRefs.Nobody;

        public Prepare ExpectPrepare()
        {
            var prepare = Probe.ExpectMsg<Prepare>(Soon);
            _coordinator = Probe.LastSender;
            return prepare;
        }

        public void Says(object message) => _coordinator.Tell(message, Probe.Ref);

        public void IsReady(Prepare prepare, string version = "1", string scenario = "s", ulong messages = 7) =>
            Says(new Prepared(prepare.Attempt, Address, version, scenario, messages));

        public void Ends(Prepare prepare, string digest) => Says(new Ended(prepare.Attempt, Address, true, false, digest, ""));

        public void IsLost(Prepare prepare, string why) => Says(new Ended(prepare.Attempt, Address, false, true, "", why));

        /// <summary>Is told to end an attempt, and does.</summary>
        public Abort ExpectAbort(Prepare prepare)
        {
            var abort = Probe.ExpectMsg<Abort>(Soon);
            Xunit.Assert.Equal(prepare.Attempt, abort.Attempt);
            IsLost(prepare, abort.Reason);
            return abort;
        }
    }

    /// <summary>Hands all that a machine is told to a probe.</summary>
    private sealed class Relay(IActorRef probe) : UntypedActor
    {
        protected override void OnReceive(object message) => probe.Forward(message);
    }

    private Machine Here => _here ??= At(Sys);

    private Machine At(ActorSystem system)
    {
        TestProbe probe = CreateTestProbe();
        DistributedData.Get(system); // all members keep the book, as machines do
        system.ActorOf(Props.Create(() => new Relay(probe.Ref)), MachineActor.Name);
        return new Machine(system, probe);
    }

    private Machine Join()
    {
        ActorSystem system = MachineSystems.Start(Ports.Free(), "akka.cluster.seed-nodes = []");
        Machine machine = At(system);
        global::Akka.Cluster.Cluster.Get(system).Join(global::Akka.Cluster.Cluster.Get(Sys).SelfAddress);
        _others.Add(machine);
        MachineSystems.WaitForMembers(Sys, 1 + _others.Count);
        MachineSystems.WaitForMembers(system, 1 + _others.Count);
        return machine;
    }

    /// <summary>The cluster loses a machine.</summary>
    private void Lose(Machine machine)
    {
        _others.Remove(machine);
        global::Akka.Cluster.Cluster.Get(Sys).Down(global::Akka.Actor.Address.Parse(machine.Address));
    }

    private IActorRef Coordinator(int minMachines = 1, int mostFailures = 3, double patience = 120, ActorSystem? on = null)
    {
        _ = Here;
        MachineSystems.WaitForMembers(Sys, 1 + _others.Count);
        var settings = new CoordinatorSettings("machine", minMachines, TimeSpan.FromMilliseconds(50), TimeSpan.Zero, TimeSpan.FromSeconds(patience), mostFailures);
        return (on ?? Sys).ActorOf(Props.Create(() => new CoordinatorActor(settings, _allocation)));
    }

    private static Submission What(string name, int machines = 0) => new(name, "peers = 1", "p2p run " + name, 1, 0, 0, 1, machines);

    private long Submit(IActorRef coordinator, string name = "a", int machines = 0)
    {
        coordinator.Tell(What(name, machines), TestActor);
        return ExpectMsg<Accepted>(Soon).Id;
    }

    private RunStatus StatusOf(IActorRef coordinator, long run)
    {
        coordinator.Tell(new AskRun(run), TestActor);
        return ExpectMsg<RunStatus>(Soon);
    }

    private RunStatus WaitFor(IActorRef coordinator, long run, Func<RunStatus, bool> isSo)
    {
        RunStatus status = StatusOf(coordinator, run);
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); !isSo(status) && clock.Elapsed < Soon; status = StatusOf(coordinator, run)) Thread.Sleep(20);
        Xunit.Assert.True(isSo(status), status.ToString());
        return status;
    }

    /// <summary>Brings an attempt to where all machines are at work.</summary>
    private static Prepare Begin(params Machine[] machines)
    {
        Prepare[] told = [.. machines.Select(m => m.ExpectPrepare())];
        for (int i = 0; i < machines.Length; i++) machines[i].IsReady(told[i]);
        foreach (Machine machine in machines) Xunit.Assert.Equal(told[0].Attempt, machine.Probe.ExpectMsg<Begin>(Soon).Attempt);
        return told[0];
    }

    protected override void AfterAll()
    {
        foreach (Machine machine in _others) machine.System.Terminate().Wait(Soon);
        base.AfterAll();
    }

    [Fact]
    public void A_run_that_is_submitted_twice_with_one_key_is_one_run()
    {
        IActorRef coordinator = Coordinator();
        Submission once = What("once") with { Key = "k1" };
        coordinator.Tell(once, TestActor);
        Assert.Equal(new Accepted(1, 0), ExpectMsg<Accepted>(Soon));
        coordinator.Tell(once with { Key = "k2" }, TestActor);
        Assert.Equal(new Accepted(2, 1), ExpectMsg<Accepted>(Soon));

        coordinator.Tell(once, TestActor);
        Assert.Equal(new Accepted(1, 0), ExpectMsg<Accepted>(Soon));
        coordinator.Tell(once with { Key = "k2" }, TestActor);
        Assert.Equal(new Accepted(2, 1), ExpectMsg<Accepted>(Soon));
    }

    [Fact]
    public void Runs_are_done_in_the_order_in_which_they_were_submitted()
    {
        IActorRef coordinator = Coordinator();
        coordinator.Tell(What("first"), TestActor);
        Assert.Equal(new Accepted(1, 0), ExpectMsg<Accepted>(Soon));
        coordinator.Tell(What("second"), TestActor);
        Assert.Equal(new Accepted(2, 1), ExpectMsg<Accepted>(Soon));

        Prepare first = Begin(Here);
        Assert.Equal((1L, "first"), (first.Run, first.What.Name));
        Assert.Equal(RunState.Running, StatusOf(coordinator, 1).State);
        Assert.Equal(RunState.Queued, StatusOf(coordinator, 2).State);
        Here.Ends(first, "d1");

        Prepare second = Begin(Here);
        Assert.Equal((2L, "second"), (second.Run, second.What.Name));
        Assert.True(second.Attempt > first.Attempt);
        Assert.Equal((RunState.Done, "d1", 1), (StatusOf(coordinator, 1).State, StatusOf(coordinator, 1).Digest, StatusOf(coordinator, 1).Attempts));
        Here.Ends(second, "d2");
        WaitFor(coordinator, 2, s => s.State == RunState.Done && s.Digest == "d2");
    }

    [Fact]
    public void A_run_waits_for_machines_and_says_so()
    {
        IActorRef coordinator = Coordinator(minMachines: 2);
        long run = Submit(coordinator);

        WaitFor(coordinator, run, s => s.Message == "waits for machines: 1 of 2 are there" && s.State == RunState.Queued);
        Here.Probe.ExpectNoMsg(AMoment);
        Machine other = Join();

        Prepare prepare = Begin(Here, other);
        Assert.Equal(new[] { Here.Address, other.Address }.Order(StringComparer.Ordinal), prepare.Machines);
        Assert.Equal("", StatusOf(coordinator, run).Message);
        Here.Ends(prepare, "d");
        other.Ends(prepare, "d");
        WaitFor(coordinator, run, s => s.State == RunState.Done);
    }

    [Fact]
    public void A_submission_may_ask_for_more_machines_than_the_cluster_does()
    {
        IActorRef coordinator = Coordinator();

        long run = Submit(coordinator, machines: 3);

        WaitFor(coordinator, run, s => s.Message == "waits for machines: 1 of 3 are there");
    }

    [Theory]
    [InlineData("2", "s", 7UL, "it has version 2 of the program, the coordinator has 1; install the same version")]
    [InlineData("1", "t", 7UL, "its scenario with its data files has the fingerprint t, the coordinator's s; compare the data files")]
    [InlineData("1", "s", 8UL, "its protocols have other messages than the coordinator's; install the same build")]
    public void A_machine_that_differs_is_told_so_and_the_others_go_on(string version, string scenario, ulong messages, string why)
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Here.ExpectPrepare();
        Assert.Equal(2, prepare.Machines.Length);
        other.IsReady(other.ExpectPrepare(), version, scenario, messages);
        Here.IsReady(prepare);

        Assert.Equal(why, other.Probe.ExpectMsg<NotUsed>(Soon).Reason);
        other.ExpectAbort(prepare);
        Here.ExpectAbort(prepare);

        Prepare again = Begin(Here);
        Assert.Equal([Here.Address], again.Machines);
        Assert.Contains(why, StatusOf(coordinator, run).Message, StringComparison.Ordinal);
        coordinator.Tell(new AskRuns(), TestActor);
        Assert.Contains(ExpectMsg<AllRuns>(Soon).Machines, m => m.Address == other.Address && m.Status == "not used: " + why);
        Here.Ends(again, "d");
        WaitFor(coordinator, run, s => s.State == RunState.Done);
        other.Probe.ExpectNoMsg(AMoment);
    }

    [Fact]
    public void A_machine_with_other_data_files_is_left_out_of_that_run_only()
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator, "a"), next = Submit(coordinator, "b");
        Prepare prepare = Here.ExpectPrepare();
        other.IsReady(other.ExpectPrepare(), scenario: "t");
        Here.IsReady(prepare);
        other.Probe.ExpectMsg<NotUsed>(Soon);
        other.ExpectAbort(prepare);
        Here.ExpectAbort(prepare);
        Here.Ends(Begin(Here), "d");
        WaitFor(coordinator, run, s => s.State == RunState.Done);

        Prepare second = Begin(Here, other);

        Assert.Equal(2, second.Machines.Length);
        Here.Ends(second, "e");
        other.Ends(second, "e");
        WaitFor(coordinator, next, s => s.State == RunState.Done);
    }

    [Fact]
    public void A_machine_that_cannot_get_ready_fails_the_run_with_its_reason_and_the_next_run_begins()
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator, "a"), next = Submit(coordinator, "b");
        Prepare prepare = Here.ExpectPrepare();
        Here.IsReady(prepare);
        other.ExpectPrepare();
        other.Says(new CannotPrepare(prepare.Attempt, other.Address, "there is no file crawl.txt"));

        WaitFor(coordinator, run, s => s.State == RunState.Failed && s.Message == $"{other.Address}: there is no file crawl.txt");
        Here.ExpectAbort(prepare);
        other.ExpectAbort(prepare);
        Assert.Equal(next, Begin(Here, other).Run);
    }

    [Fact]
    public void A_machine_that_is_lost_costs_an_attempt_and_no_result()
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here, other);
        Assert.False(_allocation.MayMove);

        Lose(other);

        Assert.Contains($"{other.Address} is no member of the cluster any more", Here.ExpectAbort(prepare).Reason, StringComparison.Ordinal);
        Prepare again = Begin(Here);
        Assert.Equal([Here.Address], again.Machines);
        Assert.True(again.Attempt > prepare.Attempt);
        Here.Ends(prepare, "of the attempt that is no more");
        Here.Ends(again, "d");
        RunStatus status = WaitFor(coordinator, run, s => s.State == RunState.Done);
        Assert.Equal(("d", 2), (status.Digest, status.Attempts));
        AwaitAssert(() => Assert.True(_allocation.MayMove), Soon);
    }

    [Fact]
    public void A_machine_that_had_ended_its_part_is_not_missed_and_the_others_are_waited_for()
    {
        Machine second = Join(), third = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here, second, third);

        third.Ends(prepare, "d");
        Lose(third);
        MachineSystems.WaitForMembers(Sys, 2);
        second.Ends(prepare, "d");
        Here.Probe.ExpectNoMsg(AMoment);
        Assert.Equal(RunState.Running, StatusOf(coordinator, run).State);
        Here.Ends(prepare, "d");

        RunStatus status = WaitFor(coordinator, run, s => s.State == RunState.Done);
        Assert.Equal(1, status.Attempts);
    }

    [Fact]
    public void Attempts_that_are_lost_though_no_machine_is_end_after_the_most_that_are_allowed()
    {
        IActorRef coordinator = Coordinator(mostFailures: 3);
        long run = Submit(coordinator), next = Submit(coordinator, "b");
        for (int i = 1; i <= 3; i++)
        {
            Prepare prepare = Begin(Here);
            Assert.Equal((run, i), (prepare.Run, StatusOf(coordinator, run).Attempts));
            Here.IsLost(prepare, $"cohort {i} did not start");
        }

        RunStatus status = WaitFor(coordinator, run, s => s.State == RunState.Failed);
        Assert.Equal($"3 attempts in a row were lost though no machine was; the last: {Here.Address}: cohort 3 did not start", status.Message);
        Assert.Equal(next, Begin(Here).Run);
    }

    [Fact]
    public void A_machine_that_never_gets_ready_is_not_waited_for_for_ever()
    {
        IActorRef coordinator = Coordinator(mostFailures: 2, patience: 0.5);
        long run = Submit(coordinator);
        Prepare first = Here.ExpectPrepare();
        Here.ExpectAbort(first);
        Here.ExpectPrepare();

        RunStatus status = WaitFor(coordinator, run, s => s.State == RunState.Failed);
        Assert.Contains($"{Here.Address} did not get ready", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_does_not_end_an_attempt_that_was_called_off_is_not_waited_for_for_ever()
    {
        IActorRef coordinator = Coordinator(patience: 1);
        long run = Submit(coordinator), next = Submit(coordinator, "b");
        Begin(Here);
        coordinator.Tell(new CancelRun(run), TestActor);
        ExpectMsg<RunStatus>(Soon);
        Here.Probe.ExpectMsg<Abort>(Soon);

        Assert.Equal(next, Here.ExpectPrepare().Run);
    }

    [Fact]
    public void A_run_that_failed_by_itself_is_not_tried_again()
    {
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here);

        Here.Says(new Ended(prepare.Attempt, Here.Address, false, false, "", "InvalidOperationException: a mistake"));

        WaitFor(coordinator, run, s => s.State == RunState.Failed && s.Message == $"{Here.Address}: InvalidOperationException: a mistake" && s.Attempts == 1);
    }

    [Fact]
    public void Different_digests_are_a_failure_that_names_them()
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here, other);
        Here.Ends(prepare, "abc");
        other.Ends(prepare, "abd");

        RunStatus status = WaitFor(coordinator, run, s => s.State == RunState.Failed);
        Assert.Contains("different digests", status.Message, StringComparison.Ordinal);
        Assert.Contains($"{Here.Address} abc", status.Message, StringComparison.Ordinal);
        Assert.Contains($"{other.Address} abd", status.Message, StringComparison.Ordinal);
        Assert.Equal("", status.Digest);
    }

    [Fact]
    public void A_run_is_called_off_in_the_queue_or_at_work()
    {
        IActorRef coordinator = Coordinator();
        long running = Submit(coordinator, "a"), queued = Submit(coordinator, "b"), last = Submit(coordinator, "c");
        Prepare prepare = Begin(Here);

        coordinator.Tell(new CancelRun(queued), TestActor);
        Assert.Equal(RunState.Cancelled, ExpectMsg<RunStatus>(Soon).State);
        coordinator.Tell(new CancelRun(running), TestActor);
        Assert.Equal(RunState.Cancelled, ExpectMsg<RunStatus>(Soon).State);
        Here.ExpectAbort(prepare);

        Assert.Equal(last, Begin(Here).Run);
        Assert.Equal((RunState.Cancelled, "called off"), (StatusOf(coordinator, running).State, StatusOf(coordinator, running).Message));
        foreach (long over in (long[])[running, queued, 99])
        {
            coordinator.Tell(new CancelRun(over), TestActor);
            Assert.Equal($"run {over} is over or was never there", ExpectMsg<Refused>(Soon).Reason);
        }
    }

    [Fact]
    public void A_run_that_was_called_off_stays_so_even_if_a_machine_could_not_have_done_it()
    {
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Here.ExpectPrepare();
        coordinator.Tell(new CancelRun(run), TestActor);
        ExpectMsg<RunStatus>(Soon);

        Here.Says(new CannotPrepare(prepare.Attempt, Here.Address, "no such file"));
        Here.ExpectAbort(prepare);

        Assert.Equal((RunState.Cancelled, "called off"), (StatusOf(coordinator, run).State, StatusOf(coordinator, run).Message));
    }

    [Fact]
    public void A_machine_that_leaves_gives_its_part_to_the_others_first()
    {
        Machine other = Join();
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here, other);

        coordinator.Tell(new WantsToLeave(other.Address), TestActor);
        ExpectMsg<MayLeave>(Soon);
        Assert.Contains($"{other.Address} leaves", Here.ExpectAbort(prepare).Reason, StringComparison.Ordinal);
        other.ExpectAbort(prepare);

        Prepare again = Begin(Here);
        Assert.Equal([Here.Address], again.Machines);
        Here.Ends(again, "d");
        WaitFor(coordinator, run, s => s.State == RunState.Done && s.Attempts == 2);
    }

    [Fact]
    public void Another_coordinator_goes_on_where_the_first_one_was()
    {
        Machine other = Join();
        IActorRef first = Coordinator();
        long done = Submit(first, "a"), running = Submit(first, "b"), queued = Submit(first, "c");
        Prepare prepare = Begin(Here, other);
        Here.Ends(prepare, "d1");
        other.Ends(prepare, "d1");
        Prepare old = Begin(Here, other);
        Assert.Equal(running, old.Run);
        Watch(first);
        Sys.Stop(first);
        ExpectTerminated(first, Soon);

        IActorRef second = Coordinator(on: other.System);

        Prepare again = Begin(Here, other);
        Assert.Equal((running, "b"), (again.Run, again.What.Name));
        Assert.True(again.Attempt > old.Attempt);
        RunStatus known = StatusOf(second, done);
        Assert.Equal((RunState.Done, "d1"), (known.State, known.Digest));
        Assert.Equal(RunState.Queued, StatusOf(second, queued).State);
        Assert.Equal(queued + 1, Submit(second, "d"));
        Here.Ends(again, "d2");
        other.Ends(again, "d2");
        WaitFor(second, running, s => s.State == RunState.Done && s.Digest == "d2" && s.Attempts == 2);
    }

    [Fact]
    public void A_run_that_nobody_submitted_is_not_known()
    {
        IActorRef coordinator = Coordinator();
        coordinator.Tell(new AskRun(5), TestActor);

        Assert.StartsWith("there is no run 5", ExpectMsg<Refused>(Soon).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_that_of_the_attempt_that_goes_on()
    {
        IActorRef coordinator = Coordinator();
        long run = Submit(coordinator);
        Prepare prepare = Begin(Here);
        Here.Says(new Progress(prepare.Attempt - 1, "old", 1, 2, 3, 4));
        Here.Says(new Progress(prepare.Attempt, "gnutella", 60, 600, 1234, 56));

        RunStatus status = WaitFor(coordinator, run, s => s.System.Length > 0);
        Assert.Equal(("gnutella", 60.0, 600.0, 1234L, 56), (status.System, status.Now, status.Duration, status.Events, status.Online));
    }
}
