using P2PActors.Actors;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Links;

namespace P2PActors.Engine;

/// <summary>
/// A group of peers that run one after the other, with their pending events and their supervisor. Within a window a cohort
/// neither sees nor waits for any other cohort.
/// </summary>
internal sealed class Cohort
{
    private readonly WorldPlan _plan;
    private readonly Worker _worker;
    private readonly CohortHost _host;
    private readonly bool _hostPrefetches;
    private readonly bool _hasNats;
    private readonly TimingWheel _wheel;
    private readonly EventHeap _soon = new();
    private readonly int _indexInWorker;
    private long _window = -1;

    public Cohort(WorldPlan plan, WorldHost host, Worker worker, int indexInWorker, int firstPeer, int count)
    {
        _plan = plan;
        _worker = worker;
        _indexInWorker = indexInWorker;
        FirstPeer = firstPeer;
        Slots = new PeerSlot[count];
        _wheel = new TimingWheel(worker.Clock, worker.Pool);
        for (int i = 0; i < count; i++) Slots[i].Role = plan.RoleOf(firstPeer + i);
        Transport = new Transport(this, plan.Network);
        _hasNats = plan.Network.Nats is not null;
        _host = host.HostOf(this);
        _hostPrefetches = _host.Prefetches;
        Supervisor = new Supervisor(this, plan, _host);
    }

    public WorldPlan Plan => _plan;

    public int FirstPeer { get; }

    public PeerSlot[] Slots { get; }

    public Transport Transport { get; }

    public Supervisor Supervisor { get; }

    public MetricShard Metrics => _worker.Metrics;

    public TrafficCounters Traffic => _worker.Traffic;

    public MessageTypeTable.Cache MessageTypes => _worker.MessageTypes;

    public Worker Worker => _worker;

    /// <summary>Virtual time of the event being handled, ticks.</summary>
    public long Now { get; private set; }

    /// <summary>Who looks on; null unless somebody inspects the run.</summary>
    public CohortObserver? Observer { get; set; }

    public int CurrentSender { get; private set; } = PeerId.None.Value;

    public Connection? CurrentConnection { get; private set; }

    /// <summary>The ports of the datagram being handled.</summary>
    public Network.Nat.DatagramPorts CurrentPorts { get; set; }

    public ref RandomStream RandomOf(int local) => ref Slots[local].Random;

    public int IncarnationOf(int local) => Slots[local].Incarnation;

    /// <summary>Runs all events of a window in order.</summary>
    /// <returns>How many events were handled.</returns>
    public long Run(long window)
    {
        _window = window;
        Event[]? events = _wheel.Take(window, out int count);
        long handled = 0;
        if (events is not null)
        {
            ulong[] keys = _worker.KeysFor(count);
            EventSort.Order(events, count, _worker.Clock.StartOf(window), keys);
            // It begins before the first event: where a window holds some dozens, most of them would otherwise be asked for too late.
            for (int i = -PrefetchSlot; i < count; i++)
            {
                if (i + PrefetchSlot < count) PrefetchPeer(in events[(uint)keys[i + PrefetchSlot]]);
                if ((uint)(i + PrefetchActor) < (uint)count) PrefetchHandled(in events[(uint)keys[i + PrefetchActor]]);
                if ((uint)(i + PrefetchPlace) < (uint)count) PrefetchConnection(in events[(uint)keys[i + PrefetchPlace]], isPlace: true);
                if ((uint)(i + PrefetchLink) < (uint)count) PrefetchConnection(in events[(uint)keys[i + PrefetchLink]], isPlace: false);
                if (i < 0) continue;
                ref readonly Event next = ref events[(uint)keys[i]];
                while (_soon.Count > 0 && Event.Before(in _soon.Top, in next))
                {
                    Handle(_soon.Pop());
                    handled++;
                }

                Handle(in next);
            }

            handled += count;
            _worker.Pool.Return(events, count);
        }

        while (_soon.Count > 0)
        {
            Handle(_soon.Pop());
            handled++;
        }

        _window = -1;
        _worker.SetNext(_indexInWorker, _wheel.NextWindow());
        return handled;
    }

    /// <summary>How many events ahead a peer's slot is asked for, then its actor and the message, then the connection.</summary>
    private const int PrefetchSlot = 16, PrefetchActor = 11, PrefetchPlace = 7, PrefetchLink = 3;

