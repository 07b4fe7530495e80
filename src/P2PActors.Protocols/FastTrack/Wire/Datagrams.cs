namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>A datagram between a client and a supernode: type 1, then encryption 4 and what the type has.</summary>
/// <param name="Encryption">The kinds of encryption asked for, a bit each.</param>
internal abstract record Datagram(uint Encryption)
{
    /// <summary>Bytes on the wire, without those of UDP.</summary>
    public abstract int WireSize { get; }

    public abstract byte Type { get; }

    public void Write(ref PacketWriter writer)
    {
        writer.Byte(Type);
        writer.UInt32(Encryption);
        WriteContent(ref writer);
    }

    protected abstract void WriteContent(ref PacketWriter writer);
}

/// <summary>0x27: are you a supernode that takes me? Clients asked so before they connected.</summary>
internal sealed record UdpPing(uint Encryption, string Network) : Datagram(Encryption)
{
    public const byte Number = 0x27;
    private const byte AfterEncryption = 0x80;

    public override byte Type => Number;

    public override int WireSize => WireSizes.UdpPing(PacketWriter.Encoding.GetByteCount(Network));

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Byte(AfterEncryption);
        writer.Name(Network, NameEnd.Zero);
    }

    public static UdpPing Read(ref PacketReader reader)
    {
        uint encryption = reader.UInt32("encryption");
        reader.Constant(AfterEncryption, "the byte after the encryption");
        return new UdpPing(encryption, reader.Name(NameEnd.Zero, "the network's name"));
    }
}

/// <summary>0x28: yes.</summary>
/// <param name="Encryption">See <see cref="Datagram"/>.</param>
/// <param name="Load">Percent; see <see cref="NodeEntry"/>.</param>
/// <param name="Unknown">Four bytes that nobody has explained.</param>
/// <param name="Network">Name of the network.</param>
internal sealed record UdpPong(uint Encryption, byte Load, uint Unknown, string Network) : Datagram(Encryption)
{
    public const byte Number = 0x28;
    private const byte AfterEncryption = 0;

    public override byte Type => Number;

    public override int WireSize => WireSizes.UdpPong(PacketWriter.Encoding.GetByteCount(Network));

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Byte(AfterEncryption);
        writer.Byte(Load);
        writer.UInt32(Unknown);
        writer.Name(Network, NameEnd.Zero);
    }

    public static UdpPong Read(ref PacketReader reader)
    {
        uint encryption = reader.UInt32("encryption");
        reader.Constant(AfterEncryption, "the byte after the encryption");
        return new UdpPong(encryption, reader.Byte("load"), reader.UInt32("the bytes after the load"), reader.Name(NameEnd.Zero, "the network's name"));
    }
}

/// <summary>0x29: no. Clients never connected to who said so.</summary>
/// <param name="Encryption">See <see cref="Datagram"/>.</param>
/// <param name="Reason">1 or 2; the difference is not known.</param>
/// <param name="Id">A number that nobody has explained.</param>
/// <param name="Sender">Where the sender takes connections, if it says so; its two last bytes are not known and written as 0.</param>
internal sealed record UdpRefusal(uint Encryption, byte Reason, uint Id, WireEndpoint? Sender) : Datagram(Encryption)
{
    public const byte Number = 0x29;

    public override byte Type => Number;

    public override int WireSize => Sender is null ? WireSizes.UdpRefusal : WireSizes.UdpRefusalWithSender;

    protected override void WriteContent(ref PacketWriter writer)
    {
        writer.Byte(Reason);
        writer.Byte(Sender is null ? (byte)0 : (byte)1);
        writer.UInt16(0);
        writer.UInt32(Id);
        if (Sender is not { } sender) return;
        writer.Endpoint(sender);
        writer.UInt16(0);
    }

    public static UdpRefusal Read(ref PacketReader reader)
    {
        uint encryption = reader.UInt32("encryption");
        int at = reader.At;
        byte reason = reader.Byte("reason");
        if (reason is not (1 or 2)) throw PacketReader.Wrong(at, $"found reason {reason}, expected 1 or 2");
        at = reader.At;
        byte hasSender = reader.Byte("the flag of the sender's address");
        if (hasSender > 1) throw PacketReader.Wrong(at, $"found {hasSender} for the flag of the sender's address, expected 0 or 1");
        reader.Constant((ushort)0, "the bytes after the flag");
        uint id = reader.UInt32("the number of a refusal");
        if (hasSender == 0) return new UdpRefusal(encryption, reason, id, null);
        WireEndpoint sender = reader.Endpoint("the sender's address");
        reader.Constant((ushort)0, "the bytes after the sender's address");
        return new UdpRefusal(encryption, reason, id, sender);
    }
}
