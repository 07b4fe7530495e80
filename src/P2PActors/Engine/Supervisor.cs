using P2PActors.Actors;
using P2PActors.Churn;

namespace P2PActors.Engine;

/// <summary>
/// The supervisor of a cohort: it starts and ends the sessions of its peers as the churn model says, carries out faults, and
/// decides what becomes of a peer whose handler failed.
/// </summary>
internal sealed class Supervisor(Cohort cohort, WorldPlan plan, CohortHost host)
{
    private static readonly object Crash = new();
    private static readonly object Resume = new();

    private PeerSessions[] _sessions = [];
    private RandomStream[] _streams = [];

    /// <summary>Draws when each peer first comes.</summary>
    public void ScheduleFirstSessions()
    {
        int churning = plan.Churn is null ? 0 : Math.Clamp(plan.Population - cohort.FirstPeer, 0, cohort.Slots.Length);
        _sessions = new PeerSessions[churning];
        _streams = new RandomStream[churning];
        for (int local = 0; local < cohort.Slots.Length; local++)
        {
            if (local < churning)
            {
                int peer = cohort.FirstPeer + local;
                _streams[local] = RandomStream.For(plan.Seed, Purposes.Churn, (ulong)peer);
                _sessions[local] = new PeerSessions(plan.Churn!, peer, plan.Population, ref _streams[local]);
                ScheduleNext(local);
            }
            else if (cohort.FirstPeer + local is var peer && (peer < plan.Population || peer >= plan.Population + plan.Sybils))
            {
                cohort.ScheduleOwn(local, 0, EventKind.Start, null, 0);
            }
        }
    }

    public void OnStart(int local, in Event e)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        if (e.Channel != slot.SessionOrder || slot.State == PeerState.Online) return;
        slot.Incarnation++;
        if (e.Payload is PlannedSession planned && planned.Session.Length < DurationLaw.Never)
            cohort.ScheduleOwn(local, e.Time + planned.Session.Length.Ticks, EventKind.Stop, planned.Session.Crash ? Crash : null, slot.SessionOrder);
        Begin(local);
    }

    public void OnStop(int local, in Event e)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        if (e.Channel != slot.SessionOrder) return;
        // A peer that failed at this very tick waits for its restart: the new order below takes it away.
        if (slot.State == PeerState.Online) End(local, ReferenceEquals(e.Payload, Crash) ? PeerState.Crashed : PeerState.Left);
        else if (slot.State == PeerState.Failed) host.Ended(local, restarts: false);
        else return;
        NewOrder(ref slot);
        ScheduleNext(local);
    }

    /// <summary>Ends a session now, by a fault. The peer does not come back by itself.</summary>
    /// <returns>False if it was not on line.</returns>
    public bool Kill(int local, bool silently)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        NewOrder(ref slot);
        if (slot.State != PeerState.Online)
        {
            host.Ended(local, restarts: false);
            return false;
        }

        End(local, silently ? PeerState.Crashed : PeerState.Left);
        return true;
    }

    /// <summary>Begins a new session now, by a fault's order; ends a running one first, as if its process were killed.</summary>
    public void Restart(int local, TimeSpan after)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        if (slot.State == PeerState.Online) End(local, PeerState.Failed);
        NewOrder(ref slot);
        object? session = local < _sessions.Length && _sessions[local].TryNext(ref _streams[local], out Session next) ? new PlannedSession(next) : null;
        cohort.ScheduleOwn(local, cohort.Now + after.Ticks, EventKind.Start, session, slot.SessionOrder);
    }

    public void HandlerFailed(int local, in ActorCall call, Exception error)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        var peer = new PeerId(cohort.FirstPeer + local);
        cohort.Worker.Failures.Add(new HandlerFailure(
            new TimeSpan(cohort.Now), peer, call.Message?.GetType().Name ?? call.Kind.ToString(), $"{error.GetType().Name}: {error.Message}"));
        if (IsOverAnyway(in slot, call.Kind)) return;
        bool stop = DirectiveFor(local, call.Kind) == FailureDirective.Stop;
        slot.Restarts++;
        if (stop)
        {
            End(local, PeerState.Failed);
            NewOrder(ref slot);
            return;
        }

        // The session goes on with a fresh state: same end, same identity, but nothing remembered.
        End(local, PeerState.Failed, restarts: true);
        cohort.ScheduleOwn(local, cohort.Now, EventKind.Start, Resume, slot.SessionOrder);
    }

    /// <summary>What becomes of a peer whose handler fails now: the scenario's strategy.</summary>
    public FailureDirective DirectiveFor(int local, ActorCallKind failed)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        bool stop = IsOverAnyway(in slot, failed) || plan.Supervision.OnFailure == FailureDirective.Stop || slot.Restarts >= plan.Supervision.MaxRestarts;
        return stop ? FailureDirective.Stop : FailureDirective.Restart;
    }

    private static bool IsOverAnyway(in PeerSlot slot, ActorCallKind failed) => failed == ActorCallKind.PostStop || slot.State != PeerState.Online;

    private void Begin(int local)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        var peer = new PeerId(cohort.FirstPeer + local);
        slot.Random = RandomStream.For(plan.Seed, Purposes.Peer, (ulong)peer.Value, slot.Incarnation);
        SetState(ref slot, peer, PeerState.Online);
        slot.StopRequested = false;
        if (!TryCreate(local, peer, slot.Role)) return;
        cohort.Notify(local, new Event(cohort.Now, EventKind.Start, peer.Value, slot.Sequence, peer.Value, null), new ActorCall(ActorCallKind.PreStart));
    }

#pragma warning disable CA1031 // A constructor is a handler as any other: its failure must not end the run (invariant 6).
    private bool TryCreate(int local, PeerId peer, byte role)
    {
        try
        {
            PeerActor actor = plan.Create(peer, role);
            actor.Attach(cohort, local, peer);
            cohort.Slots[local].Actor = actor;
            host.Began(local);
            return true;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or HostingException))
        {
            HandlerFailed(local, new ActorCall(ActorCallKind.PreStart), e);
            return false;
        }
    }
#pragma warning restore CA1031

    private void End(int local, PeerState state, bool restarts = false)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        var peer = new PeerId(cohort.FirstPeer + local);
        if (state == PeerState.Left)
        {
            cohort.Notify(local, new Event(cohort.Now, EventKind.Stop, peer.Value, slot.Sequence, peer.Value, null), new ActorCall(ActorCallKind.PostStop));
        }

        SetState(ref slot, peer, state);
        slot.Actor?.Detach();
        slot.Actor = null;
        host.Ended(local, restarts);
        cohort.Transport.PeerEnded(local, answers: state != PeerState.Crashed);
    }

    private void SetState(ref PeerSlot slot, PeerId peer, PeerState state)
    {
        slot.State = state;
        Cohort.FoldState(ref slot, peer.Value, cohort.Now, state);
        cohort.Worker.StateChanges.Add((peer.Value, state));
    }

    private void ScheduleNext(int local)
    {
        if (local >= _sessions.Length || !_sessions[local].TryNext(ref _streams[local], out Session session)) return;
        // After a fault the plan may lie in the past: the peer then comes at once.
        cohort.ScheduleOwn(local, Math.Max(cohort.Now, session.Start.Ticks), EventKind.Start, new PlannedSession(session), cohort.Slots[local].SessionOrder);
    }

    private static void NewOrder(ref PeerSlot slot) => slot.SessionOrder++;

    private sealed record PlannedSession(Session Session);
}
