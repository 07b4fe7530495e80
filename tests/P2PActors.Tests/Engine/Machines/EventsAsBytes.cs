using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Network;
using P2PActors.Wire;

namespace P2PActors.Tests.Engine.Machines;

/// <summary>The layout of an event between machines, by hand: kind and payload, time since, sender, sequence, target, channel, payload.</summary>
public class EventsAsBytes
{
    private const long Since = 1000;
    private static readonly MessageCodec Messages = MessageCodec.For(typeof(Note));
    private static readonly EventCodec Codec = new(Messages, 300);

    /// <summary>Number of the type in the codec: known from its list of types, the first of which is 1.</summary>
    private static byte NumberOfNote { get; } = (byte)(Messages.MessageTypes.ToList().IndexOf(typeof(Note)) + 1);

    private static byte[] Bytes(Event e)
    {
        var writer = new WireWriter();
        Codec.Write(in e, Since, writer);
        return writer.Written.ToArray();
    }

    private static Event Read(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        Event e = Codec.Read(ref reader, Since);
        Assert.True(reader.IsAtEnd);
        return e;
    }

    /// <summary>One event of each kind that travels, and its bytes. 200 is C8 01 as LEB128, 299 is AB 02; 5 ticks after 1000.</summary>
    internal static IEnumerable<(Event Event, byte[] Bytes)> Vectors()
    {
        // Kind 0 with payload 1 (message): 0x20. The channel holds the bits of the ports. The note is its number and its
        // fields in the order of their declaration, zigzag: 7 is 0E, 100 is C8 01.
        yield return (new Event(1005, EventKind.Datagram, 2, 200, 299, new Note(7), 3), [0x20, 5, 2, 0xC8, 1, 0xAB, 2, 3, NumberOfNote, 0x0E, 0xC8, 1]);
        // Kind 5, no payload.
        yield return (new Event(1000, EventKind.Connect, 1, 0, 0, null, 9), [0x05, 0, 1, 0, 0, 9]);
        // Kind 6 with payload 3 (channel): 0x66.
        yield return (new Event(1001, EventKind.Accept, 0, 1, 1, new ChannelNumber(12), 9), [0x66, 1, 0, 1, 1, 9, 12]);
        // Kind 7, no payload.
        yield return (new Event(1128, EventKind.Refuse, 0, 1, 1, null, 9), [0x07, 0x80, 1, 0, 1, 1, 9]);
        // Kind 9 with payload 2 (part of a message): 0x49; of a segment only the length of its message travels: 300 is AC 02.
        yield return (new Event(1002, EventKind.Segment, 4, 5, 6, new Note(1, 300), 7), [0x49, 2, 4, 5, 6, 7, 0xAC, 2]);
        // Kind 10 with payload 1: 0x2A. -1 is 01, 300 is D8 04 in zigzag.
        yield return (new Event(1002, EventKind.LastSegment, 4, 5, 6, new Note(-1, 300), 7), [0x2A, 2, 4, 5, 6, 7, NumberOfNote, 1, 0xD8, 4]);
        // Kind 12, no payload; the greatest sequence number is FF FF FF FF 0F, the greatest channel (2^24 - 1) is FF FF FF 07.
        yield return (new Event(1002, EventKind.Ack, 4, uint.MaxValue, 6, null, Event.MaxChannel), [0x0C, 2, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 6, 0xFF, 0xFF, 0xFF, 7]);
        // Kind 13 with payload 5 (a reason): 0xAD, and with payload 4 (an unknown channel): 0x8D.
        yield return (new Event(1003, EventKind.Close, 4, 5, 6, CloseReason.Reset, 7), [0xAD, 3, 4, 5, 6, 7, 1]);
        yield return (new Event(1003, EventKind.Close, 4, 5, 6, new UnknownChannel(11, CloseReason.TimedOut), 0), [0x8D, 3, 4, 5, 6, 0, 11, 2]);
    }

    /// <summary>Places in the list of vectors.</summary>
    public static TheoryData<int> Places => [.. Enumerable.Range(0, 9)];

