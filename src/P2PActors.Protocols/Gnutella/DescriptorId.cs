using System.Buffers.Binary;
using P2PActors.Engine;

namespace P2PActors.Protocols.Gnutella;

/// <summary>The 16 bytes that name a descriptor or a servent (Gnutella 0.4, descriptor header).</summary>
/// <param name="High">Bytes 0 to 7: all random, so they alone key the routing tables.</param>
/// <param name="Low">Bytes 8 to 15; byte 8 is 0xFF and byte 15 the protocol version 0, as new clients have it.</param>
internal readonly record struct DescriptorId(ulong High, ulong Low)
{
    public const int Size = 16;

    public static DescriptorId New(ref RandomStream random) =>
        new(random.NextBits(), 0xFF00_0000_0000_0000UL | (random.NextBits() & 0x00FF_FFFF_FFFF_FF00UL));

    public static DescriptorId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:X16}{Low:X16}";
}
