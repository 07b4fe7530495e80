using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <content>
/// Calls: from dialling to the path that voice takes. Straight to a public callee; a callee behind a NAT is told by its supernode,
/// and calls a public caller back; two behind NATs punch holes; what fails goes over TCP between the two, or by a relay.
/// </content>
internal sealed partial class SkypeClient
{
    private static readonly object CallStepTimer = new(), CallEndTimer = new(), VoiceTimer = new();

    /// <summary>Times that a callee is told by way of the supernodes.</summary>
    private const int MostInvites = 3;

    private SkypeCall? _call;
    private int _lastCall;

    private bool OnCallMessage(Message message)
    {
        switch (message)
        {
            case TimeToCall:
                MakeCall();
                break;
            case CallInvite invite:
                OnInvite(invite, null);
                break;
            case CallAccept accept:
                OnAccept(accept);
                break;
            case CallBusy busy:
                if (IsMine(busy.Call)) CallFailed(_call, _metrics.CallsBusy);
                break;
            case CallEnd end:
                if (IsMine(end.Call)) Finish();
                break;
            case TimeForCallStep:
                OnCallStep();
                break;
            case PathProbe probe:
                if (IsMine(probe.Call)) Tell(Sender, new PathProbeAnswer(probe.Call));
                break;
            case PathProbeAnswer answer:
                if (IsMine(answer.Call) && _call!.Phase == CallPhase.Probing) BeginTalking(DirectPath(_call));
                break;
            case TimeToHangUp:
                HangUp();
                break;
            default:
                return OnRelayMessage(message);
        }

        return true;
    }

    /// <summary>What has come by way of the supernodes.</summary>
    private void OnCallSignal(Signal signal)
    {
        if (signal.Inner is CallInvite invite) OnInvite(invite, signal);
        else OnCallMessage(signal.Inner);
    }

    private bool IsMine(CallId call) => _call is { } mine && mine.Id == call;

    /// <summary>The call it is in; null for none.</summary>
    internal SkypeCall? CallNow => _call;

    /// <summary>Whether its user talks now.</summary>
    internal bool IsTalking => _call is { Phase: CallPhase.Talking };

    /// <summary>Whether that goes by way of a relay.</summary>
    internal bool IsTalkingByRelay => _call is { Phase: CallPhase.Talking, IsRelayed: true };

    private void MakeCall()
    {
        Timers.StartSingleTimer(CallTimer, TimeToCall.Instance, Random.NextExponential(_settings.Calls.Every));
        if (_call is not null || !HasSupernode) return;
        int buddy = OnlineBuddy();
        bool isStranger = buddy < 0 || Random.NextBool(_settings.Calls.Strangers);
        int callee = isStranger ? Random.Next(_run.Context.Ordinary) : Disk.Buddies[buddy];
        if (callee == Self.Value) return;
        TimeSpan length = _settings.Calls.Length.Sample(ref Random);
        Begin(callee, length);
        if (isStranger) Search(SkypeRun.NameOf(callee), _call, _run.Oracle.IsLoggedIn(callee));
        else Dial(_call!, Disk.States[buddy].Record);
    }

    /// <summary>Calls a user by name, whoever it is.</summary>
    /// <returns>False if this user is in a call.</returns>
    private bool MakeCall(CallOrder order)
    {
        if (_call is not null || order.User == Self.Value) return false;
        Begin(order.User, order.Length);
        Search(SkypeRun.NameOf(order.User), _call, _run.Oracle.IsLoggedIn(order.User));
        return true;
    }

    private void Begin(int callee, TimeSpan length)
    {
        BeginOperation("call", SkypeRun.NameOf(callee));
        Metrics.Add(_metrics.Calls);
        _call = new SkypeCall(new CallId(Self, ++_lastCall), true, Now) { Length = length, Callee = callee };
    }

    /// <summary>Any of the buddies believed to be on line; negative for none.</summary>
    private int OnlineBuddy()
    {
        int chosen = -1, online = 0;
        for (int i = 0; i < Disk.States.Length; i++)
        {
            if (Disk.States[i].IsOnline && Random.Next(++online) == 0) chosen = i;
        }

        return chosen;
    }

