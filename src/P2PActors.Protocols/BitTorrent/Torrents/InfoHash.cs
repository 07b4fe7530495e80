using System.Buffers.Binary;
using System.Security.Cryptography;

namespace P2PActors.Protocols.BitTorrent.Torrents;

/// <summary>The name of a torrent: the SHA-1 of its bencoded info dictionary, 20 bytes (BEP 3).</summary>
public readonly record struct InfoHash
{
    /// <summary>Bytes of an info-hash.</summary>
    public const int Size = 20;

    private readonly ulong _a, _b;
    private readonly uint _c;

    /// <summary>From its 20 bytes.</summary>
    /// <exception cref="ArgumentException">They are not 20.</exception>
    public InfoHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"An info-hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The hash of a bencoded info dictionary.</summary>
#pragma warning disable CA5350 // SHA-1 is what the protocol is made of.
    public static InfoHash Of(ReadOnlySpan<byte> info) => new(SHA1.HashData(info));
#pragma warning restore CA5350

    /// <summary>Reads 40 hexadecimal digits.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static InfoHash Parse(string hex) => new(Convert.FromHexString(hex));

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], _c);
    }

    /// <summary>The 20 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>40 hexadecimal digits, in small letters.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
