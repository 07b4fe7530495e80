using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <content>
/// Relays: each side's supernode names some, both sides measure how far they are, and the caller takes the one with the shortest
/// way there and on. The other part is what a client does as a relay.
/// </content>
internal sealed partial class SkypeClient
{
    /// <summary>Rounds of looking for a relay in one call.</summary>
    private const int MostRounds = 3;

    /// <summary>Times that a relay is asked to take a call, a second apart.</summary>
    private const int MostBinds = 4;

    /// <summary>What an unknown distance is taken for.</summary>
    private static readonly TimeSpan UnknownDistance = TimeSpan.FromMilliseconds(300);

    private RelayService? _relay;

    private bool OnRelayMessage(Message message)
    {
        switch (message)
        {
            case RelayCandidates candidates:
                OnCandidates(candidates);
                break;
            case RelayPong pong:
                OnRelayPong(pong);
                break;
            case RelayOffer offer:
                OnRelayOffer(offer);
                break;
            case RelayAnswer answer:
                OnRelayAnswer(answer);
                break;
            case RelayChosen chosen:
                if (IsMine(chosen.Call) && !_call!.IsCaller) Bind(_call, chosen.Relay, chosen.Spare);
                break;
            case RelayBound bound:
                OnBound(bound);
                break;
            case RelayPing ping:
                Tell(Sender, new RelayPong(ping.Call, Relays.HasRoom));
                break;
            case RelayBind bind:
                Relays.Bind(bind.Call, Sender, Channel);
                break;
            case RelayRelease release:
                _relay?.Release(release.Call);
                break;
            case RelayService.TimeToLookForIdle:
                _relay?.RemoveIdle();
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>A relay bears as many calls as its share of the uplink has room for both directions of.</summary>
    private RelayService Relays => _relay ??= new RelayService(this, _run, MostRelayed());

    private int MostRelayed()
    {
        double direction = _settings.Media.Packet.Bytes / _settings.Media.Frame.TotalSeconds;
        return (int)(_run.UplinkKbps(Self) * 125.0 * _settings.Paths.RelayShare / (2 * direction));
    }

    private MediaPath RelayedPath(SkypeCall call) => Nat == ClientNat.NoUdp || call.OtherNat == ClientNat.NoUdp ? MediaPath.RelayedTcp : MediaPath.Relayed;

    private void SeekRelay(SkypeCall call)
    {
        if (++call.Round > MostRounds || !HasSupernode)
        {
            CallFailed(call, call.HasTalked ? _metrics.CallsDropped : _metrics.CallsNoPath);
            return;
        }

        call.Phase = CallPhase.SeekingRelay;
        Release(call.ToRelay);
        call.ToRelay = null;
        call.Pinged.Clear();
        call.Measured.Clear();
        call.Theirs.Clear();
        (call.HasOffered, call.HasTheirs, call.AwaitsCandidates) = (false, false, true);
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, 4 * _settings.Paths.RelayWait);
        ToSupernode(new RelayRequest(call.Id, _settings.Paths.Relays));
    }

    private void OnCandidates(RelayCandidates candidates)
    {
        if (!IsMine(candidates.Call) || _call!.Phase != CallPhase.SeekingRelay || !_call.AwaitsCandidates) return;
        _call.AwaitsCandidates = false;
        Measure(_call, candidates.Nodes);
    }

    /// <summary>Asks relays that are not known yet how far they are.</summary>
    private void Measure(SkypeCall call, PeerId[] nodes)
    {
        foreach (PeerId node in nodes)
        {
            if (node == Self || node == call.Other || call.Refused.Contains(node) || IndexOf(call.Pinged, node) >= 0 || IndexOf(call.Measured, node) >= 0) continue;
            if (Nat == ClientNat.NoUdp)
            {
                call.Measured.Add(new RelayDistance(node, UnknownDistance));
                continue;
            }

            call.Pinged.Add(new RelayDistance(node, Now));
            Tell(node, new RelayPing(call.Id));
        }

        if (call.Pinged.Count == 0 && !call.AwaitsCandidates) OnRelayStep(call);
        else Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Paths.RelayWait);
    }

    private void OnRelayPong(RelayPong pong)
    {
        if (!IsMine(pong.Call) || IndexOf(_call!.Pinged, Sender) is var at && at < 0) return;
        if (pong.HasRoom) _call.Measured.Add(new RelayDistance(Sender, Now - _call.Pinged[at].RoundTrip));
        _call.Pinged.RemoveAt(at);
        if (_call.Pinged.Count == 0 && !_call.AwaitsCandidates && _call.Phase == CallPhase.SeekingRelay) OnRelayStep(_call);
    }