    private void Dial(SkypeCall call, in PresenceRecord callee)
    {
        if (!ReferenceEquals(call, _call) || call.Phase != CallPhase.Inviting) return;
        if (!callee.IsOnline || callee.Node == Self)
        {
            CallFailed(call, _metrics.CallsAbsent);
            return;
        }

        (call.Other, call.OtherSupernode, call.OtherUser, call.OtherNat) = (callee.Node, callee.Supernode, callee.User, callee.Nat);
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait);
        if (callee.Nat == ClientNat.Open)
        {
            Call(callee.Node, call);
            return;
        }

        InviteBySignal(call);
    }

    /// <summary>Tells the callee by way of the supernodes; three times, for the way between these is by datagrams.</summary>
    private void InviteBySignal(SkypeCall call)
    {
        call.HasSignalled = true;
        call.Invites++;
        ToOther(call, new CallInvite(call.Id, OwnRecord(true)));
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait / MostInvites);
    }

    /// <summary>The callee is not where its record says: it is searched for anew, once.</summary>
    private void OnInviteFailed(CallId id)
    {
        if (!IsMine(id) || _call!.Phase != CallPhase.Inviting) return;
        if (_call.HasSearchedAnew) CallFailed(_call, _metrics.CallsAbsent);
        else SearchAnew(_call);
    }

    /// <summary>What was remembered of the callee does not hold: the directory itself is asked.</summary>
    private void SearchAnew(SkypeCall call)
    {
        call.HasSearchedAnew = true;
        Search(SkypeRun.NameOf(call.Callee), call, _run.Oracle.IsLoggedIn(call.Callee), anew: true);
    }

    private void OnCallConnected(SkypeCall call, Connection connection)
    {
        if (!ReferenceEquals(call, _call) || call.Phase != CallPhase.Inviting)
        {
            connection.Tag = null;
            connection.Close();
            return;
        }

        call.Direct = connection;
        if (call.IsCaller)
        {
            connection.Send(new CallInvite(call.Id, OwnRecord(true)));
            return;
        }

        connection.Send(new CallAccept(call.Id, Nat, Self));
        BeginProbing(call);
    }

    private void OnCallConnectionGone(SkypeCall call, Connection connection)
    {
        if (!ReferenceEquals(call, _call)) return;
        bool wasOpen = ReferenceEquals(call.Direct, connection);
        if (wasOpen) call.Direct = null;
        switch (call.Phase)
        {
            case CallPhase.Inviting when call.IsCaller && !call.HasSignalled:
                // Its NAT may have changed, or it may be gone: its supernode knows.
                InviteBySignal(call);
                break;
            case CallPhase.Inviting when !call.IsCaller:
                ToOther(call, new CallAccept(call.Id, Nat, Self));
                BeginProbing(call);
                break;
            case CallPhase.Talking when call.Path == MediaPath.Tcp && wasOpen:
                PathLost(call);
                break;
        }
    }

    private void OnInvite(CallInvite invite, Signal? by)
    {
        if (IsMine(invite.Call))
        {
            if (_call!.Phase != CallPhase.Inviting) ToOther(_call, new CallAccept(invite.Call, Nat, Self));
            return;
        }

        if (!IsLoggedIn || _call is not null)
        {
            var busy = new CallBusy(invite.Call);
            if (by is null) Channel?.Send(busy);
            else ToSupernode(new Signal(Self, SupernodeNow, by.From, by.FromSupernode, busy));
            return;
        }

        PresenceRecord caller = invite.Caller;
        var call = _call = new SkypeCall(invite.Call, false, Now) { Other = caller.Node, OtherSupernode = caller.Supernode, OtherUser = caller.User, OtherNat = caller.Nat };
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait);
        if (by is null && Channel is { } direct)
        {
            call.Direct = direct;
            direct.Tag = call;
            direct.Send(new CallAccept(call.Id, Nat, Self));
            BeginProbing(call);
        }
        else if (caller.Nat == ClientNat.Open)
        {
            call.IsReversed = true;
            Call(caller.Node, call);
        }
        else
        {
            ToOther(call, new CallAccept(call.Id, Nat, Self));
            BeginProbing(call);
        }
    }

    private void OnAccept(CallAccept accept)
    {
        if (!IsMine(accept.Call) || !_call!.IsCaller || _call.Phase != CallPhase.Inviting) return;
        SkypeCall call = _call;
        call.OtherNat = accept.Nat;
        if (Channel is { IsOutgoing: false, Tag: null } back && back.Remote == call.Other)
        {
            back.Tag = call;
            (call.Direct, call.IsReversed) = (back, true);
        }

        BeginProbing(call);
    }

    private void BeginProbing(SkypeCall call)
    {
        call.Phase = CallPhase.Probing;
        call.ProbesSent = 0;
        bool bothHidden = Nat != ClientNat.Open && call.OtherNat != ClientNat.Open;
        if (Nat == ClientNat.NoUdp || call.OtherNat == ClientNat.NoUdp || bothHidden && !_settings.Paths.Punching)
        {
            NoDatagrams(call);
            return;
        }

        ProbePath(call);
    }

    private void ProbePath(SkypeCall call)
    {
        if (call.ProbesSent++ >= _settings.Paths.Probes)
        {
            NoDatagrams(call);
            return;
        }

        Tell(call.Other, new PathProbe(call.Id));
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Paths.ProbeEvery);
    }

    /// <summary>Datagrams do not pass. The caller takes another way; the callee waits for what comes.</summary>
    private void NoDatagrams(SkypeCall call)
    {
        if (!call.IsCaller) Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait);
        else if (call.Direct is { State: ConnectionState.Open }) BeginTalking(MediaPath.Tcp);
        else SeekRelay(call);
    }

    private MediaPath DirectPath(SkypeCall call) =>
        call.IsReversed ? MediaPath.Reversed : Nat != ClientNat.Open && call.OtherNat != ClientNat.Open ? MediaPath.Punched : MediaPath.Direct;

    private void OnCallStep()
    {
        if (_call is not { } call) return;
        switch (call.Phase)
        {
            case CallPhase.Inviting when call.IsCaller && call.HasSignalled && !call.HasSearchedAnew:
                // Its supernode may be gone, and it has another one by now.
                SearchAnew(call);
                break;
            case CallPhase.Inviting when call.IsCaller && call.HasSignalled && call.Invites < MostInvites:
                InviteBySignal(call);
                break;
            case CallPhase.Inviting when !call.IsCaller:
                Finish();
                break;
            case CallPhase.Inviting:
                CallFailed(call, _metrics.CallsSilent);
                break;
            case CallPhase.Probing when call.ProbesSent > 0 && call.ProbesSent <= _settings.Paths.Probes:
                ProbePath(call);
                break;
            case CallPhase.SeekingRelay:
                OnRelayStep(call);
                break;
            case CallPhase.Binding:
                OnBindOverdue(call);
                break;
            case CallPhase.Probing:
                Finish();
                break;
        }
    }

    private void BeginTalking(MediaPath path)
    {
        SkypeCall call = _call!;
        call.Path = path;
        call.Phase = CallPhase.Talking;
        call.LastHeard = Now;
        Timers.Cancel(CallStepTimer);
        if (call.HasTalked)
        {
            if (call.IsCaller) Metrics.Add(_metrics.CallsRerouted);
            return;
        }

        call.HasTalked = true;
        Timers.StartPeriodicTimer(VoiceTimer, TimeForVoice.Instance, PacketsOfTrain * _settings.Media.Frame);
        if (!call.IsCaller) return;
        Metrics.Add(_metrics.CallsTalked);
        Metrics.Add(_metrics.ByPath[(int)path]);
        Metrics.Record(_metrics.SetUp[(int)path], Now - call.Started);
        Timers.StartSingleTimer(CallEndTimer, TimeToHangUp.Instance, call.Length);
    }

    private int PacketsOfTrain => Math.Clamp((int)Math.Round(_settings.Media.Train / _settings.Media.Frame), 1, 1000);

    private void Speak()
    {
        if (_call is not { HasTalked: true } call) return;
        int packets = PacketsOfTrain;
        if (call.Phase == CallPhase.Talking)
        {
            TimeSpan silence = Now - call.LastHeard;
            if (silence > _settings.Paths.Silence)
            {
                if (call.IsCaller || call.Spare.IsPeer) PathLost(call);
                else if (silence > 4 * _settings.Paths.Silence) Finish();
                if (_call?.Phase != CallPhase.Talking) return;
            }

            bool isTcp = call.Path == MediaPath.Tcp || call.IsRelayed && Nat == ClientNat.NoUdp;
            var voice = new Voice(call.Id, call.NextPacket, packets, (int)_settings.Media.Packet.Bytes + (isTcp ? 2 : 0), _settings.Media.Frame, _settings.Media.Buffer);
            if (call.Path == MediaPath.Tcp) call.Direct?.SendTrain(voice);
            else if (!call.IsRelayed) TellTrain(call.Other, voice);
            else if (Nat == ClientNat.NoUdp) call.ToRelay?.SendTrain(voice);
            else TellTrain(call.Relay, voice);
        }

        // What is said while there is no path is lost, and counts as such.
        call.NextPacket += packets;
    }

    private void OnVoice(Voice voice)
    {
        if (!IsMine(voice.Call))
        {
            if (_relay?.PassOn(voice, Sender) != true) Metrics.Add(_metrics.VoiceStray, voice.Reception.Received);
            return;
        }

        SkypeCall call = _call!;
        call.Hear(voice, Now);
        if (call.Phase == CallPhase.Talking) return;
        if (Sender == call.Other) BeginTalking(Channel is null ? DirectPath(call) : MediaPath.Tcp);
        else if (Sender == call.Relay) BeginTalking(RelayedPath(call));
    }

    /// <summary>Nothing is heard any more: both sides turn to the spare relay, or the caller looks for another one.</summary>
    private void PathLost(SkypeCall call)
    {
        if (call.IsRelayed && call.Spare.IsPeer)
        {
            // Both sides know it, and notice the silence at the same time: nothing has to be said.
            call.Refused.Add(call.Relay);
            Bind(call, call.Spare, PeerId.None);
            return;
        }

        if (!call.IsCaller) return;
        if (call.IsRelayed && !call.Refused.Contains(call.Relay)) call.Refused.Add(call.Relay);
        SeekRelay(call);
    }

    private void HangUp()
    {
        if (_call is not { } call) return;
        if (call.Other.IsPeer) ToOther(call, new CallEnd(call.Id));
        Finish();
    }

    /// <summary>The call has come to nothing.</summary>
    private void CallFailed(SkypeCall? call, Metrics.CounterId counter)
    {
        if (call is null || !ReferenceEquals(call, _call)) return;
        Metrics.Add(counter);
        if (call.Other.IsPeer && counter != _metrics.CallsBusy) ToOther(call, new CallEnd(call.Id));
        Finish();
    }

    private void Finish()
    {
        if (_call is not { } call) return;
        _call = null;
        Timers.Cancel(CallStepTimer);
        Timers.Cancel(CallEndTimer);
        Timers.Cancel(VoiceTimer);
        Release(call.Direct);
        if (call.Relay.IsPeer && call.ToRelay is null && Nat != ClientNat.NoUdp) Tell(call.Relay, new RelayRelease(call.Id));
        Release(call.ToRelay);
        if (call.Trains > 0) Judge(call);
    }

    private static void Release(Connection? connection)
    {
        if (connection is null) return;
        connection.Tag = null;
        connection.Close();
    }

    /// <summary>How good the call was for this side's ear.</summary>
    private void Judge(SkypeCall call)
    {
        SkypeMediaSettings media = _settings.Media;
        TimeSpan path = new((long)(call.DelayTicks / Math.Max(1, call.Received)));
        TimeSpan mouthToEar = media.Frame + media.CodecDelay + media.Buffer + path;
        double lost = Math.Clamp(call.LostShare, 0, 1), score = EModel.Score(EModel.Rating(mouthToEar, lost, media.Impairment, media.Robustness));
        int kind = (int)call.Path;
        Metrics.Record(_metrics.Scores[kind], (long)Math.Round(score * SkypeMetrics.ScoreScale));
        Metrics.Record(_metrics.MouthToEar[kind], mouthToEar);
        Metrics.Record(_metrics.Lost[kind], (long)Math.Round(lost * 1e6));
        Metrics.Record(_metrics.VoiceJitter, new TimeSpan((long)(call.JitterTicks / call.Trains)));
        Metrics.Add(_metrics.TalkTime, (long)(call.Expected * media.Frame.TotalSeconds));
    }

    /// <summary>Says something to the other side of a call: over TCP where there is such a thing, else by way of the supernodes.</summary>
    private void ToOther(SkypeCall call, Message message)
    {
        if (call.Direct is { State: ConnectionState.Open } direct)
        {
            direct.Send(message);
            return;
        }

        Metrics.Add(_metrics.Signals);
        ToSupernode(new Signal(Self, SupernodeNow, call.Other, call.OtherSupernode, message));
    }

    internal sealed record TimeToCall : Message
    {
        public static TimeToCall Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeForCallStep : Message
    {
        public static TimeForCallStep Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeForVoice : Message
    {
        public static TimeForVoice Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToHangUp : Message
    {
        public static TimeToHangUp Instance { get; } = new();

        public override int WireSize => 0;
    }
}
