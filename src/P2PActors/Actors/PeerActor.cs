using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Nat;

namespace P2PActors.Actors;

/// <summary>
/// Base of every participant: derive a class per role and write the protocol as message handlers. An actor is
/// single-threaded and touches nothing but its own state, its inputs and its own random stream; it lives for one session,
/// and the next session of the same peer is a new object.
/// </summary>
public abstract class PeerActor
{
    private Cohort _cohort = null!;
    private int _local;
    private TimerScheduler? _timers;

    /// <summary>This peer.</summary>
    public PeerId Self { get; private set; }

    /// <summary>Who sent the message being handled; <see cref="PeerId.None"/> for timers.</summary>
    protected PeerId Sender => new(_cohort.CurrentSender);

    /// <summary>The connection the message being handled came over; null for datagrams and timers.</summary>
    protected Connection? Channel => _cohort.CurrentConnection;

    /// <summary>Where the datagram being handled seems to come from: the sender's address, and the port that its NAT gave it.</summary>
    protected PeerEndpoint SenderEndpoint => PeerEndpoint.Seen(_cohort.CurrentSender, Self.Value, _cohort.CurrentPorts);

    /// <summary>What this host takes for its own address; behind a NAT it is private.</summary>
    protected PeerEndpoint LocalEndpoint => PeerEndpoint.Local(Self.Value, _cohort.Plan.Network.NatOf(Self.Value));

    /// <summary>Virtual time since the start of the run.</summary>
    protected TimeSpan Now => new(_cohort.Now);

    /// <summary>This peer's own random numbers; they depend on the run's seed, the peer and its session alone.</summary>
    protected ref RandomStream Random => ref _cohort.RandomOf(_local);

    /// <summary>Timers by key, in virtual time; all end with the session.</summary>
    protected TimerScheduler Timers => _timers ??= new TimerScheduler(_cohort, _local);

    /// <summary>Where counters and histograms are recorded.</summary>
    protected MetricShard Metrics => _cohort.Metrics;

    /// <summary>Number of this peer's session, from 1.</summary>
    protected int Incarnation => _cohort.IncarnationOf(_local);

    /// <summary>How long a packet handed over now would wait for the uplink; 0 where there is no bandwidth limit.</summary>
    protected TimeSpan UplinkBacklog => new(_cohort.Transport.UplinkBacklog(_local));

    /// <summary>The connections of this peer, in the order in which they were asked for.</summary>
    protected IReadOnlyList<Connection> Connections => _cohort.Transport.ConnectionsOf(_local);

    /// <summary>Sends a datagram: it may be lost, overtaken, or kept out by a NAT, and nobody will say so.</summary>
    protected void Tell(PeerId target, Message message) => _cohort.Transport.SendDatagram(_local, target, message);

    /// <summary>Sends a datagram from another port of this host than usual, so that somebody behind a NAT can find out what kind it is (RFC 3489 section 10.1).</summary>
    protected void TellFromOtherPort(PeerId target, Message message) => _cohort.Transport.SendDatagram(_local, target, message, DatagramPorts.FromOther);

    /// <summary>Sends a train of packets as datagrams; the receiver is told what became of each of them.</summary>
    protected void TellTrain(PeerId target, PacketTrain train) => _cohort.Transport.SendDatagram(_local, target, train, DatagramPorts.Train);

    /// <summary>Sends one message over many connections of this peer: the same object to all.</summary>
    /// <param name="connections">The connections; those that are not open are passed over and counted.</param>
    /// <param name="message">The message.</param>
    /// <param name="except">A connection among them that is left out, such as the one the message came over.</param>
    /// <returns>Over how many it was sent.</returns>
    protected int SendToAll(List<Connection> connections, Message message, Connection? except = null) =>
        _cohort.Transport.SendToAll(connections, message, except);

    /// <summary>Asks for a connection. <see cref="OnConnected"/> or <see cref="OnConnectFailed"/> follows.</summary>
    protected Connection Connect(PeerId target) => _cohort.Transport.Connect(_local, target);

    /// <summary>Ends this peer's session by its own will, gracefully, after the current handler.</summary>
    protected void Stop() => _cohort.RequestStop(_local);

