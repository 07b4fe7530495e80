namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Which way a message goes: some numbers mean different things, others are said by one side only.</summary>
internal enum Direction
{
    /// <summary>From an ordinary node to its supernode.</summary>
    ToSupernode,
    /// <summary>From a supernode to one of its ordinary nodes.</summary>
    ToClient,
}

/// <summary>
/// Messages to bytes and back, of the protocol between clients and supernodes as far as its layout is known (giFT-FastTrack,
/// PROTOCOL, 2004). See <see cref="Frame"/> for what is not reproduced.
/// </summary>
internal static class FastTrackCodec
{
    public static byte[] Encode(Frame frame)
    {
        byte[] bytes = new byte[frame.WireSize];
        var writer = new PacketWriter(bytes);
        frame.Write(ref writer);
        return Filled(bytes, writer.At);
    }

    public static byte[] Encode(Datagram datagram)
    {
        byte[] bytes = new byte[datagram.WireSize];
        var writer = new PacketWriter(bytes);
        datagram.Write(ref writer);
        return Filled(bytes, writer.At);
    }

    public static byte[] Encode(CallerHandshake handshake)
    {
        byte[] bytes = new byte[WireSizes.CallerHandshake];
        var writer = new PacketWriter(bytes);
        handshake.Write(ref writer);
        return bytes;
    }

    public static byte[] Encode(CalledHandshake handshake)
    {
        byte[] bytes = new byte[WireSizes.CalledHandshake];
        var writer = new PacketWriter(bytes);
        handshake.Write(ref writer);
        return bytes;
    }

    /// <summary>Reads the first frame of a stream.</summary>
    /// <param name="bytes">The stream; more frames may follow.</param>
    /// <param name="direction">Who has sent it.</param>
    /// <param name="consumed">Bytes of the frame.</param>
    /// <exception cref="FastTrackFormatException">The bytes are no frame; the message says what is wrong and where.</exception>
    public static Frame Decode(ReadOnlySpan<byte> bytes, Direction direction, out int consumed)
    {
        var header = new PacketReader(bytes);
        byte mark = header.Byte("the mark of a frame");
        if (mark is Frame.PingMark or Frame.PongMark)
        {
            consumed = header.At;
            return mark == Frame.PingMark ? new PingFrame() : new PongFrame();
        }

        if (mark != Frame.PacketMark)
            throw PacketReader.Wrong(0, $"found 0x{mark:X2}, expected a ping 0x{Frame.PingMark:X2}, a pong 0x{Frame.PongMark:X2} or a packet 0x{Frame.PacketMark:X2}");
        ushort type = header.UInt16("the type of a packet");
        int at = header.At;
        ushort length = header.UInt16("the length of a packet");
        if (length > header.Left) throw PacketReader.Wrong(at, $"found a length of {length}, expected at most the {header.Left} bytes that follow");
        consumed = WireSizes.Frame + length;
        var reader = new PacketReader(bytes[..consumed], WireSizes.Frame);
        Packet packet = direction == Direction.ToSupernode ? ToSupernode(type, ref reader) : ToClient(type, ref reader);
        reader.End();
        return packet;
    }

    /// <summary>Reads a datagram, all of it.</summary>
    /// <exception cref="FastTrackFormatException">The bytes are no datagram; the message says what is wrong and where.</exception>
    public static Datagram DecodeDatagram(ReadOnlySpan<byte> bytes)
    {
        var reader = new PacketReader(bytes);
        byte type = reader.Byte("the type of a datagram");
        Datagram datagram = type switch
        {
            UdpPing.Number => UdpPing.Read(ref reader),
            UdpPong.Number => UdpPong.Read(ref reader),
            UdpRefusal.Number => UdpRefusal.Read(ref reader),
            _ => throw PacketReader.Wrong(0, $"found a datagram 0x{type:X2}, expected 0x27, 0x28 or 0x29"),
        };
        reader.End();
        return datagram;
    }

    /// <summary>Reads the 12 bytes of who has connected.</summary>
    /// <exception cref="FastTrackFormatException">There are less, or more.</exception>
    public static CallerHandshake DecodeCaller(ReadOnlySpan<byte> bytes)
    {
        var reader = new PacketReader(bytes);
        CallerHandshake handshake = CallerHandshake.Read(ref reader);
        reader.End();
        return handshake;
    }

    /// <summary>Reads the 8 bytes of who was connected to.</summary>
    /// <exception cref="FastTrackFormatException">There are less, or more.</exception>
    public static CalledHandshake DecodeCalled(ReadOnlySpan<byte> bytes)
    {
        var reader = new PacketReader(bytes);
        CalledHandshake handshake = CalledHandshake.Read(ref reader);
        reader.End();
        return handshake;
    }

    private static Packet ToSupernode(ushort type, ref PacketReader reader) => type switch
    {
        HelloPacket.Number => HelloPacket.Read(ref reader),
        UnsharePacket.Number => UnsharePacket.Read(ref reader),
        SearchPacket.Number => SearchPacket.Read(ref reader),
        PushRequestPacket.Number => PushRequestPacket.Read(ref reader),
        SharePacket.Number => SharePacket.Read(ref reader),
        _ => throw PacketReader.Wrong(1, $"found message 0x{type:X2} to a supernode, expected 0x02, 0x05, 0x06, 0x0D or 0x22"),
    };

    private static Packet ToClient(ushort type, ref PacketReader reader) => type switch
    {
        NodeListPacket.Number => NodeListPacket.Read(ref reader),
        ResultsPacket.Number => ResultsPacket.Read(ref reader),
        EndOfSearchPacket.Number => EndOfSearchPacket.Read(ref reader),
        StatisticsPacket.Number => StatisticsPacket.Read(ref reader),
        PushOrderPacket.Number => PushOrderPacket.Read(ref reader),
        _ => throw PacketReader.Wrong(1, $"found message 0x{type:X2} to a client, expected 0x00, 0x07, 0x08, 0x09 or 0x0D"),
    };

    private static byte[] Filled(byte[] bytes, int written) => written == bytes.Length
        ? bytes
        : throw new InvalidOperationException(FormattableString.Invariant($"FastTrack message of {bytes.Length} bytes: {written} were written."));
}
