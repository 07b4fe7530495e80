using P2PActors.Actors;
using P2PActors.Engine.Machines;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Network;

namespace P2PActors.Engine;

/// <summary>
/// One emulated network that runs. Between windows it can be looked at (probes, reports) and intervened in (faults,
/// commands); while a window runs it belongs to the workers. On several machines each has the whole world before it, but
/// only the actors of its own cohorts; all do the same things to it in the same order.
/// </summary>
public sealed partial class World
{
    /// <summary>A list that a burst has made longer than this gives its memory back.</summary>
    private const int LargestIdleList = 4096;

    private readonly WorldPlan _plan;
    private readonly CohortMap _map;
    private readonly Worker[] _workers;
    private readonly MessageTypeTable _messageTypes = new();
    private readonly List<InterventionRecord> _interventions = [];
    private readonly List<Intervention> _scheduled = [];
    private bool _isIntervening;

    /// <summary>Builds the world; nothing has happened yet.</summary>
    /// <exception cref="ArgumentException">The plan or the options are out of range.</exception>
    public World(WorldPlan plan, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.PeerCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(plan.Duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 64);
        plan.Network.Peers = plan.PeerCount;
        for (int i = 0; i < plan.Sybils; i++) plan.Traits.MarkSybil(plan.Population + i);
        _plan = plan;
        // Unasked, every machine gets work: two cohorts at least.
        int fewest = options.Link is { Machines: > 1 and var machines } ? 2 * machines : 1;
        int cohorts = Math.Min(options.Cohorts > 0 ? options.Cohorts : Math.Max(fewest, (plan.PeerCount + 999) / 1000), plan.PeerCount);
        _map = new CohortMap(plan.PeerCount, cohorts);
        int[] own = Own(options.Link);
        int threads = Math.Clamp(options.Threads > 0 ? options.Threads : Environment.ProcessorCount, 1, Math.Max(1, own.Length));
        Host = options.Hosting?.Open(plan) ?? WorldHost.Direct;
        Clock = new WindowClock(plan.Network.Latency.Minimum);
        SeriesBin = IntervalOf(plan.Duration, plan.SeriesBins);
        Wire.MessageCodec? codec = options.RoundTrip
            ? plan.Codec?.Invoke() ?? throw new ArgumentException("A round trip of messages needs a plan with a codec.", nameof(options))
            : null;
        _workers = new Worker[threads];
        for (int i = 0; i < threads; i++)
        {
            _workers[i] = new Worker(i, threads, Clock, _map, NewShard(), new TrafficCounters(plan.Roles.Count), new ViolationLog(plan.Invariants), new MessageTypeTable.Cache(_messageTypes)) { IsAlone = true, RoundTrip = codec is null ? null : new Wire.RoundTrip(codec) };
        }

        foreach (IBarrierLedger ledger in plan.Ledgers) ledger.Attach(threads);
        _slots = new PeerSlot[_map.Count][];
        for (int i = 0; i < own.Length; i++)
        {
            int c = own[i];
            Worker worker = _workers[i % threads];
            (int first, int count) = PeersOf(c);
            worker.Add(index => _map[c] = new Cohort(plan, Host, worker, index, first, count));
            _slots[c] = _map[c]!.Slots;
        }

        MirrorOthers(options.Link);
        foreach (int c in own) _map[c]!.Supervisor.ScheduleFirstSessions();
    }

    /// <summary>Virtual time: the beginning of the next window, or the end of the run.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Virtual time the run lasts.</summary>
    public TimeSpan Duration => _plan.Duration;

    /// <summary>Seed of the run.</summary>
    public ulong Seed => _plan.Seed;

    /// <summary>Number of participants, on line or not.</summary>
    public int PeerCount => _plan.PeerCount;

    /// <summary>Peers on line.</summary>
    public int Online { get; private set; }

    /// <summary>Sessions begun so far, restarts included.</summary>
    public long Sessions { get; private set; }

    /// <summary>Number of cohorts.</summary>
    public int CohortCount => _map.Count;

    /// <summary>Number of threads.</summary>
    public int ThreadCount => _workers.Length;