    /// <summary>Notes that something that must always hold does not. The run goes on; the report says where and when it was.</summary>
    /// <param name="invariant">What should hold, as declared in <see cref="Protocols.SystemContext.Invariants"/>.</param>
    /// <param name="what">What was found instead.</param>
    protected void Violated(InvariantId invariant, string what) =>
        _cohort.Worker.Violations.Add(invariant, new Violation(Now, Self, what));

    /// <summary>The session begins.</summary>
    protected virtual void PreStart() { }

    /// <summary>The session ends gracefully; what is sent here still leaves. Not called when the peer crashes.</summary>
    protected virtual void PostStop() { }

    /// <summary>A message came: by datagram, over a connection (<see cref="Channel"/>) or from a timer.</summary>
    protected abstract void OnReceive(Message message);

    /// <summary>A peer asks for a connection.</summary>
    /// <returns>False to refuse.</returns>
    protected virtual bool OnConnecting(PeerId peer) => true;

    /// <summary>A connection is open, asked for by either side (<see cref="Connection.IsOutgoing"/>).</summary>
    protected virtual void OnConnected(Connection connection) { }

    /// <summary>A connection this peer asked for could not be opened.</summary>
    protected virtual void OnConnectFailed(Connection connection, ConnectFailure reason) { }

    /// <summary>The other side closed or lost a connection.</summary>
    protected virtual void OnClosed(Connection connection, CloseReason reason) { }

    /// <summary>A person or the scenario's timeline tells this peer to do something.</summary>
    /// <returns>False if this peer does not know how; that is counted.</returns>
    protected virtual bool OnOrder(Order order) => false;

    /// <summary>
    /// Says in words what this peer is doing, for a person who looks at it between two windows. It changes nothing: no
    /// timer, no random number, no message. Without an override the fields are listed.
    /// </summary>
    /// <param name="text">Takes the words.</param>
    protected virtual void Describe(StateText text) => ReflectedState.Describe(this, text);

    /// <summary>Marks the place where this peer's user begins something that concerns others, such as a search; it is from
    /// here that a trace follows what comes of it. Costs nothing unless somebody inspects the run.</summary>
    /// <param name="kind">What begins, in a word or two.</param>
    /// <param name="subject">What it is about.</param>
    protected void BeginOperation(string kind, object subject)
    {
        if (_cohort.Observer is { } observer) observer.OperationBegun(Self.Value, $"{kind} \"{subject}\"", _cohort.Now);
    }

    /// <summary>Notes on behalf of which operation this handler runs, for something that is put aside and done later, on
    /// another occasion: a trace then follows it (<see cref="TakeUpOperation"/>). Costs nothing unless somebody inspects the run.</summary>
    protected OperationMark PutOperationAside() => _cohort.Observer?.PutAside() ?? default;

    /// <summary>What this handler does from here on, it does on behalf of that operation.</summary>
    /// <param name="mark">From <see cref="PutOperationAside"/>.</param>
    protected void TakeUpOperation(OperationMark mark) => _cohort.Observer?.TakeUp(mark);

    internal void DescribeTo(StateText text) => Describe(text);

    internal void Attach(Cohort cohort, int local, PeerId self) => (_cohort, _local, Self) = (cohort, local, self);

    internal void Detach() => _timers?.CancelAll();

    internal int WorkerIndex => _cohort.Worker.Index;

    internal TimerScheduler? ActiveTimers => _timers;

    internal TimerScheduler OwnTimers => Timers;

    /// <summary>All that can be asked of an actor, in one place: whoever hosts it calls this and nothing else.</summary>
    internal bool Handle(in ActorCall call)
    {
        switch (call.Kind)
        {
            case ActorCallKind.Receive:
                OnReceive(call.Message!);
                return true;
            case ActorCallKind.PreStart:
                PreStart();
                return true;
            case ActorCallKind.PostStop:
                PostStop();
                return true;
            case ActorCallKind.Connecting:
                return OnConnecting(call.Peer);
            case ActorCallKind.Connected:
                OnConnected(call.Connection!);
                return true;
            case ActorCallKind.ConnectFailed:
                OnConnectFailed(call.Connection!, (ConnectFailure)call.Reason);
                return true;
            case ActorCallKind.Order:
                return OnOrder(call.Order!);
            default:
                OnClosed(call.Connection!, (CloseReason)call.Reason);
                return true;
        }
    }
}
