using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.DistributedData;
using Akka.Event;
using P2PActors.Akka.Cluster.Placement;

namespace P2PActors.Akka.Cluster.Runs;

/// <summary>
/// The one in the cluster that has the queue of runs (a cluster singleton). It begins the next run when enough machines are
/// up, and begins it again, from its seed, when a machine is lost: the result is the same. What it knows is replicated
/// before it is acted on, so that the coordinator that comes after it goes on where it was.
/// </summary>
internal sealed class CoordinatorActor : UntypedActor, IWithTimers, IWithStash
{
    /// <summary>Name of the singleton's manager under <c>/user</c>.</summary>
    public const string Name = "coordinator";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private readonly CoordinatorSettings _settings;
    private readonly CohortAllocation _allocation;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly global::Akka.Cluster.Cluster _cluster = global::Akka.Cluster.Cluster.Get(Context.System);
    private readonly IActorRef _replicator = DistributedData.Get(Context.System).Replicator;
    private readonly LWWRegisterKey<string> _key = new("p2p-runs");

    /// <summary>Machines that differ from the others.</summary>
    private readonly Dictionary<string, Difference> _refused = [];

    private readonly HashSet<string> _leaving = [];
    private RunBook _book = new();
    private RunningAttempt? _attempt;
    private DateTime _settledFrom;
    private int _failuresInARow;

