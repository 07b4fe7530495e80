using System.Collections.Concurrent;
using P2PActors.Engine;
using P2PActors.Protocols;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>What a session of inspection begins with.</summary>
public sealed record InspectionPlan
{
    /// <summary>The scenario; only <see cref="System"/> of it is run.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The system.</summary>
    public required ScenarioSystem System { get; init; }

    /// <summary>Takes down what is done.</summary>
    public required Journal Journal { get; init; }

    /// <summary>Whether the run waits at its beginning until it is told to go on.</summary>
    public bool StartsPaused { get; init; }

    /// <summary>Virtual time at which the run is held up for the first time; null for none.</summary>
    public TimeSpan? PauseAt { get; init; }

    /// <summary>Virtual time at which the run is ended; null for the end of its duration.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>Whether the last messages of each peer are kept, and one can step into windows; it costs time with every message.</summary>
    public bool Records { get; init; } = true;

    /// <summary>Told of everything that is done to the world by hand: the path of the list of faults it belongs to in the scenario, and the fault.</summary>
    public Action<string, string>? Intervened { get; init; }

    /// <summary>Writes the results so far to a directory, or to the run's own, and says where they are; null where that cannot be done.</summary>
    public Func<SystemResult, string?, string>? Save { get; init; }
}

/// <summary>
/// One run under inspection: takes commands from any thread and carries them out on the thread of the engine, between two
/// windows. What is done to the world is in the journal before the run goes on.
/// </summary>
public sealed class InspectionSession : IRunControl, IDisposable
{
    private const string Over = "the run has ended";

    /// <summary>How long a person waits for several machines to meet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long a paused run on several machines waits between two steps.</summary>
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(20);

    /// <summary>Commands that look into the middle of one machine's windows, or write files there.</summary>
    private static readonly string[] OfOneMachine = ["trace", "traces", "untrace", "save", "quit"];

    private readonly ConcurrentQueue<Request> _asked = new();
    private readonly InspectionPlan _plan;
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly ManualResetEventSlim _pausedOrOver = new();
    private readonly Lock _gate = new();
    private readonly List<HoconObject> _atBarrier = [];
    private RunBarrier? _barrier;
    private Request? _stepping;
    private TimeSpan? _pauseAt;
    private long _pauseAfterWindows = long.MaxValue;
    private long _digestWindow = -1;
    private string _digest = "";
    private bool _isInside;
    private bool _isOver;
    private int _pending;
    private volatile bool _isPaused;
    private volatile bool _quits;
    private long _nowTicks;

    /// <summary>A session that has not begun.</summary>
    public InspectionSession(InspectionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _isPaused = plan.StartsPaused;
        _pauseAt = plan.PauseAt;
        if (_isPaused) _pausedOrOver.Set();
    }

    /// <summary>The run; null until its world is built.</summary>
    internal SystemRun? Run { get; private set; }

    internal Onlooker Watch { get; private set; } = null!;

    internal World World => Run!.World;

    internal InspectionPlan Plan => _plan;

    internal RunBarrier Barrier => _barrier!;

    internal bool IsPaused => _isPaused;

    /// <summary>Whether a window is running and held up in its middle.</summary>
    internal bool IsInside => _isInside;

    internal TimeSpan? PauseAt => _pauseAt;

    /// <summary>Whether the run was ended by a command or by <see cref="InspectionPlan.Until"/>, as asked.</summary>
    public bool EndedAsAsked { get; private set; }

