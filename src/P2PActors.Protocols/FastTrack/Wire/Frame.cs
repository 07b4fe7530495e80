namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>
/// What goes over a connection between a client and its supernode once names are exchanged (giFT-FastTrack, PROTOCOL): a ping
/// (0x50), a pong (0x52), or a packet (0x4B, type 2, length 2, content). Two things that hide the content and add no byte are
/// not reproduced: the order of the four bytes of type and length, which goes round with a state that both sides keep, and the
/// stream cipher over everything. Here the type comes first and both are big-endian.
/// </summary>
internal abstract record Frame
{
    public const byte PingMark = 0x50, PongMark = 0x52, PacketMark = 0x4B;

    /// <summary>Bytes on the wire.</summary>
    public abstract int WireSize { get; }

    public abstract void Write(ref PacketWriter writer);
}

/// <summary>0x50: are you there?</summary>
internal sealed record PingFrame : Frame
{
    public override int WireSize => WireSizes.Ping;

    public override void Write(ref PacketWriter writer) => writer.Byte(PingMark);
}

/// <summary>0x52: yes.</summary>
internal sealed record PongFrame : Frame
{
    public override int WireSize => WireSizes.Pong;

    public override void Write(ref PacketWriter writer) => writer.Byte(PongMark);
}

/// <summary>0x4B: one of the messages.</summary>
internal abstract record Packet : Frame
{
    /// <summary>Number of the message.</summary>
    public abstract ushort Type { get; }

    public sealed override void Write(ref PacketWriter writer)
    {
        int content = WireSize - WireSizes.Frame;
        if (content > ushort.MaxValue) throw new InvalidOperationException(FormattableString.Invariant($"FastTrack message 0x{Type:X2}: found {content} bytes of content, expected at most {ushort.MaxValue}: send it in several."));
        writer.Byte(PacketMark);
        writer.UInt16(Type);
        writer.UInt16((ushort)content);
        WriteContent(ref writer);
    }

    protected abstract void WriteContent(ref PacketWriter writer);
}
