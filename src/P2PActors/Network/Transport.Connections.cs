using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;

namespace P2PActors.Network;

/// <content>Opening, using and ending connections.</content>
internal sealed partial class Transport
{
    /// <summary>Shortest time before a lost segment is repeated (RFC 6298 allows 1 s; common stacks use 200 ms).</summary>
    private const long ShortestRepeat = 200 * TimeSpan.TicksPerMillisecond;

    private static readonly object[] CloseReasons = [CloseReason.ClosedByPeer, CloseReason.Reset, CloseReason.TimedOut];

    public Connection Connect(int local, PeerId target)
    {
        int from = cohort.FirstPeer + local, to = target.Value;
        if ((uint)to >= (uint)_peers) throw new ArgumentOutOfRangeException(nameof(target), to, "There is no such peer in this world.");
        if (to == from) throw new ArgumentException("A peer cannot connect to itself.", nameof(target));
        Connection connection = NetOf(local).Open(this, local, target, isOutgoing: true);
        cohort.ScheduleOwn(local, cohort.Now + network.ConnectTimeout.Ticks, EventKind.ConnectTimeout, null, connection.Channel);
        if (network.Reaches(from, to)) Emit(local, to, EventKind.Connect, null, connection.Channel, 0);
        cohort.Worker.Connections.Requested++;
        cohort.Observer?.Asked(from, connection, cohort.Now);
        return connection;
    }