    /// <summary>Names of the roles.</summary>
    public IReadOnlyList<string> Roles => _plan.Roles;

    /// <summary>The emulated Internet; may be changed between windows.</summary>
    public NetworkModel Network => _plan.Network;

    /// <summary>What faults have made of peers; may be changed between windows.</summary>
    public PeerTraits Traits => _plan.Traits;

    /// <summary>Length of one interval of the series over time.</summary>
    public TimeSpan SeriesBin { get; }

    /// <summary>Length of the intervals into which the series over time of a run are divided.</summary>
    /// <param name="duration">Virtual time the run lasts.</param>
    /// <param name="intervals">How many intervals.</param>
    public static TimeSpan IntervalOf(TimeSpan duration, int intervals) => new(Math.Max(1, (duration.Ticks + intervals - 1) / intervals));

    /// <summary>Length of a window.</summary>
    public TimeSpan Window => new(Clock.Length);

    /// <summary>What was done to the world so far.</summary>
    public IReadOnlyList<InterventionRecord> Interventions => _interventions;

    /// <summary>Events handled so far; on several machines, up to the last step they took together.</summary>
    public long Events
    {
        get
        {
            if (Team is { } team) return team.Handled;
            long sum = 0;
            foreach (Worker worker in _workers) sum += worker.Handled;
            return sum;
        }
    }

    internal WindowClock Clock { get; }

    internal WorldHost Host { get; }

    internal IReadOnlyList<Worker> Workers => _workers;

    internal WorldPlan Plan => _plan;

    /// <summary>Where a peer is in its life.</summary>
    public PeerState StateOf(PeerId peer) => SlotOf(peer).State;

    /// <summary>Whether a peer is on line.</summary>
    public bool IsOnline(PeerId peer) => SlotOf(peer).State == PeerState.Online;

    /// <summary>The peer's actor while it is on line, else null. To be looked at, not touched.</summary>
    public PeerActor? ActorOf(PeerId peer) => SlotOf(peer).Actor;

    /// <summary>Role of a peer.</summary>
    public int RoleOf(PeerId peer) => SlotOf(peer).Role;

    /// <summary>What a peer has sent and received over all its sessions.</summary>
    public TrafficCount LoadOf(PeerId peer)
    {
        ref PeerSlot slot = ref SlotOf(peer);
        return new TrafficCount(slot.MessagesOut, slot.BytesOut, slot.MessagesIn, slot.BytesIn);
    }

    /// <summary>Ends a peer's session; it does not come back by itself.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="silently">Its host goes with it: nobody is told.</param>
    /// <returns>False if it was not on line.</returns>
    public bool Kill(PeerId peer, bool silently)
    {
        bool wasOnline = IsOnline(peer);
        if (_map.Find(peer.Value) is { } cohort) cohort.Supervisor.Kill(peer.Value - cohort.FirstPeer, silently);
        AfterChange();
        return wasOnline;
    }

    /// <summary>Starts a peer anew, whether it is on line or not.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="after">How long it takes to come.</param>
    public void Restart(PeerId peer, TimeSpan after = default)
    {
        if (_map.Find(peer.Value) is { } cohort) cohort.Supervisor.Restart(peer.Value - cohort.FirstPeer, after);
        AfterChange();
    }

