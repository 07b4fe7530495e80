using System.Runtime.ExceptionServices;
using Akka.Actor;
using P2PActors.Actors;
using P2PActors.Akka.Dispatch;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>Where a cohort of the engine meets its actor: tells it to start and stop peers, and tells peers what happens.</summary>
internal sealed class AkkaCohortHost(Cohort cohort) : CohortHost
{
    /// <summary>The dispatcher of cohorts and peers, in <c>akka.conf</c>.</summary>
    public const string Dispatcher = "p2p-dispatcher";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CallingThread _thread = new();
    private readonly CohortActor.PeerOrder _order = new();
    private readonly PeerCall _call = new();
    private readonly PeerShell.Producer _shells = new();
    private readonly Seat[] _seats = new Seat[cohort.Slots.Length];
    private Props? _props;
    private IActorRef _actor = ActorRefs.Nobody;
    private int _called = -1;
    private bool _isClosed;

    /// <summary>How the actors of peers are made: the same for all, so that one object serves them.</summary>
    public Props PeerProps => _props ??= Props.CreateBy(_shells).WithDispatcher(Dispatcher);

    /// <summary>The cohort's actor has been started, by the thread pool. When it obeys this thread, the pool has let it go,
    /// and all that comes of it from now on stays on the thread that tells it.</summary>
    public void Start(IActorRef actor)
    {
        _actor = actor;
        _order.Number = CohortActor.PeerOrder.Nobody;
        do TellCohort();
        while (_order.Thread != Environment.CurrentManagedThreadId);
    }

    /// <summary>What becomes of a peer whose handler has just thrown.</summary>
    public FailureDirective DirectiveFor(IActorRef peer) =>
        _called >= 0 && peer.Equals(_seats[_called].Peer) ? cohort.Supervisor.DirectiveFor(_called, _call.Call.Kind) : FailureDirective.Stop;

    /// <summary>The run is over: no actor is told anything any more.</summary>
    public void Close() => _isClosed = true;

    public override bool Invoke(int local, PeerActor actor, in ActorCall call) =>
        _isClosed ? actor.Handle(in call) : Tell(local, actor, in call, fails: false);

    public override bool Fail(int local, PeerActor actor, in ActorCall call) =>
        _isClosed ? throw new InjectedFailureException() : Tell(local, actor, in call, fails: true);

    public override void Began(int local)
    {
        if (_isClosed) return;
        if (_seats[local].Peer is null)
        {
            _order.Number = cohort.FirstPeer + local;
            _order.Peer = null;
            TellCohort();
        }

        _seats[local] = new Seat(_seats[local].Peer ?? _order.Peer!, _shells.Last);
    }

    public override void Ended(int local, bool restarts)
    {
        if (restarts || _isClosed || _seats[local].Peer is not { } peer) return;
        _order.Peer = peer;
        TellCohort();
        _seats[local] = default;
    }

    public override bool Prefetches => true;

    // Between two of its events a peer's actor has left the caches when there are many. Asking ahead is worth a third with
    // 100,000 peers.
    public override void Prefetch(int local, bool isPlace)
    {
        ref Seat seat = ref _seats[local];
        if (isPlace)
        {
            Engine.Prefetch.Memory(ref seat);
            return;
        }

        Engine.Prefetch.Object(seat.Peer);
        Engine.Prefetch.Object(seat.Cell, lines: 4);
        Engine.Prefetch.Object(seat.Mailbox, lines: 2);
        Engine.Prefetch.Object(seat.Queue);
        Engine.Prefetch.Object(seat.Shell);
    }

    private bool Tell(int local, PeerActor actor, in ActorCall call, bool fails)
    {
        if (_called >= 0) throw new HostingException($"peer {cohort.FirstPeer + local}: called while a handler of peer {cohort.FirstPeer + _called} runs");
        PeerCall message = _call;
        message.Peer = actor;
        message.Call = call;
        message.Fails = fails;
        message.Error = null;
        message.IsDone = false;
        _called = local;
        IActorRef peer = _seats[local].Peer!;
        Run(peer, message);
        if (!message.IsDone) WaitFor(static call => ((PeerCall)call).IsDone, message, peer);
        _called = -1;
        if (message.Error is { } error) ExceptionDispatchInfo.Throw(error);
        return message.Answer;
    }

    private void TellCohort()
    {
        _order.IsDone = false;
        Run(_actor, _order);
        if (!_order.IsDone) WaitFor(static order => ((CohortActor.PeerOrder)order).IsDone, _order, _actor);
    }

    private void Run(IActorRef actor, object message)
    {
        _thread.Enter();
        try
        {
            actor.Tell(message, ActorRefs.NoSender);
            _thread.RunAll();
        }
        finally
        {
            CallingThread.Leave();
        }
    }

    /// <summary>What there is of a peer on line. All but the reference is kept only to ask for its memory ahead.</summary>
    private readonly struct Seat(IActorRef peer, PeerShell? shell)
    {
        public readonly IActorRef? Peer = peer;
        public readonly object? Cell = (peer as LocalActorRef)?.Cell;
        public readonly object? Mailbox = (peer as LocalActorRef)?.Cell.Mailbox;
        public readonly object? Queue = (peer as LocalActorRef)?.Cell.Mailbox?.MessageQueue;
        public readonly object? Shell = shell;
    }

    /// <summary>An actor that was told something from outside may be at it on the thread pool, which then does this too.</summary>
    private static void WaitFor(Func<object, bool> isDone, object message, IActorRef actor)
    {
        if (!SpinWait.SpinUntil(() => isDone(message), Patience))
            throw new HostingException($"{actor.Path}: the actor did not answer within {Patience.TotalSeconds:0} s");
    }
}