    [Theory]
    [MemberData(nameof(Places))]
    public void An_event_of_each_kind_is_written_and_read_as_it_stands_in_the_table(int place)
    {
        (Event e, byte[] bytes) = Vectors().ElementAt(place);

        Assert.Equal(bytes, Bytes(e));
        Event back = Read(bytes);
        Assert.Equal((e.Time, e.Kind, e.Sender, e.Sequence, e.Target, e.Channel), (back.Time, back.Kind, back.Sender, back.Sequence, back.Target, back.Channel));
        if (e.Kind == EventKind.Segment) Assert.Equal(new PartOfMessage(300), back.Payload);
        else Assert.Equal(e.Payload, back.Payload);
    }

    [Fact]
    public void All_kinds_that_peers_send_each_other_are_in_the_table() =>
        Assert.Equal(
            [EventKind.Datagram, EventKind.Connect, EventKind.Accept, EventKind.Refuse, EventKind.Segment, EventKind.LastSegment, EventKind.Ack, EventKind.Close],
            Vectors().Select(v => v.Event.Kind).Distinct());

    [Theory]
    [InlineData((byte)EventKind.DatagramReady)]
    [InlineData((byte)EventKind.Timer)]
    [InlineData((byte)EventKind.Start)]
    [InlineData((byte)EventKind.Stop)]
    [InlineData((byte)EventKind.ConnectTimeout)]
    [InlineData((byte)EventKind.SegmentReady)]
    [InlineData((byte)EventKind.UplinkTick)]
    [InlineData((byte)EventKind.DownlinkTick)]
    public void What_a_peer_tells_only_itself_neither_leaves_a_machine_nor_comes_from_another(byte kind)
    {
        var leaving = Assert.Throws<InvalidOperationException>(() => Bytes(new Event(1005, (EventKind)kind, 1, 2, 3, new Note(1))));
        Assert.Contains($"{(EventKind)kind} cannot leave its machine", leaving.Message, StringComparison.Ordinal);
        foreach (int payload in Enumerable.Range(0, 8))
        {
            var coming = Assert.Throws<WireFormatException>(() => Read([(byte)(kind | payload << 5), 5, 1, 2, 3, 0, 1, 1, 1]));
            Assert.Contains($"kind {kind} with a payload of kind {payload} at byte 0, which cannot come from another machine", coming.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x00)] // a datagram with nothing in it
    [InlineData(0x60)] // a datagram with a channel
    [InlineData(0x25)] // a request to connect with a message
    [InlineData(0x06)] // an acceptance without a channel
    [InlineData(0x29)] // a segment with a whole message
    [InlineData(0x4A)] // a last segment without its message
    [InlineData(0x0D)] // a close without a reason
    [InlineData(0x10)] // a kind that there is not
    [InlineData(0x1F)]
    [InlineData(0xE0)] // a payload that there is not
    public void A_payload_that_does_not_go_with_the_kind_is_refused(byte first) =>
        Assert.Throws<WireFormatException>(() => Read([first, 5, 1, 2, 3, 0, NumberOfNote, 1, 1]));

    [Fact]
    public void Peers_that_there_are_not_and_numbers_out_of_range_are_refused()
    {
        // 300 is AC 02: the first peer that there is not; 2^32 as a sequence number; 2^24 as a channel; 3 as a reason.
        Refused([0x05, 0, 0xAC, 2, 0, 0, 9], "found peer 300");
        Refused([0x05, 0, 1, 0, 0xAC, 2, 9], "found peer 300");
        Refused([0x05, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 9], "out of range");
        Refused([0x05, 0, 1, 0, 0, 0x80, 0x80, 0x80, 8], "out of range");
        Refused([0x05, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0, 0, 9], "out of range");
        Refused([0xAD, 3, 4, 5, 6, 7, 3], "found a reason of 3");

        static void Refused(byte[] bytes, string because) =>
            Assert.Contains(because, Assert.Throws<WireFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void An_event_that_is_cut_off_anywhere_is_refused(int place)
    {
        byte[] bytes = Vectors().ElementAt(place).Bytes;
        for (int length = 0; length < bytes.Length; length++) Assert.Throws<WireFormatException>(() => Read(bytes[..length]));
    }
}
