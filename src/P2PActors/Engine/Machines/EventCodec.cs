using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Wire;

namespace P2PActors.Engine.Machines;

/// <summary>Writes and reads the events that peers send to peers of other machines: some ten bytes and the message.</summary>
/// <param name="messages">Writes and reads the messages.</param>
/// <param name="peers">Participants of the world: no event may name another.</param>
internal sealed class EventCodec(MessageCodec messages, int peers)
{
    private enum Payload : byte
    {
        Nothing,
        Message,
        Part,
        Channel,
        UnknownChannel,
        Reason,
        Unknown,
    }

    public void Write(in Event e, long since, WireWriter to)
    {
        Payload payload = e.Payload switch
        {
            null => Payload.Nothing,
            Message when e.Kind == EventKind.Segment => Payload.Part,
            Message => Payload.Message,
            ChannelNumber => Payload.Channel,
            UnknownChannel => Payload.UnknownChannel,
            CloseReason => Payload.Reason,
            _ => Payload.Unknown,
        };
        if (!Travels(e.Kind, payload))
            throw new InvalidOperationException($"An event of kind {e.Kind} cannot leave its machine with {(e.Payload is null ? "nothing" : "a " + e.Payload.GetType().Name)}.");
        to.Byte((byte)((byte)e.Kind | (int)payload << 5));
        to.Unsigned((ulong)(e.Time - since));
        to.Unsigned((uint)e.Sender);
        to.Unsigned(e.Sequence);
        to.Unsigned((uint)e.Target);
        to.Unsigned((uint)e.Channel);
        switch (e.Payload)
        {
            case null:
                break;
            case Message part when payload == Payload.Part:
                to.Unsigned((uint)part.WireSize);
                break;
            case Message message:
                messages.Write(message, to);
                break;
            case ChannelNumber channel:
                to.Unsigned((uint)channel.Value);
                break;
            case UnknownChannel unknown:
                to.Unsigned((uint)unknown.SenderChannel);
                to.Byte((byte)unknown.Reason);
                break;
            case CloseReason reason:
                to.Byte((byte)reason);
                break;
        }
    }

    public Event Read(ref WireReader from, long since)
    {
        byte first = from.Byte();
        var kind = (EventKind)(first & 0x1F);
        var carries = (Payload)(first >> 5);
        if (!Travels(kind, carries))
            throw new WireFormatException($"found an event of kind {(int)kind} with a payload of kind {(int)carries} at byte {from.Position - 1}, which cannot come from another machine");
        long time = since + (long)from.Unsigned();
        int sender = Peer(ref from);
        ulong sequence = from.Unsigned();
        int target = Peer(ref from);
        int channel = from.Int();
        if (time < since || sequence > uint.MaxValue || channel > Event.MaxChannel) throw new WireFormatException($"found an event before byte {from.Position} whose numbers are out of range");
        object? payload = carries switch
        {
            Payload.Nothing => null,
            Payload.Message => messages.Read(ref from),
            Payload.Part => new PartOfMessage(from.Int()),
            Payload.Channel => new ChannelNumber(from.Int()),
            Payload.UnknownChannel => new UnknownChannel(from.Int(), Reason(ref from)),
            _ => Reason(ref from),
        };
        return new Event(time, kind, sender, (uint)sequence, target, payload, channel);
    }

    /// <summary>Whether what happens to a peer may come from a peer of another machine, and with what. All else is the peer's own.</summary>
    private static bool Travels(EventKind kind, Payload payload) => kind switch
    {
        EventKind.Datagram or EventKind.LastSegment => payload == Payload.Message,
        EventKind.Segment => payload == Payload.Part,
        EventKind.Connect or EventKind.Refuse or EventKind.Ack => payload == Payload.Nothing,
        EventKind.Accept => payload == Payload.Channel,
        EventKind.Close => payload is Payload.UnknownChannel or Payload.Reason,
        _ => false,
    };

    private static CloseReason Reason(ref WireReader from)
    {
        byte reason = from.Byte();
        return reason <= (byte)CloseReason.TimedOut ? (CloseReason)reason : throw new WireFormatException($"found a reason of {reason} at byte {from.Position - 1}, expected 0 to 2");
    }

    private int Peer(ref WireReader from)
    {
        ulong peer = from.Unsigned();
        return peer < (ulong)peers ? (int)peer : throw new WireFormatException($"found peer {peer} before byte {from.Position}, but there are {peers}");
    }
}