    /// <summary>What was waited for is there, or has had its time.</summary>
    private void OnRelayStep(SkypeCall call)
    {
        Timers.Cancel(CallStepTimer);
        call.Pinged.Clear();
        call.AwaitsCandidates = false;
        if (!call.IsCaller)
        {
            ToOther(call, new RelayAnswer(call.Id, call.Round, [.. call.Measured]));
            Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait);
            call.Phase = CallPhase.Binding;
            call.Binds = MostBinds;
        }
        else if (!call.HasOffered)
        {
            call.HasOffered = true;
            ToOther(call, new RelayOffer(call.Id, call.Round, [.. call.Measured]));
            Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, 4 * _settings.Paths.RelayWait);
        }
        else
        {
            ChooseRelay(call);
        }
    }

    /// <summary>The callee measures the caller's relays, and those of its own supernode.</summary>
    private void OnRelayOffer(RelayOffer offer)
    {
        if (!IsMine(offer.Call) || _call!.IsCaller || offer.Round <= _call.Round) return;
        SkypeCall call = _call;
        call.Round = offer.Round;
        call.Phase = CallPhase.SeekingRelay;
        call.Measured.Clear();
        call.Pinged.Clear();
        call.AwaitsCandidates = HasSupernode;
        Measure(call, [.. offer.Relays.Select(r => r.Node)]);
        if (call.Phase == CallPhase.SeekingRelay) ToSupernode(new RelayRequest(call.Id, _settings.Paths.Relays));
    }

    private void OnRelayAnswer(RelayAnswer answer)
    {
        if (!IsMine(answer.Call) || !_call!.IsCaller || _call.Phase != CallPhase.SeekingRelay || answer.Round != _call.Round || _call.HasTheirs) return;
        _call.HasTheirs = true;
        _call.Theirs.AddRange(answer.Relays);
        Measure(_call, [.. answer.Relays.Select(r => r.Node)]);
    }

    private void ChooseRelay(SkypeCall call)
    {
        var fit = new List<RelayDistance>();
        foreach (RelayDistance own in call.Measured)
        {
            int at = IndexOf(call.Theirs, own.Node);
            if (at >= 0) fit.Add(new RelayDistance(own.Node, own.RoundTrip + call.Theirs[at].RoundTrip));
        }

        if (fit.Count == 0)
        {
            SeekRelay(call);
            return;
        }

        if (_settings.Paths.RelayChoice == RelayChoice.Near) fit.Sort(static (a, b) => a.RoundTrip != b.RoundTrip ? a.RoundTrip.CompareTo(b.RoundTrip) : a.Node.CompareTo(b.Node));
        else Random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(fit));
        PeerId spare = fit.Count > 1 ? fit[1].Node : PeerId.None;
        Metrics.Record(_metrics.RelayDetour, fit[0].RoundTrip);
        ToOther(call, new RelayChosen(call.Id, call.Round, fit[0].Node, spare));
        Bind(call, fit[0].Node, spare);
    }

    private void Bind(SkypeCall call, PeerId relay, PeerId spare)
    {
        if (call.Phase == CallPhase.Talking && call.Relay == relay) return;
        call.Phase = CallPhase.Binding;
        call.Relay = relay;
        call.Spare = spare;
        call.Binds = 0;
        Release(call.ToRelay);
        call.ToRelay = null;
        if (Nat == ClientNat.NoUdp) call.ToRelay = Call(relay, new RelayCall(call));
        AskRelay(call);
    }

    private void AskRelay(SkypeCall call)
    {
        if (Nat != ClientNat.NoUdp) Tell(call.Relay, new RelayBind(call.Id));
        Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, TimeSpan.FromSeconds(1));
    }

    private void OnRelayConnected(RelayCall tag, Connection connection)
    {
        if (ReferenceEquals(tag.Call, _call)) connection.Send(new RelayBind(tag.Call.Id));
        else connection.Close();
    }

    private void OnRelayConnectionGone(RelayCall tag)
    {
        SkypeCall call = tag.Call;
        if (!ReferenceEquals(call, _call)) return;
        call.ToRelay = null;
        if (call.Phase == CallPhase.Talking) PathLost(call);
        else if (call.Phase == CallPhase.Binding) RelayRefused(call);
    }

    private void OnBindOverdue(SkypeCall call)
    {
        if (++call.Binds < MostBinds) AskRelay(call);
        else if (call.IsCaller) RelayRefused(call);
        else if (call.Binds == MostBinds) Timers.StartSingleTimer(CallStepTimer, TimeForCallStep.Instance, _settings.Calls.Wait); // the caller may know another
        else Finish();
    }

    private void OnBound(RelayBound bound)
    {
        if (!IsMine(bound.Call) || _call!.Phase != CallPhase.Binding || Sender != _call.Relay) return;
        if (bound.IsReady) BeginTalking(RelayedPath(_call));
        else RelayRefused(_call);
    }

    private void RelayRefused(SkypeCall call)
    {
        if (!call.IsCaller) return;
        call.Refused.Add(call.Relay);
        SeekRelay(call);
    }

    private static int IndexOf(List<RelayDistance> list, PeerId node)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Node == node) return i;
        }

        return -1;
    }
}
