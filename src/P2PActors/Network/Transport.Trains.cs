using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.Links;
using P2PActors.Network.Nat;

namespace P2PActors.Network;

/// <content>
/// Trains of packets. Each packet has the loss and the delay that it would have if it were sent alone; only the links are
/// occupied for the whole train at once, at its end, which makes others wait no longer than its bytes take.
/// </content>
internal sealed partial class Transport
{
    private void SendTrain(int local, int to, uint sequence, PacketTrain train, MessageTypeInfo type, DatagramPorts ports)
    {
        int from = cohort.FirstPeer + local;
        long now = cohort.Now, waiting = 0, reception = 0;
        if (network.Links is { } links)
        {
            SharedLink uplink = UplinkOf(local);
            waiting = Math.Max(0, uplink.PacketsUntil - now);
            if (waiting > network.MaxBacklog.Ticks)
            {
                cohort.Traffic.Dropped(type, DropReason.QueueFull);
                return;
            }

            uplink.SendPacket(now, train.WireSize);
            int packet = train.WireSize / train.Packets;
            waiting += (long)(packet * links.Up(from));
            reception = (long)Math.Ceiling(packet * links.Down(to));
        }

        TrainReception passed = Pass(train, from, to, Draw(from, sequence), isRepeated: false);
        if (passed.Received == 0)
        {
            cohort.Traffic.Dropped(type, DropReason.Loss);
            return;
        }

        long delay = passed.Delay.Ticks + waiting + reception;
        cohort.Emit(new Event(now + delay, EventKind.Datagram, from, sequence, to, train with { Reception = passed with { Delay = new TimeSpan(delay) } }, (int)ports));
    }

    public bool SendTrain(Connection connection, PacketTrain train)
    {
        int local = connection.Local, from = cohort.FirstPeer + local, to = connection.Remote.Value;
        if (connection.State != ConnectionState.Open || connection.Outgoing is { Current: not null })
        {
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(train), DropReason.Disconnected);
            return false;
        }

        if (_roundTrip is not null) train = (PacketTrain)_roundTrip.Of(train);
        CountSent(ref cohort.Slots[local], train, train.WireSize);
        cohort.Observer?.Sent(from, to, train, train.WireSize, cohort.Now);
        uint sequence = cohort.Slots[local].Sequence++;
        if (CutOff(connection, from, to))
        {
            cohort.Traffic.Dropped(cohort.MessageTypes.Of(train), DropReason.Partition);
            return true;
        }

        long waiting = 0;
        if (network.Links is { } links)
        {
            SharedLink uplink = UplinkOf(local);
            waiting = Math.Max(0, uplink.PacketsUntil - cohort.Now);
            uplink.SendPacket(cohort.Now, train.WireSize);
            int packet = train.WireSize / train.Packets;
            waiting += (long)(packet * links.Up(from)) + (long)Math.Ceiling(packet * links.Down(to));
        }

        TrainReception passed = Pass(train, from, to, Draw(from, sequence), isRepeated: true);
        long delay = passed.Delay.Ticks + waiting;
        connection.LastArrival = Math.Max(connection.LastArrival, cohort.Now + delay);
        cohort.Emit(new Event(connection.LastArrival, EventKind.LastSegment, from, sequence, to, train with { Reception = passed with { Delay = new TimeSpan(delay) } }, connection.RemoteChannel));
        return true;
    }

    /// <summary>A train has come in: it takes the downlink as others do, and what it has to wait there is delay of its packets.</summary>
    private void ReceiveTrain(int local, in Event e, PacketTrain train)
    {
        long waiting = 0;
        if (network.Links is not null)
        {
            SharedLink link = DownlinkOf(local);
            waiting = Math.Max(0, link.PacketsUntil - e.Time);
            link.NotePacket(e.Time, e.Time + waiting + link.TicksFor(train.WireSize), train.WireSize);
        }

        cohort.CurrentPorts = (DatagramPorts)e.Channel;
        if (waiting == 0)
        {
            cohort.Deliver(local, in e, train, null);
            return;
        }

        train = train with { Reception = train.Reception with { Delay = train.Reception.Delay + new TimeSpan(waiting) } };
        cohort.Insert(new Event(e.Time + waiting, EventKind.DatagramReady, e.Sender, e.Sequence, e.Target, train, e.Channel));
    }

    /// <summary>What the path does to each packet. Repeated packets arrive later instead of never, and in order.</summary>
    private TrainReception Pass(PacketTrain train, int from, int to, ulong draw, bool isRepeated)
    {
        ulong threshold = LossThreshold(from, to);
        // The path is the same for all packets of most models: it is looked up once, not for each of some dozens.
        long? path = network.Latency.VariesByPacket ? null : PathLatency(from, to, draw);
        long spacing = train.Spacing.Ticks, tolerance = train.Tolerance.Ticks, least = long.MaxValue, sum = 0, differences = 0, last = 0, lastArrival = 0;
        int received = 0, late = 0;
        Span<long> delays = stackalloc long[Math.Min(train.Packets, 1000)];
        for (int i = 0; i < delays.Length; i++)
        {
            draw = RandomStream.Mix(draw + 1);
            bool isLost = threshold != 0 && (uint)draw < threshold;
            if (isLost && !isRepeated) continue;
            long delay = path is { } same ? Jittered(same, RandomStream.Mix(draw)) : Latency(from, to, draw);
            if (isRepeated)
            {
                long latency = delay;
                for (ulong bits = draw; threshold != 0 && (uint)bits < threshold; bits = RandomStream.Mix(bits)) delay += Math.Max(ShortestRepeat, 2 * latency);
                lastArrival = Math.Max(lastArrival, i * spacing + delay);
                delay = lastArrival - i * spacing;
            }

            if (received > 0) differences += Math.Abs(delay - last);
            last = delay;
            least = Math.Min(least, delay);
            sum += delay;
            delays[received++] = delay;
        }

        if (received == 0) return default;
        if (tolerance < long.MaxValue)
        {
            for (int i = 0; i < received; i++) late += delays[i] - least > tolerance ? 1 : 0;
        }

        return new TrainReception(received, late, new TimeSpan(sum / received), new TimeSpan(received > 1 ? differences / (received - 1) : 0));
    }
}
