using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Links;

namespace P2PActors.Network;

/// <content>Long messages: segments that share the links with others, with a window of segments in flight.</content>
internal sealed partial class Transport
{
    /// <summary>The uplink that is being served: it is armed once, at the end.</summary>
    private SharedLink? _served;

    private void BeginOutgoing(Connection connection, Message message)
    {
        OutgoingTransfer transfer = connection.Outgoing ??= new OutgoingTransfer(connection);
        transfer.Current = message;
        transfer.Segments = Segmentation.Count(message.WireSize);
        transfer.SegmentsSent = 0;
        Pump(connection, transfer);
    }

    /// <summary>Puts the next segment on the uplink if the window allows.</summary>
    private void Pump(Connection connection, OutgoingTransfer transfer)
    {
        if (transfer.Current is not { } message || transfer.OnLink.OnLink || transfer.SegmentsInFlight >= Segmentation.Window) return;
        SharedLink uplink = UplinkOf(connection.Local);
        uplink.Begin(transfer.OnLink, cohort.Now, Segmentation.SizeOf(message.WireSize, transfer.SegmentsSent));
        Rearm(connection.Local, uplink, EventKind.UplinkTick);
    }

    private void UplinkTick(int local, in Event e)
    {
        if (cohort.Slots[local].Net?.Uplink is not { } uplink || !IsDue(local, uplink, in e)) return;
        _served = uplink;
        while (uplink.TryComplete(e.Time, out SharedLink.Transfer? completed))
        {
            var connection = (Connection)completed!.Owner;
            SegmentSent(connection, connection.Outgoing!);
        }

        _served = null;
        Rearm(local, uplink, EventKind.UplinkTick);
    }