    // The order of a window is known when it opens, so memory can be asked for before it is needed: with a million peers,
    // whose state fits no cache, this is worth a third (3.3 to 4.4 million events/s); with 100,000, half.
    private void PrefetchPeer(in Event e)
    {
        Prefetch.Memory(ref Slots[e.Target - FirstPeer], lines: 2);
        if (_hostPrefetches) _host.Prefetch(e.Target - FirstPeer, isPlace: true);
    }

    private void PrefetchHandled(in Event e)
    {
        ref PeerSlot slot = ref Slots[e.Target - FirstPeer];
        Prefetch.Object(slot.Actor, lines: 4);
        Prefetch.Object(e.Payload);
        Prefetch.Object(slot.Net);
        if (_hostPrefetches) _host.Prefetch(e.Target - FirstPeer, isPlace: false);
    }

    private void PrefetchConnection(in Event e, bool isPlace)
    {
        EventKind kind = e.Kind;
        // Where there is nothing to ask for, the slot is left alone.
        if (kind == EventKind.Datagram ? !_hasNats : kind < EventKind.Segment && (kind != EventKind.Timer || !isPlace)) return;
        if (Slots[e.Target - FirstPeer].Net is not { } net) return;
        if (kind < EventKind.Segment)
        {
            // A timer mostly sends something; a datagram first passes the NAT.
            if (kind == EventKind.Timer) Prefetch.Object(net.Uplink);
            else if (isPlace) Prefetch.Object(net.Nat);
            else net.Nat?.Prefetch(e.Sender);
            return;
        }

        if (kind >= EventKind.UplinkTick)
        {
            SharedLink? link = kind == EventKind.UplinkTick ? net.Uplink : net.Downlink;
            if (isPlace) Prefetch.Object(link, lines: 2);
            else link?.PrefetchFirst();
            return;
        }

        ref Connection? place = ref net.PlaceOf(e.Channel);
        if (isPlace) Prefetch.Memory(ref place);
        else Prefetch.Object(place, lines: 3);
    }

    /// <summary>Sets the time for what is done between windows: interventions and probes.</summary>
    public void SetTime(long now)
    {
        Now = now;
        _worker.Metrics.Now = now;
    }

    public int EventsAt(long window) => _wheel.CountAt(window);

    /// <summary>Puts in an event for one of this cohort's peers.</summary>
    public void Insert(in Event e)
    {
        long window = _worker.Clock.WindowOf(e.Time);
        if (window <= _window)
        {
            _soon.Push(in e);
            return;
        }

        _wheel.Insert(in e, window);
        _worker.LowerNext(_indexInWorker, window);
    }

    /// <summary>Sends an event to any peer; to other peers never earlier than the next window.</summary>
    public void Emit(in Event e)
    {
        if ((uint)(e.Target - FirstPeer) < (uint)Slots.Length) Insert(in e);
        else _worker.Route(in e);
    }

    /// <summary>Schedules something of a peer for itself.</summary>
    public void ScheduleOwn(int local, long time, EventKind kind, object? payload, int channel = 0)
    {
        int peer = FirstPeer + local;
        Insert(new Event(Math.Max(time, Now), kind, peer, Slots[local].Sequence++, peer, payload, channel));
    }

    public void RequestStop(int local)
    {
        ref PeerSlot slot = ref Slots[local];
        if (slot.State != PeerState.Online || slot.StopRequested) return;
        slot.StopRequested = true;
        ScheduleOwn(local, Now, EventKind.Stop, null, slot.SessionOrder);
    }

    /// <summary>Hands a message to a peer that is on line and counts it.</summary>
    public void Deliver(int local, in Event e, Message message, Connection? connection)
    {
        ref PeerSlot slot = ref Slots[local];
        MessageTypeInfo type = MessageTypes.Of(message);
        if (e.Kind != EventKind.Timer)
        {
            int bytes = message.WireSize;
            Traffic.Received(type, slot.Role, bytes);
            slot.MessagesIn++;
            slot.BytesIn += bytes;
        }

        if (connection is not null) connection.LastReceivedAt = new TimeSpan(e.Time);
        Fold(ref slot, e.Time, e.Sender, e.Sequence, type.Fingerprint);
        if (Observer is { } observer)
        {
            if (e.Kind == EventKind.Timer) observer.Elapsing(e.Target, (TimerEntry)e.Payload!, e.Time);
            else observer.Receiving(e.Target, e.Sender, message, e.Time);
        }

        if (!Call(local, slot.Actor!, new ActorCall(ActorCallKind.Receive, message), e.Kind == EventKind.Timer ? -1 : e.Sender, connection) &&
            e.Kind != EventKind.Timer)
            Traffic.Dropped(type, DropReason.HandlerFailed);
    }

