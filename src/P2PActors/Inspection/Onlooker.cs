using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;

namespace P2PActors.Inspection;

/// <summary>What looks on while a run is inspected: the recorder, the tracer when it is on, and the step of one peer.</summary>
internal sealed class Onlooker(int peers) : CohortObserver
{
    private bool _hasCome;
    private string _came = "";

    public Recorder Recorder { get; } = new(peers);

    public Tracer Tracer { get; init; } = new();

    /// <summary>The peer whose next event the run is to stop after; -1 for none.</summary>
    public int StepPeer { get; set; } = -1;

    /// <summary>What has come to that peer, and what it did then.</summary>
    public StepReport? Step { get; private set; }

    /// <summary>Called when that event is over, on the thread of the engine; the run goes on when it returns.</summary>
    public Action<StepReport>? Stepped { get; set; }

    public override void Sent(int from, int to, Message message, int bytes, long now)
    {
        Recorder.Record(from, now, false, to, message);
        if (Tracer.IsOn) Tracer.Sent(from, to, message, bytes, now);
        if (from == StepPeer && _hasCome) Step!.Did.Add($"to {to}: {MessageText.Of(message)} ({bytes:N0} B)");
    }

    public override void Asked(int from, Connection connection, long now)
    {
        if (Tracer.IsOn) Tracer.Asked(from, connection, now);
        if (from == StepPeer && _hasCome) Step!.Did.Add($"asks peer {connection.Remote} for a connection");
    }

    public override void TimerStarted(int peer, TimerEntry timer, long now)
    {
        if (Tracer.IsOn) Tracer.TimerStarted(peer, timer, now);
        if (peer == StepPeer && _hasCome) Step!.Did.Add($"starts a timer: {MessageText.Of(timer.Message)}, due {StateText.Moment(new TimeSpan(timer.Due))}");
    }

    public override void Receiving(int peer, int sender, Message message, long now)
    {
        Recorder.Record(peer, now, true, sender, message);
        if (Tracer.IsOn) Tracer.Receiving(peer, sender, message, now);
        if (peer == StepPeer) Came(now, sender == peer ? $"from itself: {MessageText.Of(message)}" : $"from {sender}: {MessageText.Of(message)}");
    }

    public override void Elapsing(int peer, TimerEntry timer, long now)
    {
        if (Tracer.IsOn) Tracer.Elapsing(timer, now);
        if (peer == StepPeer) Came(now, $"timer: {MessageText.Of(timer.Message)}");
    }

    public override void Notifying(int peer, in ActorCall call, long now)
    {
        if (Tracer.IsOn) Tracer.Notifying(peer, in call, now);
        if (peer == StepPeer) Came(now, TextOf(in call));
    }

    public override void Handled(int peer)
    {
        if (Tracer.IsOn) Tracer.Handled();
    }

    public override void OperationBegun(int peer, string what, long now)
    {
        if (Tracer.IsOn) Tracer.OperationBegun(peer, what, now);
        if (peer == StepPeer && _hasCome) Step!.Did.Add("its user begins: " + what);
    }

    public override OperationMark PutAside() => Tracer.IsOn ? Tracer.Mark() : default;

    public override void TakeUp(OperationMark mark)
    {
        if (Tracer.IsOn) Tracer.TakeUp(mark);
    }

    public override void EventOver()
    {
        if (!_hasCome) return;
        _hasCome = false;
        StepPeer = -1;
        Stepped?.Invoke(Step!);
    }

    private void Came(long now, string what)
    {
        if (_hasCome)
        {
            Step!.Did.Add("then comes " + what);
            return;
        }

        _hasCome = true;
        _came = what;
        Step = new StepReport(StepPeer, new TimeSpan(now), _came, []);
    }

    private static string TextOf(in ActorCall call) => call.Kind switch
    {
        ActorCallKind.PreStart => "its session begins",
        ActorCallKind.PostStop => "its session ends",
        ActorCallKind.Connecting => $"peer {call.Peer} asks for a connection",
        ActorCallKind.Connected => $"a connection {call.Connection} is open",
        ActorCallKind.ConnectFailed => $"no connection {call.Connection}: {(ConnectFailure)call.Reason}",
        ActorCallKind.Order => $"order: {call.Order!.Text}",
        _ => $"the connection {call.Connection} has ended: {(CloseReason)call.Reason}",
    };
}

/// <summary>One event of a peer, as somebody who steps through it sees it.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="At">Virtual time of the event.</param>
/// <param name="Came">What came.</param>
/// <param name="Did">What the peer did then, in this order.</param>
internal sealed record StepReport(int Peer, TimeSpan At, string Came, List<string> Did);