    private void SegmentSent(Connection connection, OutgoingTransfer transfer)
    {
        Message message = transfer.Current!;
        int local = connection.Local;
        uint sequence = cohort.Slots[local].Sequence++;
        transfer.SegmentsSent++;
        transfer.SegmentsInFlight++;
        bool isLast = transfer.SegmentsSent == transfer.Segments;
        if (!CutOff(connection, cohort.FirstPeer + local, connection.Remote.Value))
            EmitInOrder(connection, sequence, cohort.Now, 0, isLast ? EventKind.LastSegment : EventKind.Segment, message);
        else if (isLast)
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), DropReason.Partition);
        if (isLast)
        {
            transfer.Current = null;
            SendQueued(connection, transfer);
            if (transfer.Current is null && connection.Drained is { } drained) TellDrained(local, connection, transfer, drained);
        }
        else
        {
            Pump(connection, transfer);
        }
    }

    /// <summary>Tells the sender, as a timer of its own would, that a long message has left and nothing waits behind it. What
    /// it sends now is on the uplink before the uplink is armed again.</summary>
    private void TellDrained(int local, Connection connection, OutgoingTransfer transfer, Message drained)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        if (slot.State != PeerState.Online) return;
        int peer = cohort.FirstPeer + local;
        TimerEntry notice = transfer.Notice ??= new TimerEntry(slot.Actor!.OwnTimers, connection) { Message = drained };
        cohort.Deliver(local, new Event(cohort.Now, EventKind.Timer, peer, slot.Sequence++, peer, notice), drained, null);
    }

    private void SendQueued(Connection connection, OutgoingTransfer transfer)
    {
        while (transfer.Current is null && transfer.Queue.TryDequeue(out Message? next))
        {
            int bytes = next.WireSize;
            connection.BytesQueued -= bytes;
            if (Segmentation.IsLong(bytes)) BeginOutgoing(connection, next);
            else SendPacket(connection, next, bytes);
        }
    }

    private void ReceiveAck(int local, in Event e)
    {
        if (cohort.Slots[local].Net?.Find(e.Channel) is not { Outgoing: { } transfer } connection) return;
        if (network.IsPartitioned && !network.Reaches(e.Sender, e.Target))
        {
            Doom(connection);
            return;
        }

        transfer.SegmentsInFlight--;
        Pump(connection, transfer);
    }

    private void BeginIncoming(Connection connection, Message message, int sender, uint sequence, bool isLast)
    {
        IncomingTransfer transfer = connection.Incoming ??= new IncomingTransfer(connection);
        transfer.Busy = true;
        transfer.Current = (message, sender, sequence, isLast);
        SharedLink downlink = DownlinkOf(connection.Local);
        downlink.Begin(transfer.OnLink, cohort.Now, Segmentation.SizeOf(message.WireSize, transfer.SegmentsReceived));
        Rearm(connection.Local, downlink, EventKind.DownlinkTick);
    }

    private void DownlinkTick(int local, in Event e)
    {
        if (cohort.Slots[local].Net?.Downlink is not { } downlink || !IsDue(local, downlink, in e)) return;
        // Handlers run in here and may begin or end transfers on either link: both are armed again by whoever changes them.
        downlink.IsServed = true;
        while (downlink.TryComplete(e.Time, out SharedLink.Transfer? completed))
        {
            var connection = (Connection)completed!.Owner;
            SegmentReceived(local, in e, connection, connection.Incoming!);
        }

        downlink.IsServed = false;
        Rearm(local, downlink, EventKind.DownlinkTick);
    }

    private void SegmentReceived(int local, in Event e, Connection connection, IncomingTransfer transfer)
    {
        (Message message, int sender, uint sequence, bool isLast) = transfer.Current;
        int bytes = message.WireSize;
        connection.BytesReceived += Segmentation.SizeOf(bytes, transfer.SegmentsReceived);
        transfer.SegmentsReceived++;
        transfer.Busy = false;
        if (network.Reaches(e.Target, connection.Remote.Value))
        {
            Emit(local, connection.Remote.Value, EventKind.Ack, null, connection.RemoteChannel, 0);
        }
        else
        {
            // The sender waits for this in vain: both sides run into their time-outs.
            Doom(connection);
            Emit(local, connection.Remote.Value, EventKind.Close, new UnknownChannel(connection.Channel, CloseReason.TimedOut), 0, network.DeathTimeout.Ticks);
        }

        if (isLast)
        {
            transfer.SegmentsReceived = 0;
            connection.BytesReceived = 0;
            cohort.Deliver(local, new Event(e.Time, EventKind.SegmentReady, sender, sequence, e.Target, message), message, connection);
        }

        TakeQueued(local, in e, connection, transfer);
    }

    /// <summary>Goes on with what arrived while a segment was on the downlink.</summary>
    private void TakeQueued(int local, in Event e, Connection connection, IncomingTransfer transfer)
    {
        while (!transfer.Busy && connection.State == ConnectionState.Open && transfer.Queue.TryDequeue(out var next))
        {
            int bytes = next.Message.WireSize;
            if (Segmentation.IsLong(bytes))
            {
                BeginIncoming(connection, next.Message, next.Sender, next.Sequence, next.IsLast);
                return;
            }

            // Its bits shared the link while the segment was served; it is complete with it.
            cohort.Deliver(local, new Event(e.Time, EventKind.SegmentReady, next.Sender, next.Sequence, e.Target, next.Message), next.Message, connection);
        }

        if (transfer.CloseAfter && !transfer.Busy && connection.State == ConnectionState.Open)
        {
            Forget(connection);
            cohort.Notify(local, in e, new ActorCall(ActorCallKind.Closed, Connection: connection, Reason: (byte)CloseReason.ClosedByPeer), connection);
        }
    }

    private void AbortTransfers(Connection connection)
    {
        PeerTransport net = cohort.Slots[connection.Local].Net!;
        if (connection.Outgoing is { } outgoing)
        {
            if (outgoing.OnLink.OnLink)
            {
                net.Uplink!.Abort(outgoing.OnLink, cohort.Now);
                Rearm(connection.Local, net.Uplink, EventKind.UplinkTick);
            }

            if (outgoing.Current is { } cut)
            {
                connection.IsCutOff = true;
                cohort.Traffic.Dropped(cohort.MessageTypes.Of(cut), DropReason.Disconnected);
            }

            while (outgoing.Queue.TryDequeue(out Message? queued)) cohort.Traffic.Dropped(cohort.MessageTypes.Of(queued), DropReason.Disconnected);
            outgoing.Current = null;
            connection.BytesQueued = 0;
        }

        if (connection.Incoming is { } incoming)
        {
            if (incoming.OnLink.OnLink)
            {
                net.Downlink!.Abort(incoming.OnLink, cohort.Now);
                Rearm(connection.Local, net.Downlink, EventKind.DownlinkTick);
                if (incoming.Current.IsLast) cohort.Traffic.Dropped(cohort.MessageTypes.Of(incoming.Current.Message), DropReason.Disconnected);
            }

            while (incoming.Queue.TryDequeue(out var queued))
            {
                if (queued.IsLast) cohort.Traffic.Dropped(cohort.MessageTypes.Of(queued.Message), DropReason.Disconnected);
            }
        }
    }

    /// <summary>The load of a link has changed: sets its alarm anew.</summary>
    private void Rearm(int local, SharedLink link, EventKind kind)
    {
        if (ReferenceEquals(link, _served)) return;
        if (link.TryNextCompletion(cohort.Now, out long time)) link.Alarm.Set(Math.Max(time, cohort.Now), cohort.Slots[local].Sequence++);
        else link.Alarm.Clear();
        if (!link.IsServed) PutInAlarm(local, link, kind);
    }

    private void PutInAlarm(int local, SharedLink link, EventKind kind)
    {
        int peer = cohort.FirstPeer + local;
        if (link.Alarm.TryPutIn(out long time, out uint sequence)) cohort.Insert(new Event(time, kind, peer, sequence, peer, null));
    }

    /// <summary>Whether a link has completed something; if its alarm was put off since, the event for the right time follows.</summary>
    private bool IsDue(int local, SharedLink link, in Event e)
    {
        if (!link.Alarm.ComesUp(e.Sequence)) return false;
        if (link.Alarm.IsDue(e.Sequence)) return true;
        PutInAlarm(local, link, e.Kind);
        return false;
    }
}
