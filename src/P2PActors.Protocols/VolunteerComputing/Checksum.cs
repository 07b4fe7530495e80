using System.Buffers.Binary;
using System.Security.Cryptography;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>MD5 of input files, as the protocol wants it; nothing here is kept safe by it.</summary>
internal static class Checksum
{
    /// <summary>The checksum of a file.</summary>
    public static UInt128 OfFile(ReadOnlySpan<byte> file)
    {
        Span<byte> digest = stackalloc byte[16];
#pragma warning disable CA5351 // A broken algorithm: it is the one that the emulated system uses.
        MD5.HashData(file, digest);
#pragma warning restore CA5351
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>The checksum of a unit's data; where the data are not really there, that of the unit's number stands for it.</summary>
    public static UInt128 Of(long unit, ReadOnlySpan<byte> data)
    {
        if (data.Length > 0) return OfFile(data);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, unit);
        return OfFile(number);
    }
}