    /// <summary>Whether the run has ended.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate) return _isOver;
        }
    }

    /// <summary>Where the run stands, for a prompt: virtual time and whether it runs.</summary>
    public string Standing => $"{StateText.Time(new TimeSpan(Volatile.Read(ref _nowTicks)))}{(IsOver ? " ended" : _isPaused ? " paused" : "")}";

    /// <summary>Told when the world is built, before it runs.</summary>
    public void Prepared(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Watch = new Onlooker(run.World.PeerCount) { Stepped = AttendInside };
        if (_plan.Records) run.World.Observe(Watch);
        Run = run;
        _plan.Journal.Write();
    }

    /// <summary>Carries out a command and waits for its answer.</summary>
    /// <param name="line">The command as typed.</param>
    public Answer Execute(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var request = new Request(line);
        lock (_gate)
        {
            if (_isOver) return Answer.Error(Over);
            if (Run?.World.Team is { } team)
            {
                // What is done to a world is done on all its machines at the same barrier: it comes back with the next step.
                _asked.Enqueue(request);
                team.OrdersHere.Enqueue(line);
            }
            else
            {
                _requests.Enqueue(request);
                Interlocked.Increment(ref _pending);
                _signal.Release();
            }
        }

        return Run?.World.Team is null ? request.Answered.Result : AnswerOf(request);
    }

    private static Answer AnswerOf(Request request) =>
        request.Answered.Wait(Patience) ? request.Answered.Result : Answer.Error($"the machines have not met within {Patience.TotalSeconds:0} s; perhaps one was lost, and the run begins again");

    /// <summary>Waits until the run is paused or over.</summary>
    public void WaitUntilPaused() => _pausedOrOver.Wait();

    /// <summary>Ends the run at the next barrier, from any thread.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _quits = true;
            _signal.Release();
        }
    }

    /// <inheritdoc />
    public bool OnBarrier(RunBarrier barrier)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        _barrier = barrier;
        Volatile.Write(ref _nowTicks, barrier.Reached.Ticks);
        TakeOrders();
        if (Volatile.Read(ref _pending) == 0 && !_isPaused && !_quits && _pauseAt is null && _plan.Until is null && _pauseAfterWindows == long.MaxValue && barrier.Speed <= 0 && _atBarrier.Count == 0)
            return true;
        return Attend();
    }

    /// <inheritdoc />
    public void OnEnded(bool isComplete)
    {
        if (isComplete) _plan.Journal.Close(World.Duration, World.Digest());
        else _plan.Journal.Close(Barrier.Reached, DigestBeforeNow());
        lock (_gate)
        {
            _isOver = true;
            _isPaused = false;
            _stepping?.Finish(Answer.Say($"{Over} at {StateText.Moment(World.Now)}"));
            while (_requests.TryDequeue(out Request? request)) request.Finish(Answer.Error(Over));
            while (_asked.TryDequeue(out Request? request)) request.Finish(Answer.Error(Over));
        }

        _pausedOrOver.Set();
    }

    /// <summary>The run is called off: whoever still waits for an answer is told.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isOver = true;
            _stepping?.Finish(Answer.Error(Over));
            while (_requests.TryDequeue(out Request? request)) request.Finish(Answer.Error(Over));
            while (_asked.TryDequeue(out Request? request)) request.Finish(Answer.Error(Over));
        }

        _pausedOrOver.Set();
    }

    /// <summary>Whether the run has had a checkpoint asked of it; the digest of everything before a time.</summary>
    internal string DigestBeforeNow() => _digestWindow == Barrier.ReachedWindow ? _digest : World.Digest();

    /// <summary>Does something to the world at the next barrier, which is now unless a window is held up in its middle.</summary>
    /// <returns>How many peers it concerned; null if it is still to be done.</returns>
    /// <exception cref="ScenarioException">It is wrong.</exception>
    internal (int? Peers, TimeSpan At, string Label) Intervene(string fault, IReadOnlyList<HoconOverride> settings)
    {
        if (_isInside)
        {
            HoconObject later = FaultAt(TimeSpan.Zero, fault, settings);
            Intervention planned = _plan.Journal.Check(later, World.PeerCount);
            _atBarrier.Add(later);
            return (null, Barrier.Next, planned.Label);
        }

        (Intervention done, int peers) = Carry(FaultAt(Barrier.Reached, fault, settings));
        return (peers, Barrier.Reached, done.Label);
    }

    /// <summary>Goes on, until a time if one is given.</summary>
    internal void Resume(TimeSpan? until)
    {
        _pauseAt = until;
        _pauseAfterWindows = long.MaxValue;
        GoOn();
    }

    internal void Pause()
    {
        _isPaused = true;
        Watch.StepPeer = -1;
        _pauseAt = null;
        _pauseAfterWindows = long.MaxValue;
        _pausedOrOver.Set();
    }

    /// <summary>Runs some windows and answers then.</summary>
    internal void Step(long windows)
    {
        _pauseAfterWindows = Barrier.Windows + windows;
        _pauseAt = null;
        GoOn();
    }

    /// <summary>Runs until a peer has handled its next event and answers then.</summary>
    internal void StepEvent(int peer)
    {
        Watch.StepPeer = peer;
        _pauseAt = null;
        _pauseAfterWindows = long.MaxValue;
        GoOn();
    }

    internal void Quit()
    {
        EndedAsAsked = true;
        _quits = true;
    }

    private void GoOn()
    {
        _pausedOrOver.Reset();
        _isPaused = false;
        Barrier.IsSingleThreaded = Watch.StepPeer >= 0 || Watch.Tracer.IsOn;
        Barrier.ResumePace();
    }

    private bool Attend()
    {
        CarryWhatWaited();
        if (_barrier!.IsSingleThreaded && Watch.StepPeer < 0 && !Watch.Tracer.IsOn) _barrier.IsSingleThreaded = false;
        while (true)
        {
            TakeRequests();
            if (_quits) return false;
            if (_isPaused)
            {
                if (World.Team is null) _signal.Wait();
                else MeetAgain();
                continue;
            }

            if (HasReached(_plan.Until))
            {
                EndedAsAsked = true;
                return false;
            }

            if (HasReached(_pauseAt) || _barrier.Windows >= _pauseAfterWindows)
            {
                Pause();
                FinishStep(() => InspectionCommands.StatusOf(this));
                continue;
            }

            if (_barrier.IsAtEnd || World.Team is not null || _barrier.Wait is not { Ticks: > 0 } wait) return true;
            _signal.Wait(wait);
        }
    }

    private bool HasReached(TimeSpan? time)
    {
        if (time is not { } at || !_barrier!.TryAdvanceTo(at)) return false;
        Volatile.Write(ref _nowTicks, _barrier.Reached.Ticks);
        return true;
    }

    /// <summary>The event of a step is over; the window is held up here, on the thread that runs it.</summary>
    private void AttendInside(StepReport report)
    {
        _isInside = true;
        Volatile.Write(ref _nowTicks, report.At.Ticks);
        Pause();
        FinishStep(() => InspectionCommands.StepText(report));
        while (_isPaused && !_quits)
        {
            TakeRequests();
            if (_isPaused && !_quits) _signal.Wait();
        }

        _isInside = false;
    }

    private void TakeRequests()
    {
        while (_requests.TryDequeue(out Request? request))
        {
            Interlocked.Decrement(ref _pending);
            Answer? answer = AnswerTo(request.Line);
            if (answer is null)
            {
                FinishStep(() => InspectionCommands.StatusOf(this)); // one that waits is overtaken
                _stepping = request; // answered when the step is over
            }
            else
            {
                request.Finish(answer);
            }

            if (!_isPaused && _isInside) return;
        }
    }

    /// <summary>What came to all machines with the last step becomes requests, in the same order on all of them.</summary>
    private void TakeOrders()
    {
        if (World.Team is not { } team || team.Orders.Count == 0) return;
        foreach ((int machine, string line) in team.TakeOrders())
        {
            Request request = machine == team.Machine && _asked.TryDequeue(out Request? own) ? own : new Request(line);
            _requests.Enqueue(request);
            Interlocked.Increment(ref _pending);
        }
    }

    private void MeetAgain()
    {
        Thread.Sleep(BetweenSteps);
        World.AfterWindow();
        if (World.Team!.IsStopping) _quits = true;
        TakeOrders();
    }

    private Answer? AnswerTo(string line)
    {
        if (World.Team is not { } team) return InspectionCommands.Answer(this, line);
        List<string> words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        string name = words.Count == 0 ? "" : InspectionCommands.Find(words[0])?.Name ?? "";
        if (OfOneMachine.Contains(name) || words is ["step" or "s", "event", ..])
            return Answer.Error($"'{name}' is for a run on one machine; run the scenario with p2p run --interactive");
        World.Refresh();
        Answer? answer = InspectionCommands.Answer(this, line);
        if (name != "peer" || answer is null || answer.IsError || words.Count != 2) return answer;
        // Only the machine that has the peer can tell.
        int owner = World.MachineOf(InspectionCommands.ReadPeer(this, words[1]));
        var answers = new List<Answer>();
        team.Gather(answer.Write, (ref Wire.WireReader from) => answers.Add(Answer.Read(ref from)));
        return answers[owner].Fact("machine", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{owner} of {team.Machines}"));
    }

    private void FinishStep(Func<Answer> answer)
    {
        _stepping?.Finish(answer());
        _stepping = null;
    }

    private void CarryWhatWaited()
    {
        foreach (HoconObject fault in _atBarrier) Carry(fault.With("at", InspectionCommands.Duration(Barrier.Reached), "now"));
        _atBarrier.Clear();
    }

    private (Intervention Done, int Peers) Carry(HoconObject fault)
    {
        Intervention intervention = _plan.Journal.Check(fault, World.PeerCount);
        if (_digestWindow != Barrier.ReachedWindow) (_digest, _digestWindow) = (World.Digest(), Barrier.ReachedWindow);
        _plan.Journal.Add(fault);
        _plan.Intervened?.Invoke(_plan.Journal.FaultsPath, fault.ToText());
        return (intervention, Barrier.Intervene(intervention));
    }

    private HoconObject FaultAt(TimeSpan at, string fault, IReadOnlyList<HoconOverride> settings)
    {
        var all = new List<HoconOverride>(settings) { new("at", InspectionCommands.Duration(at), fault) };
        if (_plan.Scenario.Document.Get("systems") is HoconObject { Members.Count: > 1 }) all.Add(new HoconOverride("system", HoconWriter.Quote(_plan.System.Label), fault));
        return HoconDocument.Parse($"fault = {fault}", fault, all);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _signal.Dispose();
        _pausedOrOver.Dispose();
    }

    private sealed class Request(string line)
    {
        private readonly TaskCompletionSource<Answer> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Line { get; } = line;

        public Task<Answer> Answered => _answered.Task;

        public void Finish(Answer answer) => _answered.TrySetResult(answer);
    }
}