    /// <summary>Tells a peer of something other than a message.</summary>
    /// <returns>What the handler answered; false if it failed.</returns>
    public bool Notify(int local, in Event e, in ActorCall call, Connection? connection = null)
    {
        ref PeerSlot slot = ref Slots[local];
        Fold(ref slot, e.Time, e.Sender, e.Sequence, 0x9D2C5680UL + (ulong)call.Kind * 256 + call.Reason);
        Observer?.Notifying(FirstPeer + local, in call, e.Time);
        int sender = call.Kind is ActorCallKind.PreStart or ActorCallKind.PostStop ? PeerId.None.Value : connection?.Remote.Value ?? call.Peer.Value;
        return Ask(local, slot.Actor!, in call, sender, connection);
    }

    /// <summary>Runs a handler under supervision.</summary>
    /// <returns>False if it failed.</returns>
    public bool Call(int local, PeerActor actor, in ActorCall call, int sender, Connection? connection)
    {
        bool completed = false;
        Guarded(local, actor, in call, sender, connection, ref completed);
        return completed;
    }

    private bool Ask(int local, PeerActor actor, in ActorCall call, int sender, Connection? connection)
    {
        bool completed = false;
        return Guarded(local, actor, in call, sender, connection, ref completed);
    }

#pragma warning disable CA1031 // A failure of one peer, whatever it is, must never end the run (invariant 6).
    private bool Guarded(int local, PeerActor actor, in ActorCall call, int sender, Connection? connection, ref bool completed)
    {
        int outerSender = CurrentSender;
        Connection? outerConnection = CurrentConnection;
        CurrentSender = sender;
        CurrentConnection = connection;
        try
        {
            bool answer = Slots[local].FailuresDue > 0 && FailsByOrder(local, call.Kind)
                ? _host.Fail(local, actor, in call)
                : _host.Invoke(local, actor, in call);
            completed = true;
            return answer;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or HostingException))
        {
            Supervisor.HandlerFailed(local, in call, e);
            return false;
        }
        finally
        {
            CurrentSender = outerSender;
            CurrentConnection = outerConnection;
            Observer?.Handled(FirstPeer + local);
        }
    }
#pragma warning restore CA1031

    private bool FailsByOrder(int local, ActorCallKind kind)
    {
        if (kind is ActorCallKind.PostStop or ActorCallKind.Order) return false;
        Slots[local].FailuresDue--;
        return true;
    }

    /// <summary>Adds a change of state to the peer's part of the digest: a crash leaves no other trace of its own.</summary>
    public static void FoldState(ref PeerSlot slot, int peer, long now, PeerState state) =>
        Fold(ref slot, now, peer, slot.Sequence, 0xEFC60000UL + (ulong)state);

    /// <summary>Adds what happened to the peer's part of the digest; the order within a peer matters, that between peers does not exist.</summary>
    private static void Fold(ref PeerSlot slot, long time, int sender, uint sequence, ulong what) =>
        slot.Digest = RandomStream.Mix(slot.Digest ^ (ulong)time ^ (((ulong)(uint)sender << 32) | sequence) * 0x9E3779B97F4A7C15UL) + what;

    private void Handle(in Event e)
    {
        Now = e.Time;
        _worker.Metrics.Now = e.Time;
        int local = e.Target - FirstPeer;
        switch (e.Kind)
        {
            case EventKind.Timer:
                var timer = (TimerEntry)e.Payload!;
                if (TimerScheduler.Elapse(timer, this, local, e.Time) is { } message) Deliver(local, in e, message, null);
                break;
            case EventKind.Start:
                Supervisor.OnStart(local, in e);
                break;
            case EventKind.Stop:
                Supervisor.OnStop(local, in e);
                break;
            default:
                Transport.Handle(local, in e);
                break;
        }

        Observer?.EventOver();
    }
}