    public bool Send(Connection connection, Message message)
    {
        int local = connection.Local;
        ref PeerSlot slot = ref cohort.Slots[local];
        int bytes = message.WireSize;
        if (connection.State != ConnectionState.Open)
        {
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), DropReason.Disconnected);
            return false;
        }

        if (_roundTrip is not null) message = _roundTrip.Of(message);
        CountSent(ref slot, message, bytes);
        cohort.Observer?.Sent(cohort.FirstPeer + local, connection.Remote.Value, message, bytes, cohort.Now);
        if (connection.Outgoing is { Current: not null } busy)
        {
            busy.Queue.Enqueue(message);
            connection.BytesQueued += bytes;
        }
        else if (network.Links is not null && Segmentation.IsLong(bytes))
        {
            BeginOutgoing(connection, message);
        }
        else
        {
            SendPacket(connection, message, bytes);
        }

        return true;
    }

    /// <summary>Sends one message over many connections.</summary>
    public int SendToAll(List<Connection> connections, Message message, Connection? except)
    {
        int sent = 0;
        for (int i = 0; i < connections.Count; i++)
        {
            // Each connection is an object of its own, seldom in the cache: the next ones are asked for while this one is used.
            if (i + 2 < connections.Count) Prefetch.Object(connections[i + 2], lines: 3);
            Connection connection = connections[i];
            if (!ReferenceEquals(connection, except) && Send(connection, message)) sent++;
        }

        return sent;
    }

    public void Close(Connection connection)
    {
        if (connection.State == ConnectionState.Closed) return;
        bool wasOpen = connection.State == ConnectionState.Open;
        Forget(connection);
        if (wasOpen) SendClose(connection, CloseReason.ClosedByPeer);
    }

    /// <summary>The peer's session is over: its host closes all connections, or is silent from now on.</summary>
    public void PeerEnded(int local, bool answers)
    {
        PeerTransport? net = cohort.Slots[local].Net;
        if (net is null) return;
        while (net.Connections.Count > 0)
        {
            Connection connection = net.Connections[^1];
            bool wasOpen = connection.State == ConnectionState.Open;
            Forget(connection);
            if (!wasOpen) continue;
            if (answers) SendClose(connection, CloseReason.Reset);
            else LeaveUnanswered(connection);
        }

        net.Nat = null;
    }

    private void ReceiveConnect(int local, in Event e)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        if (network.IsPartitioned && !network.Reaches(e.Sender, e.Target)) return;
        if (network.RefusesConnections(e.Target))
        {
            cohort.Worker.Connections.BlockedByNat++;
            return;
        }

        switch (slot.State)
        {
            case PeerState.NotYet or PeerState.Crashed:
                return;
            case PeerState.Left or PeerState.Failed:
                cohort.Worker.Connections.Refused++;
                Emit(local, e.Sender, EventKind.Refuse, null, e.Channel, 0);
                return;
        }

        var from = new PeerId(e.Sender);
        bool accepted = cohort.Notify(local, in e, new ActorCall(ActorCallKind.Connecting, Peer: from));
        if (!accepted || slot.State != PeerState.Online)
        {
            cohort.Worker.Connections.Refused++;
            Emit(local, e.Sender, EventKind.Refuse, null, e.Channel, 0);
            return;
        }

        Connection connection = NetOf(local).Open(this, local, from, isOutgoing: false);
        connection.RemoteChannel = e.Channel;
        connection.State = ConnectionState.Open;
        connection.OpenedAt = connection.LastReceivedAt = new TimeSpan(e.Time);
        connection.LastArrival = Emit(local, e.Sender, EventKind.Accept, new ChannelNumber(connection.Channel), e.Channel, 0);
        cohort.Notify(local, in e, new ActorCall(ActorCallKind.Connected, Connection: connection), connection);
    }

    private void ReceiveAccept(int local, in Event e)
    {
        if (network.IsPartitioned && !network.Reaches(e.Sender, e.Target) || cohort.Slots[local].State == PeerState.Crashed)
        {
            // The other side repeats its answer in vain until its time-out.
            Emit(local, e.Sender, EventKind.Close, new UnknownChannel(e.Channel, CloseReason.TimedOut), 0, network.DeathTimeout.Ticks);
            return;
        }

        int remoteChannel = ((ChannelNumber)e.Payload!).Value;
        Connection? connection = cohort.Slots[local].Net?.Find(e.Channel);
        if (connection is null || cohort.Slots[local].State != PeerState.Online)
        {
            // Given up in the meantime: the other side must not believe in the connection.
            Emit(local, e.Sender, EventKind.Close, CloseReasons[(int)CloseReason.Reset], remoteChannel, 0);
            return;
        }

        connection.RemoteChannel = remoteChannel;
        connection.State = ConnectionState.Open;
        connection.OpenedAt = connection.LastReceivedAt = new TimeSpan(e.Time);
        cohort.Worker.Connections.Opened++;
        cohort.Notify(local, in e, new ActorCall(ActorCallKind.Connected, Connection: connection), connection);
    }

    private void ReceiveRefusal(int local, in Event e)
    {
        Connection? connection = cohort.Slots[local].Net?.Find(e.Channel);
        if (connection is not { State: ConnectionState.Connecting }) return;
        if (e.Kind == EventKind.Refuse && network.IsPartitioned && !network.Reaches(e.Sender, e.Target)) return;
        ConnectFailure reason = e.Kind == EventKind.Refuse ? ConnectFailure.Refused : ConnectFailure.TimedOut;
        if (reason == ConnectFailure.TimedOut) cohort.Worker.Connections.TimedOut++;
        Forget(connection);
        cohort.Notify(local, in e, new ActorCall(ActorCallKind.ConnectFailed, Connection: connection, Reason: (byte)reason), connection);
    }

    private void ReceiveClose(int local, in Event e)
    {
        PeerTransport? net = cohort.Slots[local].Net;
        if (net is null) return;
        // A time-out is the receiver's own, whoever scheduled it; everything else has to cross the network.
        bool isTimeout = e.Sender == e.Target || e.Payload is UnknownChannel { Reason: CloseReason.TimedOut };
        // A host that does not know a connection names it by the number its own process once had.
        Connection? connection = e.Payload is UnknownChannel unknown
            ? net.FindByRemote(e.Sender, unknown.SenderChannel)
            : net.Find(e.Channel);
        if (connection is not { State: ConnectionState.Open }) return;
        if (network.IsPartitioned && !isTimeout && !network.Reaches(e.Sender, e.Target))
        {
            Doom(connection);
            return;
        }

        CloseReason reason = e.Payload is UnknownChannel u ? u.Reason : (CloseReason)e.Payload!;
        if (connection.Incoming is { Busy: true } incoming && reason == CloseReason.ClosedByPeer)
        {
            // What was sent before the close is still passing the downlink.
            incoming.CloseAfter = true;
            return;
        }

        if (connection.ReadyUntil > e.Time)
        {
            cohort.Insert(e.Postponed(connection.ReadyUntil, EventKind.Close));
            return;
        }

        Forget(connection);
        if (isTimeout) SendClose(connection, CloseReason.Reset); // as TCP does when it gives up; lost if nobody is there
        cohort.Notify(local, in e, new ActorCall(ActorCallKind.Closed, Connection: connection, Reason: (byte)reason), connection);
    }

    private void SendPacket(Connection connection, Message message, int bytes)
    {
        int local = connection.Local, from = cohort.FirstPeer + local, to = connection.Remote.Value;
        uint sequence = cohort.Slots[local].Sequence++;
        if (CutOff(connection, from, to))
        {
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), DropReason.Partition);
            return;
        }

        long departure = cohort.Now, reception = 0;
        if (network.Links is { } links)
        {
            departure = UplinkOf(local).SendPacket(cohort.Now, bytes);
            reception = (long)Math.Ceiling(bytes * links.Down(to));
        }

        EmitInOrder(connection, sequence, departure, reception, EventKind.LastSegment, message);
    }

    /// <summary>Sends something on a connection: it arrives no earlier than what was sent before, and later when lost on the way.</summary>
    private void EmitInOrder(Connection connection, uint sequence, long departure, long reception, EventKind kind, object? payload)
    {
        int from = cohort.FirstPeer + connection.Local, to = connection.Remote.Value;
        ulong draw = Draw(from, sequence);
        long latency = Latency(from, to, draw);
        long delay = latency;
        ulong threshold = LossThreshold(from, to);
        for (ulong bits = draw; threshold != 0 && (uint)bits < threshold; bits = RandomStream.Mix(bits))
            delay += Math.Max(ShortestRepeat, 2 * latency);
        connection.LastArrival = Math.Max(connection.LastArrival, departure + delay + reception);
        cohort.Emit(new Event(connection.LastArrival, kind, from, sequence, to, payload, connection.RemoteChannel));
    }

    private void SendClose(Connection connection, CloseReason reason)
    {
        int from = cohort.FirstPeer + connection.Local;
        if (!network.Reaches(from, connection.Remote.Value))
        {
            LeaveUnanswered(connection);
            return;
        }

        if (connection.IsDoomed) reason = CloseReason.Reset; // something was lost before this
        uint sequence = cohort.Slots[connection.Local].Sequence++;
        long departure = Math.Max(cohort.Now, cohort.Now + UplinkBacklog(connection.Local));
        EmitInOrder(connection, sequence, departure, 0, EventKind.Close, CloseReasons[(int)reason]);
    }

    /// <summary>Segments that have arrived are never acknowledged: a sender that waits for it finds out by its time-out.</summary>
    private void LeaveUnanswered(Connection connection)
    {
        if (connection.Incoming is { Busy: true })
            Emit(connection.Local, connection.Remote.Value, EventKind.Close, new UnknownChannel(connection.Channel, CloseReason.TimedOut), 0, network.DeathTimeout.Ticks);
    }

    /// <summary>Whether a partition stops what is sent on a connection. The first time, the sender's time-out begins.</summary>
    private bool CutOff(Connection connection, int from, int to)
    {
        if (connection.IsDoomed) return true;
        if (network.Reaches(from, to)) return false;
        Doom(connection);
        return true;
    }

    /// <summary>Something sent on a connection was lost for good: nothing passes any more, and this side's time-out begins.</summary>
    private void Doom(Connection connection)
    {
        if (connection.IsDoomed) return;
        connection.IsDoomed = true;
        cohort.ScheduleOwn(connection.Local, cohort.Now + network.DeathTimeout.Ticks, EventKind.Close,
            CloseReasons[(int)CloseReason.TimedOut], connection.Channel);
    }

    private void ReceiveSegment(int local, in Event e)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        var message = (Message)e.Payload!;
        if (network.IsPartitioned && !network.Reaches(e.Sender, e.Target))
        {
            Lost(local, in e, message, DropReason.Partition, CloseReason.TimedOut);
            return;
        }

        if (slot.State != PeerState.Online || slot.Net?.Find(e.Channel) is not { } connection)
        {
            Lost(local, in e, message, slot.State == PeerState.Online ? DropReason.Disconnected : DropReason.Offline,
                slot.State == PeerState.Crashed ? CloseReason.TimedOut : CloseReason.Reset);
            return;
        }

        bool isLast = e.Kind == EventKind.LastSegment;
        if (connection.IsDoomed)
        {
            if (isLast) cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), DropReason.Partition);
            return;
        }

        if (network.Links is null)
        {
            cohort.Deliver(local, in e, message, connection);
            return;
        }

        if (connection.Incoming is { Busy: true } busy)
        {
            busy.Queue.Enqueue((message, e.Sender, e.Sequence, isLast));
            return;
        }

        int bytes = message.WireSize;
        if (Segmentation.IsLong(bytes) && message is not PacketTrain)
        {
            BeginIncoming(connection, message, e.Sender, e.Sequence, isLast);
            return;
        }

        long ready = PassDownlink(local, e.Time, bytes);
        if (ready > e.Time)
        {
            connection.ReadyUntil = ready;
            cohort.Insert(e.Postponed(ready, EventKind.SegmentReady));
        }
        else
        {
            cohort.Deliver(local, in e, message, connection);
        }
    }

    private void DeliverPostponed(int local, in Event e)
    {
        var message = (Message)e.Payload!;
        if (cohort.Slots[local].State == PeerState.Online && cohort.Slots[local].Net!.Find(e.Channel) is { } connection)
            cohort.Deliver(local, in e, message, connection);
        else
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), DropReason.Disconnected);
    }

    /// <summary>Nobody here takes a segment. The host answers at once, or the sender finds out by its time-out.</summary>
    private void Lost(int local, in Event e, Message message, DropReason reason, CloseReason told)
    {
        if (e.Kind == EventKind.LastSegment) cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), reason);
        if (reason == DropReason.Partition && cohort.Slots[local].Net?.Find(e.Channel) is { } here) Doom(here);
        long delay = told == CloseReason.TimedOut ? network.DeathTimeout.Ticks : 0;
        Emit(local, e.Sender, EventKind.Close, new UnknownChannel(e.Channel, told), 0, delay);
    }

    /// <summary>Sends a notice of the network layer, without bytes of its own.</summary>
    /// <returns>When it arrives.</returns>
    private long Emit(int local, int to, EventKind kind, object? payload, int channel, long delay)
    {
        int from = cohort.FirstPeer + local;
        uint sequence = cohort.Slots[local].Sequence++;
        long arrival = cohort.Now + delay + Latency(from, to, Draw(from, sequence));
        cohort.Emit(new Event(arrival, kind, from, sequence, to, payload, channel));
        return arrival;
    }

    private void Forget(Connection connection)
    {
        connection.State = ConnectionState.Closed;
        cohort.Slots[connection.Local].Net!.Remove(connection);
        AbortTransfers(connection);
    }
}

/// <summary>Tells the initiator by which number the other side knows a connection.</summary>
internal sealed record ChannelNumber(int Value);

/// <summary>Ends a connection that the teller names by its own number, because it does not know the other side's.</summary>
internal sealed record UnknownChannel(int SenderChannel, CloseReason Reason);