    public CoordinatorActor(CoordinatorSettings settings, CohortAllocation allocation) => (_settings, _allocation) = (settings, allocation);

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    private string Here => _cluster.SelfAddress.ToString();

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        _log.Info("the coordinator is on this machine");
        AskForBook();
        Become(Remembering);
    }

    protected override void PostStop()
    {
        _allocation.MayMove = true;
        _cluster.Unsubscribe(Self);
    }

    /// <summary>Another one may have been at work before: nothing is done until its book is read.</summary>
    private void Remembering(object message)
    {
        switch (message)
        {
            case GetSuccess found when found.Key.Equals(_key):
                _book = RunBook.Read(found.Get(_key).Value);
                if (_book.Current is { } current) _log.Info("taking over with run {0} after {1} attempts", current.Id, current.Attempts);
                Start();
                break;
            case NotFound:
                Start();
                break;
            case GetFailure:
                _log.Warning("the other machines have not told what runs there are; asking again");
                AskForBook();
                break;
            default:
                Stash.Stash();
                break;
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LookAround:
                Look();
                break;
            case Submission what:
                Take(what);
                break;
            case AskRun ask:
                Sender.Tell(_book.Find(ask.Id) is { } entry ? StatusOf(entry) : new Refused($"there is no run {ask.Id}; the cluster remembers the last hundred"), Self);
                break;
            case AskRuns:
                Sender.Tell(new AllRuns([.. _book.Runs.Select(StatusOf)], [.. Machines()], Here), Self);
                break;
            case CancelRun cancel:
                Cancel(cancel.Id);
                break;
            case WantsToLeave leave:
                Leave(leave.Machine);
                break;
            case Prepared prepared:
                Ready(prepared);
                break;
            case CannotPrepare cannot when _attempt is { Phase: Phase.Preparing } attempt && attempt.Number == cannot.Attempt:
                Fail(attempt, $"{cannot.Machine}: {cannot.Reason}");
                break;
            case Progress progress when _attempt is { } attempt && attempt.Number == progress.Attempt:
                attempt.Progress = progress;
                break;
            case Intervened intervened when _attempt is { } attempt && attempt.Number == intervened.Attempt:
                attempt.Entry.Journal.Add(new HandMade(intervened.Path, intervened.Fault));
                Remember();
                break;
            case Ended ended when _attempt is { } attempt && attempt.Number == ended.Attempt:
                OneEnded(attempt, ended);
                break;
            case ClusterEvent.MemberRemoved removed:
                _refused.Remove(removed.Member.Address.ToString());
                _leaving.Remove(removed.Member.Address.ToString());
                Lost(removed.Member.Address.ToString(), "is no member of the cluster any more");
                break;
            case ClusterEvent.MemberUp or ClusterEvent.IReachabilityEvent or ClusterEvent.IMemberEvent:
                _settledFrom = DateTime.UtcNow + _settings.Settling;
                break;
            case IUpdateResponse response:
                if (response is not UpdateSuccess) _log.Warning("what is known of the runs reached only part of the machines: {0}", response);
                break;
            case CannotPrepare or Progress or Intervened or Ended:
                break; // of an attempt that is no more
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start()
    {
        if (_book.Current is { } current && current.State is RunState.Preparing or RunState.Running) { current.State = RunState.Queued; }
        _settledFrom = DateTime.UtcNow + _settings.Settling;
        Become(OnReceive);
        Stash.UnstashAll();
        Timers.StartPeriodicTimer(LookAround.Instance, LookAround.Instance, Tick);
    }

    private void Look()
    {
        if (_attempt is { } attempt)
        {
            if (attempt.Phase == Phase.Preparing && attempt.Since + _settings.PreparePatience < DateTime.UtcNow)
                CallOffAgain(attempt, $"{string.Join(", ", attempt.Machines.Except(attempt.Answers.Keys))} did not get ready within {_settings.PreparePatience.TotalSeconds:0} s");
            else if (attempt.Phase == Phase.CalledOff && attempt.Since + _settings.PreparePatience < DateTime.UtcNow)
                Drop(attempt); // whoever has not answered is told again by the next attempt
            return;
        }

        List<string> machines = Usable();
        _allocation.Use(machines, Here);
        if (_book.Current is not { } next) return;
        int wanted = Math.Max(_settings.MinMachines, next.What.Machines);
        if (machines.Count < wanted)
        {
            Say(next, $"waits for machines: {machines.Count} of {wanted} are there{(_refused.Keys.Any(IsRefused) ? $"; not used: {string.Join("; ", _refused.Where(r => IsRefused(r.Key)).Select(r => $"{r.Key}: {r.Value.Reason}"))}" : "")}");
            return;
        }

        // Members that have just come, or cohorts that are being moved to them: a moment of patience gives every machine its part.
        if (DateTime.UtcNow < _settledFrom) return;
        if (_allocation.Spread > 1 && DateTime.UtcNow < _settledFrom + _settings.MovingPatience) return;
        BeginAttempt(next, machines);
    }

    private void BeginAttempt(RunEntry entry, List<string> machines)
    {
        entry.State = RunState.Preparing;
        entry.Attempts++;
        entry.Machines = [.. machines];
        entry.Message = entry.Attempts > 1 ? entry.Message : "";
        _allocation.MayMove = false;
        _attempt = new RunningAttempt(_book.NextAttempt++, entry, machines);
        _log.Info("run {0} ({1}), attempt {2} on {3}", entry.Id, entry.What.Name, entry.Attempts, string.Join(", ", machines));
        Remember();
        foreach (string machine in machines) Machine(machine).Tell(new Prepare(_attempt.Number, entry.Id, entry.What, [.. machines], [.. entry.Journal]), Self);
    }

    private void Ready(Prepared prepared)
    {
        if (_attempt is not { Phase: Phase.Preparing } attempt || attempt.Number != prepared.Attempt) return;
        attempt.Answers[prepared.Machine] = prepared;
        if (attempt.Answers.Count < attempt.Machines.Count) return;
        // The coordinator's own machine says what is right; it is among the machines unless it was refused by an earlier one.
        Prepared right = attempt.Answers.GetValueOrDefault(Here) ?? attempt.Answers[attempt.Machines[0]];
        var others = attempt.Answers.Values.Where(p => DifferenceOf(p, right) is not null).ToList();
        foreach (Prepared other in others)
        {
            Difference difference = DifferenceOf(other, right)!;
            _refused[other.Machine] = difference with { Run = difference.IsOfScenario ? attempt.Entry.Id : null };
            _log.Error("{0} is not used: {1}", other.Machine, difference.Reason);
            Machine(other.Machine).Tell(new NotUsed(difference.Reason), Self);
        }

        if (others.Count > 0)
        {
            CallOff(attempt, $"not used: {string.Join("; ", others.Select(o => $"{o.Machine}: {_refused[o.Machine].Reason}"))}");
            return;
        }

        attempt.Phase = Phase.Running;
        attempt.Entry.State = RunState.Running;
        Remember();
        foreach (string machine in attempt.Machines) Machine(machine).Tell(new Begin(attempt.Number), Self);
    }

    private static Difference? DifferenceOf(Prepared machine, Prepared right) =>
        machine.Version != right.Version ? new($"it has version {machine.Version} of the program, the coordinator has {right.Version}; install the same version")
        : machine.Messages != right.Messages ? new("its protocols have other messages than the coordinator's; install the same build")
        : machine.Scenario != right.Scenario ? new($"its scenario with its data files has the fingerprint {machine.Scenario}, the coordinator's {right.Scenario}; compare the data files") { IsOfScenario = true }
        : null;

    private void OneEnded(RunningAttempt attempt, Ended ended)
    {
        attempt.Ends[ended.Machine] = ended;
        if (attempt.Phase == Phase.CalledOff)
        {
            if (IsQuiet(attempt)) Drop(attempt);
            return;
        }

        if (ended.IsLost)
        {
            CallOffAgain(attempt, $"{ended.Machine}: {ended.Message}");
        }
        else if (!ended.IsComplete)
        {
            Fail(attempt, $"{ended.Machine}: {ended.Message}");
        }
        else if (attempt.Machines.TrueForAll(attempt.Ends.ContainsKey))
        {
            AllEnded(attempt);
        }
    }

    private void AllEnded(RunningAttempt attempt)
    {
        string[] digests = [.. attempt.Ends.Values.Select(e => e.Digest).Distinct()];
        if (digests.Length > 1)
        {
            Fail(attempt, $"the machines ended with different digests, which must never happen: {string.Join(", ", attempt.Ends.Values.Select(e => $"{e.Machine} {e.Digest}"))}");
            return;
        }

        _failuresInARow = 0;
        (attempt.Entry.State, attempt.Entry.Digest) = (RunState.Done, digests[0]);
        _log.Info("run {0} is done, digest {1}", attempt.Entry.Id, digests[0]);
        Close();
    }

    private void Fail(RunningAttempt attempt, string why)
    {
        (attempt.Entry.State, attempt.Entry.Message) = (RunState.Failed, why);
        _log.Error("run {0} failed: {1}", attempt.Entry.Id, why);
        foreach (string machine in attempt.Machines.Where(m => !attempt.Ends.ContainsKey(m))) Machine(machine).Tell(new Abort(attempt.Number, why), Self);
        _failuresInARow = 0;
        Close();
    }

    private void Cancel(long id)
    {
        if (_book.Find(id) is not { IsOver: false } entry)
        {
            Sender.Tell(new Refused($"run {id} is over or was never there"), Self);
            return;
        }

        entry.State = RunState.Cancelled;
        entry.Message = "called off";
        if (_attempt is { } attempt && attempt.Entry == entry) CallOff(attempt, "the run was called off by a person");
        Remember();
        Sender.Tell(StatusOf(entry), Self);
    }

    private void Lost(string machine, string what)
    {
        if (_attempt is not { } attempt || !attempt.Machines.Contains(machine)) return;
        if (attempt.Phase == Phase.CalledOff)
        {
            if (IsQuiet(attempt)) Drop(attempt);
            return;
        }

        // A machine that has already ended its part is not missed.
        if (attempt.Ends.TryGetValue(machine, out Ended? ended) && ended.IsComplete)
        {
            attempt.Machines.Remove(machine);
            if (attempt.Machines.TrueForAll(attempt.Ends.ContainsKey)) AllEnded(attempt);
            return;
        }

        _failuresInARow = 0;
        CallOff(attempt, $"{machine} {what}");
    }

    private void Leave(string machine)
    {
        _leaving.Add(machine);
        if (_attempt is { Phase: not Phase.CalledOff } attempt && attempt.Machines.Contains(machine)) CallOff(attempt, $"{machine} leaves");
        Sender.Tell(new MayLeave(), Self);
    }

    /// <summary>An attempt is lost though no machine was. That may happen, but not for ever.</summary>
    private void CallOffAgain(RunningAttempt attempt, string why)
    {
        if (++_failuresInARow >= _settings.MostFailures) Fail(attempt, $"{_failuresInARow} attempts in a row were lost though no machine was; the last: {why}");
        else CallOff(attempt, why);
    }

    /// <summary>Whether no machine that is there is still at work on an attempt.</summary>
    private bool IsQuiet(RunningAttempt attempt) => attempt.Machines.Where(IsUp).All(attempt.Ends.ContainsKey);

    private void CallOff(RunningAttempt attempt, string why)
    {
        _log.Warning("attempt {0} of run {1} is called off: {2}", attempt.Entry.Attempts, attempt.Entry.Id, why);
        attempt.Phase = Phase.CalledOff;
        attempt.Since = DateTime.UtcNow;
        if (!attempt.Entry.IsOver) Say(attempt.Entry, $"attempt {attempt.Entry.Attempts} was called off: {why}");
        foreach (string machine in attempt.Machines.Where(IsUp).Where(m => !attempt.Ends.ContainsKey(m))) Machine(machine).Tell(new Abort(attempt.Number, why), Self);
        if (IsQuiet(attempt)) Drop(attempt);
    }

    /// <summary>A called-off attempt is over; the run stands at the head of the queue as before.</summary>
    private void Drop(RunningAttempt attempt)
    {
        if (!attempt.Entry.IsOver) attempt.Entry.State = RunState.Queued;
        Close();
    }

    private void Close()
    {
        _attempt = null;
        _allocation.MayMove = true;
        _settledFrom = DateTime.UtcNow + (Usable().Count == (_book.Current?.Machines.Length ?? 0) ? TimeSpan.Zero : _settings.Settling);
        Remember();
    }

    private void Take(Submission what)
    {
        if (_book.Find(what.Key) is { } known)
        {
            _log.Info("run {0} ({1}) was submitted again", known.Id, what.Name);
            Sender.Tell(new Accepted(known.Id, _book.Runs.Count(r => !r.IsOver && r.Id < known.Id)), Self);
            return;
        }

        RunEntry entry = _book.Add(what);
        int ahead = _book.Runs.Count(r => !r.IsOver) - 1;
        _log.Info("run {0} ({1}) was submitted, {2} before it", entry.Id, what.Name, ahead);
        Remember();
        Sender.Tell(new Accepted(entry.Id, ahead), Self);
    }

    private void Say(RunEntry entry, string message)
    {
        if (entry.Message == message) return;
        entry.Message = message;
        Remember();
    }

    private List<string> Usable() =>
        [.. _cluster.State.Members
            .Where(m => m.Status == MemberStatus.Up && m.HasRole(_settings.Role) && !_cluster.State.Unreachable.Contains(m))
            .Select(m => m.Address.ToString())
            .Where(a => !IsRefused(a) && !_leaving.Contains(a))
            .Order(StringComparer.Ordinal)];

    /// <summary>Another program is no use for any run; other data files only for the run that reads them.</summary>
    private bool IsRefused(string machine) => _refused.TryGetValue(machine, out Difference? difference) && (difference.Run is not { } run || run == _book.Current?.Id);

    private IEnumerable<MachineStanding> Machines()
    {
        foreach (Member member in _cluster.State.Members.OrderBy(m => m.Address.ToString(), StringComparer.Ordinal))
        {
            string address = member.Address.ToString();
            string status = IsRefused(address) ? "not used: " + _refused[address].Reason
                : _cluster.State.Unreachable.Contains(member) ? "unreachable"
                : _leaving.Contains(address) ? "leaving"
                : _attempt is { } attempt && attempt.Machines.IndexOf(address) is >= 0 and var number ? string.Create(CultureInfo.InvariantCulture, $"machine {number} of run {attempt.Entry.Id}")
                : member.Status == MemberStatus.Up ? "idle" : member.Status.ToString().ToLowerInvariant();
            yield return new MachineStanding(address, status);
        }
    }

    private bool IsUp(string machine) => _cluster.State.Members.Any(m => m.Address.ToString() == machine && m.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Exiting)
        && !_cluster.State.Unreachable.Any(m => m.Address.ToString() == machine);

    private RunStatus StatusOf(RunEntry entry)
    {
        Progress? progress = _attempt is { } attempt && attempt.Entry == entry ? attempt.Progress : null;
        return new RunStatus(
            entry.Id, entry.What.Name, entry.State, entry.Attempts, entry.Machines, entry.Message, progress?.System ?? "", progress?.Now ?? 0, progress?.Duration ?? 0, progress?.Events ?? 0, progress?.Online ?? 0, entry.Digest);
    }

    private static ActorSelection Machine(string address) => Context.ActorSelection($"{address}/user/{MachineActor.Name}");

    private void AskForBook() => _replicator.Tell(Dsl.Get(_key, new ReadMajority(TimeSpan.FromSeconds(5))), Self);

    private void Remember()
    {
        string text = _book.Write();
        _replicator.Tell(
            Dsl.Update(
                _key,
                new LWWRegister<string>(_cluster.SelfUniqueAddress, "", 0L),
                new WriteMajority(TimeSpan.FromSeconds(5)),
                // Whoever writes has read what is there: the next number is later than any clock.
                register => register.WithValue(_cluster.SelfUniqueAddress, text, static (now, _) => now + 1)),
            Self);
    }

    /// <summary>In what a machine differs from the coordinator's.</summary>
    private sealed record Difference(string Reason)
    {
        /// <summary>Whether only the scenario's fingerprint differs.</summary>
        public bool IsOfScenario { get; init; }

        /// <summary>The run that it concerns; null for all.</summary>
        public long? Run { get; init; }
    }

    private enum Phase
    {
        Preparing,
        Running,
        CalledOff,
    }

    private sealed class RunningAttempt(long number, RunEntry entry, List<string> machines)
    {
        public long Number => number;

        public RunEntry Entry => entry;

        public List<string> Machines { get; } = [.. machines];

        public Phase Phase { get; set; }

        public DateTime Since { get; set; } = DateTime.UtcNow;

        public Dictionary<string, Prepared> Answers { get; } = [];

        public Dictionary<string, Ended> Ends { get; } = [];

        public Progress? Progress { get; set; }
    }

    private sealed record LookAround : INoSerializationVerificationNeeded
    {
        public static LookAround Instance { get; } = new();
    }
}

/// <summary>How the coordinator goes about it; <c>p2p.cluster</c> in <c>cluster.conf</c>.</summary>
/// <param name="Role">Role of the members that run worlds.</param>
/// <param name="MinMachines">Fewest machines that a run begins on.</param>
/// <param name="Settling">How long membership must not have changed before a run begins.</param>
/// <param name="MovingPatience">How long to wait beyond that until cohorts are spread evenly.</param>
/// <param name="PreparePatience">How long machines may take to get ready, or to end.</param>
/// <param name="MostFailures">Attempts that may be lost in a row without the loss of a machine before the run is given up.</param>
internal sealed record CoordinatorSettings(string Role, int MinMachines, TimeSpan Settling, TimeSpan MovingPatience, TimeSpan PreparePatience, int MostFailures);
