using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Links;
using P2PActors.Network.Nat;
using P2PActors.Wire;

namespace P2PActors.Network;

/// <summary>
/// The network layer of one cohort's peers: datagrams here, connections and long messages in the other parts of the class.
/// It lives with the host, not with the peer's process, so it answers (or is silent) for peers that have gone.
/// </summary>
internal sealed partial class Transport(Cohort cohort, NetworkModel network)
{
    private const int NatCapacity = 1024;

    /// <summary>A public peer keeps the ports of symmetric NATs it has heard from: a server hears from many.</summary>
    private const int PublicCapacity = 1 << 20;

    private readonly ulong _packetSeed = RandomStream.For(cohort.Plan.Seed, Purposes.Packets).NextBits();
    private readonly int _peers = cohort.Plan.PeerCount;
    private readonly RoundTrip? _roundTrip = cohort.Worker.RoundTrip;
    private readonly ulong _lossThreshold = (ulong)(network.Loss * uint.MaxValue);

    public long UplinkBacklog(int local) =>
        cohort.Slots[local].Net?.Uplink is { } link ? Math.Max(0, link.PacketsUntil - cohort.Now) : 0;

    public IReadOnlyList<Connection> ConnectionsOf(int local) => cohort.Slots[local].Net?.Connections ?? (IReadOnlyList<Connection>)[];

    public void SendDatagram(int local, PeerId target, Message message, DatagramPorts asked = DatagramPorts.Base)
    {
        int to = target.Value;
        if ((uint)to >= (uint)_peers) throw new ArgumentOutOfRangeException(nameof(target), to, "There is no such peer in this world.");
        ref PeerSlot slot = ref cohort.Slots[local];
        int from = cohort.FirstPeer + local;
        if (_roundTrip is not null && to != from) message = _roundTrip.Of(message);
        uint sequence = slot.Sequence++;
        long now = cohort.Now;
        int bytes = message.WireSize;
        MessageTypeInfo type = CountSent(ref slot, message, bytes);
        cohort.Observer?.Sent(from, to, message, bytes, now);
        if (to == from)
        {
            cohort.Insert(new Event(now, EventKind.DatagramReady, from, sequence, to, message));
            return;
        }

        DatagramPorts ports = asked;
        if (network.Nats is not null)
        {
            if (network.NatOf(from) == NatType.BlocksUdp)
            {
                cohort.Traffic.Dropped(type, DropReason.Nat);
                return;
            }

            ports |= NatOf(local).Send(to, now);
        }

        if (network.IsPartitioned && !network.Reaches(from, to))
        {
            cohort.Traffic.Dropped(type, DropReason.Partition);
            return;
        }

        if ((ports & DatagramPorts.Train) != 0)
        {
            SendTrain(local, to, sequence, (PacketTrain)message, type, ports);
            return;
        }

        ulong draw = Draw(from, sequence);
        ulong threshold = LossThreshold(from, to);
        if (threshold != 0 && (uint)draw < threshold)
        {
            cohort.Traffic.Dropped(type, DropReason.Loss);
            return;
        }

        long departure = now, reception = 0;
        if (network.Links is { } links)
        {
            SharedLink uplink = UplinkOf(local);
            if (uplink.PacketsUntil - now > network.MaxBacklog.Ticks)
            {
                cohort.Traffic.Dropped(type, DropReason.QueueFull);
                return;
            }

            departure = uplink.SendPacket(now, bytes);
            reception = (long)Math.Ceiling(bytes * links.Down(to));
        }

        cohort.Emit(new Event(departure + Latency(from, to, draw) + reception, EventKind.Datagram, from, sequence, to, message, (int)ports));
    }

    public void Handle(int local, in Event e)
    {
        switch (e.Kind)
        {
            case EventKind.Datagram:
                ReceiveDatagram(local, in e);
                break;
            case EventKind.DatagramReady:
                cohort.CurrentPorts = (DatagramPorts)e.Channel;
                if (cohort.Slots[local].State == PeerState.Online) cohort.Deliver(local, in e, (Message)e.Payload!, null);
                else cohort.Traffic.Dropped(cohort.MessageTypes.Of((Message)e.Payload!), DropReason.Offline);
                break;
            case EventKind.Segment:
            case EventKind.LastSegment:
                ReceiveSegment(local, in e);
                break;
            case EventKind.SegmentReady:
                DeliverPostponed(local, in e);
                break;
            case EventKind.Connect:
                ReceiveConnect(local, in e);
                break;
            case EventKind.Accept:
                ReceiveAccept(local, in e);
                break;
            case EventKind.Refuse:
            case EventKind.ConnectTimeout:
                ReceiveRefusal(local, in e);
                break;
            case EventKind.Close:
                ReceiveClose(local, in e);
                break;
            case EventKind.Ack:
                ReceiveAck(local, in e);
                break;
            case EventKind.UplinkTick:
                UplinkTick(local, in e);
                break;
            case EventKind.DownlinkTick:
                DownlinkTick(local, in e);
                break;
            default:
                throw new InvalidOperationException($"Unexpected event {e.Kind}.");
        }
    }

