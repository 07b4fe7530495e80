using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>What is no message, and what is said about it.</summary>
public sealed class WireRefusals
{
    private const string Hash = "000102030405060708090A0B0C0D0E0F10111213";

    [Theory]
    [InlineData("", "byte 0: found 0 bytes for the mark of a frame, expected 1.")]
    [InlineData("51", "byte 0: found 0x51, expected a ping 0x50, a pong 0x52 or a packet 0x4B.")]
    [InlineData("4B00", "byte 1: found 1 bytes for the type of a packet, expected 2.")]
    [InlineData("4B0008000201", "byte 3: found a length of 2, expected at most the 1 bytes that follow.")]
    [InlineData("4B0008000101", "byte 5: found 1 bytes for number of the search, expected 2.")]
    [InlineData("4B00080003010203", "byte 7: found 1 bytes after the last field, expected none.")]
    [InlineData("4B00020000", "byte 1: found message 0x02 to a client, expected 0x00, 0x07, 0x08, 0x09 or 0x0D.")]
    [InlineData("4B000000090102030405060708" + "09", "byte 5: found a list of 9 bytes, expected a multiple of 8.")]
    [InlineData("4B0007000A" + "0A01020304BE0001FFFF", "byte 13: found 65535 results, expected at most 0: 0 bytes are left, and one takes at least 32.")]
    [InlineData("4B00070009" + "0A01020304BE000100", "byte 13: found 1 bytes for number of results, expected 2.")]
    public void To_a_client(string hex, string message) => Refused(hex, Direction.ToClient, message);

    [Theory]
    [InlineData("4B00000000", "byte 1: found message 0x00 to a supernode, expected 0x02, 0x05, 0x06, 0x0D or 0x22.")]
    [InlineData("4B00020008" + "0A01020304BE9D01", "byte 12: found 0x01 for the byte after the bandwidth, expected 0x00.")]
    [InlineData("4B00020009" + "0A01020304BE9D00FF", "byte 13: found bytes that are no UTF-8 in the user's name, expected a text.")]
    [InlineData("4B00060009" + "000100320001" + "01A600", "byte 12: found realm 0xA6, expected 0xA1 to 0xA5 or 0xBF.")]
    [InlineData("4B00060009" + "000200320001" + "01A100", "byte 5: found 0x0002 for the first two bytes of a search, expected 0x0001.")]
    [InlineData("4B0006000C" + "000100320001" + "01A102" + "050000", "byte 13: found 2 terms, expected at most 1: 3 bytes are left, and one takes at least 3.")]
    [InlineData("4B0006000C" + "000100320001" + "01A101" + "010000", "byte 14: found comparison 1, expected 0 or 2 to 6.")]
    [InlineData("4B0006000C" + "000100320001" + "01A101" + "050001", "byte 16: found a length of 1 for a term, expected at most the 0 bytes left.")]
    [InlineData("4B0022001B" + "00060000" + Hash + "010100", "byte 6: found media type 6, expected 0 to 5.")]
    [InlineData("4B00050017" + Hash + "01017F", "byte 27: found 127 tags, expected at most 0: 0 bytes are left, and one takes at least 2.")]
    [InlineData("4B0005001B" + Hash + "0101" + "8FFFFFFF7F", "byte 27: found 4294967295 tags, expected at most 0: 0 bytes are left, and one takes at least 2.")]
    [InlineData("4B00050018" + Hash + "800101" + "00", "byte 25: found a packed integer that begins with nothing but zeros, expected as few bytes as possible.")]
    [InlineData("4B0005001A" + Hash + "0101" + "01" + "050181", "byte 30: found a packed integer without its last byte, expected one of at most 5 bytes.")]
    [InlineData("4B0005001B" + Hash + "0101" + "01" + "05020102", "byte 31: found 1 bytes after the last field, expected none.")]
    [InlineData("4B0005001A" + Hash + "0101" + "01" + "030161", "byte 30: found 1 bytes for the hash in a tag, expected 20.")]
    [InlineData("4B0005001A" + Hash + "0101" + "01" + "0402FF", "byte 29: found a length of 2 for a tag, expected at most the 1 bytes left.")]
    [InlineData("4B0005001A" + Hash + "0101" + "01" + "0401FF", "byte 30: found bytes that are no UTF-8 in a tag, expected a text.")]
    public void To_a_supernode(string hex, string message) => Refused(hex, Direction.ToSupernode, message);

    [Theory]
    [InlineData("6A6F65004B615A614100", "byte 25: found 0x00 after a user's name, expected 0x01.")]
    [InlineData("02004B615A6141000000", "byte 22: found 0x02 after a user's name, expected 0x01.")]
    [InlineData("6A6F656A6F656A6F656A", "byte 22: found a user's name without an end, expected the byte 0x01 after it.")]
    public void Names_in_results_end_as_they_should(string names, string message)
    {
        // The rest is of bytes that are no end of a name.
        string rest = string.Concat(Enumerable.Repeat("61", 23));
        Refused("4B0007" + "0032" + "0A01020304BE0001" + "0001" + "0A01020304BE9D" + names + rest, Direction.ToClient, message);
    }

    [Theory]
    [InlineData("30", "byte 0: found a datagram 0x30, expected 0x27, 0x28 or 0x29.")]
    [InlineData("2700000000804B", "byte 6: found the network's name without an end, expected the byte 0x00 after it.")]
    [InlineData("27000000007F00", "byte 5: found 0x7F for the byte after the encryption, expected 0x80.")]
    [InlineData("29000000000300000000000000", "byte 5: found reason 3, expected 1 or 2.")]
    [InlineData("29000000000102000000000000", "byte 6: found 2 for the flag of the sender's address, expected 0 or 1.")]
    [InlineData("29000000000101000000000000", "byte 13: found 0 bytes for the sender's address, expected 4.")]
    public void Datagrams(string hex, string message)
    {
        FastTrackFormatException error = Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.DecodeDatagram(Convert.FromHexString(hex)));
        Assert.Equal("FastTrack, " + message, error.Message);
    }

    [Fact]
    public void A_handshake_of_another_length_is_refused()
    {
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.DecodeCaller(new byte[11]));
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.DecodeCaller(new byte[13]));
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.DecodeCalled(new byte[7]));
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.DecodeCalled(new byte[9]));
    }

    [Fact]
    public void A_number_of_tags_never_makes_the_reader_ask_for_more_memory_than_the_bytes_are_worth()
    {
        byte[] bytes = Convert.FromHexString("4B0005001B" + Hash + "0101" + "8FFFFFFF7F");
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.Decode(bytes, Direction.ToSupernode, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.Decode(bytes, Direction.ToSupernode, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void What_does_not_fit_into_a_packet_is_not_written()
    {
        // 8,191 x 8 = 65,528 bytes fit, 8,192 x 8 = 65,536 do not.
        Assert.Equal(65_533, FastTrackCodec.Encode(new NodeListPacket(new NodeEntry[8191])).Length);
        Assert.Throws<InvalidOperationException>(() => FastTrackCodec.Encode(new NodeListPacket(new NodeEntry[8192])));
        Assert.Throws<ArgumentException>(() => FastTrackCodec.Encode(new UdpPing(0, "Ka\u0001ZaA")));
    }

    private static void Refused(string hex, Direction direction, string message)
    {
        FastTrackFormatException error = Assert.Throws<FastTrackFormatException>(() => FastTrackCodec.Decode(Convert.FromHexString(hex), direction, out _));
        Assert.Equal("FastTrack, " + message, error.Message);
    }
}