    /// <summary>Makes a peer's next handlers fail, as if they had a mistake. To be called between windows.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="handlers">How many, 1 to 250.</param>
    public void FailNext(PeerId peer, int handlers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(handlers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(handlers, 250);
        if (_map.Find(peer.Value) is not null) SlotOf(peer).FailuresDue = (byte)handlers;
    }

    /// <summary>Leaves peers only a share of the rate of their access links, both ways. To be called between windows.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="left">What is left, above 0 and at most 1.</param>
    /// <returns>The number to end it by; null where bandwidth is not limited.</returns>
    public int? CutBandwidth(IReadOnlyList<PeerId> peers, double left)
    {
        ArgumentNullException.ThrowIfNull(peers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left, 1);
        int? number = _plan.Network.Links?.Cut(peers, left);
        LinksChanged(peers);
        return number;
    }

    /// <summary>Ends a cut of bandwidth. To be called between windows.</summary>
    /// <returns>False if it has ended before.</returns>
    public bool RestoreBandwidth(int number)
    {
        if (_plan.Network.Links?.Uncut(number) is not { } peers) return false;
        LinksChanged(peers);
        return true;
    }

    /// <summary>Ends all cuts of bandwidth. To be called between windows.</summary>
    public void RestoreBandwidth()
    {
        foreach (int number in _plan.Network.Links?.Cuts.ToArray() ?? []) RestoreBandwidth(number);
    }

    /// <summary>The Sybils that one fault of the scenario brings in.</summary>
    /// <param name="fault">Place of the fault in the scenario, from 0.</param>
    public IReadOnlyList<PeerId> SybilsOf(int fault)
    {
        int first = _plan.Population;
        foreach ((int Fault, int Count) group in _plan.SybilGroups)
        {
            if (group.Fault == fault) return [.. Enumerable.Range(first, group.Count).Select(i => new PeerId(i))];
            first += group.Count;
        }

        return [];
    }

    private void LinksChanged(IReadOnlyList<PeerId> peers)
    {
        foreach (PeerId peer in peers)
        {
            if (_map.Find(peer.Value) is { } cohort) cohort.Transport.LinksChanged(peer.Value - cohort.FirstPeer);
        }
    }

    /// <summary>Tells a peer to do something, now. To be called between windows.</summary>
    /// <returns>False if it is off line, on another machine (<see cref="Sum{T}(T)"/>), does not know how, or failed in trying.</returns>
    public bool Order(PeerId peer, Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        bool obeyed = _map.Find(peer.Value) is { } cohort && OrderHere(cohort, peer, order);
        AfterChange();
        return obeyed;
    }

    private static bool OrderHere(Cohort cohort, PeerId peer, Order order)
    {
        int local = peer.Value - cohort.FirstPeer;
        if (cohort.Slots[local].State != PeerState.Online) return false;
        var call = new ActorCall(ActorCallKind.Order, Peer: PeerId.None, Order: order);
        return cohort.Notify(local, new Event(cohort.Now, EventKind.Timer, peer.Value, cohort.Slots[local].Sequence, peer.Value, null), in call);
    }

    /// <summary>All metrics recorded so far, of all workers together.</summary>
    public MetricShard CollectMetrics()
    {
        MetricShard total = NewShard();
        foreach (Worker worker in _workers) worker.Metrics.AddTo(total);
        GatherInto(ref total);
        return total;
    }

    /// <summary>How connections fared so far.</summary>
    public ConnectionCounters CollectConnections()
    {
        var total = new ConnectionCounters();
        foreach (Worker worker in _workers) total.Add(worker.Connections);
        GatherInto(ref total);
        return total;
    }

    /// <summary>Handler failures so far: how many, and the first few.</summary>
    public (long Count, IReadOnlyCollection<HandlerFailure> First) CollectFailures()
    {
        var total = new FailureLog();
        foreach (Worker worker in _workers) total.Add(worker.Failures);
        GatherInto(ref total);
        return (total.Count, total.First);
    }

    /// <summary>How the invariants fared so far.</summary>
    public IReadOnlyList<InvariantResult> CollectViolations()
    {
        var total = new ViolationLog(_plan.Invariants);
        foreach (Worker worker in _workers) total.Add(worker.Violations);
        GatherInto(ref total);
        return total.Results;
    }

    /// <summary>Notes that an invariant does not hold. To be called between windows.</summary>
    internal void Violated(InvariantId invariant, PeerId peer, string what) => _workers[0].Violations.Add(invariant, new Violation(Now, peer, what));

    /// <summary>Traffic so far, by message type, role and direction, and what was dropped.</summary>
    public IReadOnlyList<MessageTraffic> CollectTraffic()
    {
        var total = new TrafficCounters(_plan.Roles.Count);
        foreach (Worker worker in _workers) worker.Traffic.AddTo(total);
        var result = new List<MessageTraffic>();
        foreach (MessageTypeInfo type in _messageTypes.ByName())
        {
            var byRole = new TrafficCount[_plan.Roles.Count];
            for (int role = 0; role < byRole.Length; role++) byRole[role] = total.Of(type.Index, role);
            var drops = new SortedDictionary<DropReason, long>();
            foreach (DropReason reason in Enum.GetValues<DropReason>())
            {
                if (total.Drops(type.Index, reason) is var n && n > 0) drops[reason] = n;
            }

            var traffic = new MessageTraffic(type.Name, byRole, drops) { Fingerprint = type.Fingerprint };
            if (traffic.Total != default || drops.Count > 0) result.Add(traffic);
        }

        return Team is null ? result : GatherTraffic(result);
    }

    /// <summary>The fingerprint of everything that has happened: equal for equal scenario and seed, whatever threads and cohorts.</summary>
    public string Digest()
    {
        ulong a = 0, b = 0;
        for (int c = 0; c < _map.Count; c++)
        {
            if (_map[c] is not { } cohort) continue;
            PeerSlot[] slots = cohort.Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                // A sum does not care in which order peers are added; each term is bound to its peer.
                ulong term = RandomStream.Mix(slots[i].Digest + (ulong)(cohort.FirstPeer + i) * 0x9E3779B97F4A7C15UL);
                a += term;
                b += RandomStream.Mix(term ^ 0xD6E8FEB86659FD93UL);
            }
        }

        return $"{Sum(a):x16}{Sum(b):x16}";
    }