    private void ReceiveDatagram(int local, in Event e)
    {
        ref PeerSlot slot = ref cohort.Slots[local];
        var message = (Message)e.Payload!;
        DropReason reason;
        if (slot.State != PeerState.Online) reason = DropReason.Offline;
        else if (network.IsPartitioned && !network.Reaches(e.Sender, e.Target)) reason = DropReason.Partition;
        else if (network.Nats is not null && !NatOf(local).Admit(e.Sender, (DatagramPorts)e.Channel, e.Time)) reason = DropReason.Nat;
        else if (((DatagramPorts)e.Channel & DatagramPorts.Train) != 0)
        {
            ReceiveTrain(local, in e, (PacketTrain)message);
            return;
        }
        else
        {
            cohort.CurrentPorts = (DatagramPorts)e.Channel;
            long ready = network.Links is null ? e.Time : PassDownlink(local, e.Time, message.WireSize);
            if (ready > e.Time) cohort.Insert(e.Postponed(ready, EventKind.DatagramReady));
            else cohort.Deliver(local, in e, message, null);
            return;
        }

        cohort.Traffic.Dropped(cohort.MessageTypes.Of(message), reason);
    }

    /// <summary>A packet whose last bit would be here now if the downlink had been free all the time: when it really is.</summary>
    private long PassDownlink(int local, long now, int bytes)
    {
        SharedLink link = DownlinkOf(local);
        long time = link.TicksFor(bytes);
        long end = Math.Max(now, link.PacketsUntil + time);
        link.NotePacket(now, end, bytes);
        return end;
    }

    private MessageTypeInfo CountSent(ref PeerSlot slot, Message message, int bytes)
    {
        MessageTypeInfo type = cohort.MessageTypes.Of(message);
        cohort.Traffic.Sent(type, slot.Role, bytes);
        slot.MessagesOut++;
        slot.BytesOut += bytes;
        return type;
    }

    /// <summary>Random bits of one packet: a function of the run, the sender and its sequence number.</summary>
    private ulong Draw(int from, uint sequence) => RandomStream.Mix(_packetSeed ^ (((ulong)(uint)from << 32) | sequence) * 0x9E3779B97F4A7C15UL);

    private long Latency(int from, int to, ulong draw)
    {
        ulong second = RandomStream.Mix(draw);
        return Jittered(PathLatency(from, to, second), second);
    }

    /// <summary>What a path takes without jitter.</summary>
    private long PathLatency(int from, int to, ulong second)
    {
        long latency = network.Latency.OneWay(from, to, second);
        return network.IsImpaired ? network.ImpairedLatency(from, to, latency) : latency;
    }

    private long Jittered(long latency, ulong second)
    {
        if (network.Jitter <= 0) return latency;
        double uniform = ((RandomStream.Mix(second) >> 11) + 1) * (1.0 / (1UL << 53));
        return latency + (long)(-Math.Log(uniform) * network.Jitter * latency);
    }

    private ulong LossThreshold(int from, int to) =>
        network.IsImpaired ? (ulong)(network.ImpairedLoss(from, to) * uint.MaxValue) : _lossThreshold;

    /// <summary>A fault has changed the rates of a peer's access link.</summary>
    public void LinksChanged(int local)
    {
        if (network.Links is not { } links || cohort.Slots[local].Net is not { } net) return;
        int peer = cohort.FirstPeer + local;
        if (net.Uplink is { } uplink)
        {
            uplink.ChangeRate(cohort.Now, links.Up(peer));
            Rearm(local, uplink, EventKind.UplinkTick);
        }

        if (net.Downlink is { } downlink)
        {
            downlink.ChangeRate(cohort.Now, links.Down(peer));
            Rearm(local, downlink, EventKind.DownlinkTick);
        }
    }

    private PeerTransport NetOf(int local) => cohort.Slots[local].Net ??= new PeerTransport();

    private NatTable NatOf(int local) => NetOf(local).Nat ??=
        new NatTable(network.NatOf(cohort.FirstPeer + local), network.NatTimeout.Ticks,
            network.NatOf(cohort.FirstPeer + local) == NatType.None ? PublicCapacity : NatCapacity);

    private SharedLink UplinkOf(int local) => NetOf(local).Uplink ??= new SharedLink(network.Links!.Up(cohort.FirstPeer + local));

    private SharedLink DownlinkOf(int local) => NetOf(local).Downlink ??= new SharedLink(network.Links!.Down(cohort.FirstPeer + local));
}
