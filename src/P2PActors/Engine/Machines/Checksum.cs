using System.Buffers.Binary;
using System.Numerics;
using P2PActors.Wire;

namespace P2PActors.Engine.Machines;

/// <summary>
/// Ends what one machine sends another: CRC-32C (RFC 3720, appendix B.4), which finds every single wrong bit and every burst
/// of 32. A batch that was damaged on its way could otherwise be read as another one, and end in another result.
/// </summary>
internal static class Checksum
{
    private const int Size = 4;

    /// <summary>Puts the checksum of what was written at its end.</summary>
    public static void Seal(WireWriter writer)
    {
        uint sum = Of(writer.Written);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.Take(Size), sum);
    }

    /// <summary>What was sealed, without the checksum.</summary>
    /// <exception cref="WireFormatException">It was damaged.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size) throw new WireFormatException($"found {bytes.Length} bytes, too few for a checksum");
        ReadOnlySpan<byte> content = bytes[..^Size];
        uint found = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^Size..]), expected = Of(content);
        return found == expected ? content : throw new WireFormatException($"the {bytes.Length} bytes were damaged on their way: found the checksum {found:x8}, expected {expected:x8}");
    }

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) sum = BitOperations.Crc32C(sum, b);
        return ~sum;
    }
}