    internal ref PeerSlot SlotOf(PeerId peer)
    {
        int c = _map.IndexOf(peer.Value);
        return ref _slots[c][peer.Value - c * _map.Size];
    }

    internal CohortMap Map => _map;

    internal void MoveTo(long ticks)
    {
        Now = new TimeSpan(ticks);
        for (int c = 0; c < _map.Count; c++) _map[c]?.SetTime(ticks);
    }

    /// <summary>Lets somebody look on from the next event on.</summary>
    internal void Observe(CohortObserver observer)
    {
        for (int c = 0; c < _map.Count; c++)
        {
            if (_map[c] is { } cohort) cohort.Observer = observer;
        }
    }

    /// <summary>Carries out an intervention now, whatever its time and condition. To be called between windows.</summary>
    /// <returns>What was done.</returns>
    public InterventionRecord Intervene(Intervention intervention)
    {
        ArgumentNullException.ThrowIfNull(intervention);
        _isIntervening = true;
        var record = new InterventionRecord(Now, intervention.Label, intervention.Apply(this));
        _isIntervening = false;
        AfterWindow();
        _interventions.Add(record);
        return record;
    }

    /// <summary>Puts off an intervention till its time: the end of an outage, for one.</summary>
    public void Schedule(Intervention intervention) => _scheduled.Add(intervention);

    internal bool HasScheduled => _scheduled.Count > 0;

    internal IReadOnlyList<Intervention> TakeScheduled()
    {
        if (_scheduled.Count == 0) return [];
        Intervention[] taken = [.. _scheduled];
        _scheduled.Clear();
        return taken;
    }

    internal void SetNow(long ticks) => Now = new TimeSpan(ticks);

    /// <summary>Brings what all can see up to date when something was done outside an intervention, which waits till its end.</summary>
    private void AfterChange()
    {
        if (!_isIntervening) AfterWindow();
    }

    /// <summary>Brings what all can see up to date after a window or an intervention, on all machines.</summary>
    internal void AfterWindow()
    {
        Team?.Meet(this, NextWindowHere());
        foreach (Worker worker in _workers)
        {
            foreach ((int peer, PeerState state) in worker.StateChanges) Count(peer, state);

            worker.StateChanges.Clear();
            if (worker.StateChanges.Capacity > LargestIdleList) worker.StateChanges.Capacity = 0;
        }

        foreach (IBarrierLedger ledger in _plan.Ledgers) ledger.Apply();
    }

    private void Count(int peer, PeerState state)
    {
        if (state == PeerState.Online)
        {
            Online++;
            Sessions++;
        }
        else
        {
            Online--;
        }

        _plan.StateChanged?.Invoke(new PeerId(peer), state);
    }

    private MetricShard NewShard() => new(_plan.Metrics, SeriesBin, _plan.SeriesBins);
}
