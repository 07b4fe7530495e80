using P2PActors.Engine.Machines;
using P2PActors.Invariants;
using P2PActors.Metrics;

namespace P2PActors.Engine;

/// <summary>
/// One thread's share of the world: its cohorts, their shared scratch memory, and what they send to the cohorts of other
/// workers. A cohort belongs to one worker for the whole run, so nothing here needs a lock.
/// </summary>
internal sealed class Worker
{
    private readonly List<Cohort> _cohorts = [];
    private readonly CohortMap _map;
    private readonly Outbox[] _outboxes;
    private EventBatch[] _elsewhere = [];
    private CohortPlacement? _placement;
    private long[] _next = [];
    private ulong[] _keys = new ulong[64];

    public Worker(int index, int workers, WindowClock clock, CohortMap map, MetricShard metrics, TrafficCounters traffic, ViolationLog violations, MessageTypeTable.Cache messageTypes)
    {
        Index = index;
        Clock = clock;
        _map = map;
        Metrics = metrics;
        Traffic = traffic;
        Violations = violations;
        MessageTypes = messageTypes;
        _outboxes = new Outbox[workers];
        for (int i = 0; i < workers; i++) _outboxes[i] = new Outbox();
    }

    public int Index { get; }

    public WindowClock Clock { get; }

    public EventArrayPool Pool { get; } = new();

    public MetricShard Metrics { get; }

    public TrafficCounters Traffic { get; }

    public MessageTypeTable.Cache MessageTypes { get; }

    public IReadOnlyList<Cohort> Cohorts => _cohorts;

    /// <summary>Takes every message through bytes and back; null if they go as they are.</summary>
    public Wire.RoundTrip? RoundTrip { get; init; }

    public FailureLog Failures { get; } = new();

    public ViolationLog Violations { get; }

    public ConnectionCounters Connections { get; } = new();

    /// <summary>Peers whose state changed in the window that is running.</summary>
    public List<(int Peer, PeerState State)> StateChanges { get; } = [];

    /// <summary>Set while only one thread runs: everything may be put in directly.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Events handled by this worker's cohorts.</summary>
    public long Handled { get; private set; }

    public int Add(Func<int, Cohort> create)
    {
        int index = _cohorts.Count;
        if (index == _next.Length) Array.Resize(ref _next, Math.Max(4, index * 2));
        _next[index] = TimingWheel.Never;
        _cohorts.Add(create(index));
        return index;
    }

    public void SetNext(int cohort, long window) => _next[cohort] = window;

    public void LowerNext(int cohort, long window)
    {
        if (window < _next[cohort]) _next[cohort] = window;
    }

    /// <summary>Earliest window of any cohort here, or of anything sent from here that is not put in yet.</summary>
    public long NextWindow()
    {
        long next = TimingWheel.Never;
        ReadOnlySpan<long> windows = _next.AsSpan(0, _cohorts.Count);
        foreach (long window in windows)
        {
            if (window < next) next = window;
        }

        foreach (Outbox outbox in _outboxes) next = Math.Min(next, outbox.Filling.Earliest);
        return next;
    }

    /// <summary>How much work a window holds here.</summary>
    public int EventsAt(long window)
    {
        int sum = 0;
        for (int i = 0; i < _cohorts.Count; i++)
        {
            if (_next[i] == window) sum += _cohorts[i].EventsAt(window);
        }

        foreach (Outbox outbox in _outboxes) sum += outbox.Filling.Count;
        return sum;
    }

    public void Run(long window)
    {
        for (int i = 0; i < _cohorts.Count; i++)
        {
            if (_next[i] == window) Handled += _cohorts[i].Run(window);
        }
    }

    public ulong[] KeysFor(int count)
    {
        if (_keys.Length < count) _keys = new ulong[Math.Max(count, _keys.Length * 2)];
        return _keys;
    }

    /// <summary>Sends an event to a cohort that is not the sender's own.</summary>
    public void Route(in Event e)
    {
        if (_map.Find(e.Target) is not { } target) SendElsewhere(in e);
        else if (IsAlone || target.Worker == this) target.Insert(in e);
        else _outboxes[target.Worker.Index].Filling.Add(in e, Clock.WindowOf(e.Time));
    }

    /// <summary>Prepares for peers on other machines.</summary>
    public void Attach(CohortPlacement placement, int machines)
    {
        _placement = placement;
        _elsewhere = new EventBatch[machines];
        for (int i = 0; i < machines; i++) _elsewhere[i] = new EventBatch();
    }

    /// <summary>What the peers here have sent to those of another machine since the last step.</summary>
    public EventBatch SentTo(int machine) => _elsewhere[machine];

    private void SendElsewhere(in Event e) => _elsewhere[_placement!.MachineOf(e.Target)].Add(in e, Clock.WindowOf(e.Time));

    /// <summary>Swaps the outboxes, so that what was sent can be taken while more is sent.</summary>
    public void SwapOutboxes()
    {
        foreach (Outbox outbox in _outboxes) outbox.Swap();
    }

    /// <summary>Puts what other workers sent before the last swap into the cohorts here.</summary>
    public void TakeFrom(Worker sender)
    {
        EventBatch batch = sender._outboxes[Index].Draining;
        for (int i = 0; i < batch.Count; i++)
        {
            ref readonly Event e = ref batch.Events[i];
            _map.CohortOf(e.Target).Insert(in e);
        }

        batch.Clear();
    }

    private sealed class Outbox
    {
        public EventBatch Filling { get; private set; } = new();

        public EventBatch Draining { get; private set; } = new();

        public void Swap() => (Filling, Draining) = (Draining, Filling);
    }
}
