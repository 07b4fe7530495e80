using System.Buffers.Binary;

namespace P2PActors.Protocols.FastTrack.Hashing;

/// <summary>
/// How KaZaA names a content: MD5 of the first 300 KiB, and a CRC-32 register over a few samples of the rest combined with the
/// size. Two files with equal UUHash count as one, though most of their bytes were never looked at (giFT-FastTrack, fst_hash.c).
/// </summary>
/// <param name="Md5">MD5 of the head, as a number of which the first byte of the digest is the highest.</param>
/// <param name="Small">The register over the samples, xor the size modulo 2^32.</param>
public readonly record struct UuHash(UInt128 Md5, uint Small)
{
    /// <summary>Bytes on the wire: MD5 (16), then the small hash, little-endian (4).</summary>
    public const int Size = Md5Digest.Size + sizeof(uint);

    private const int ChecksumPolynomial = 0x1021;

    /// <summary>Hashes a file. Only the samples are read, so a large file costs no more than a few megabytes.</summary>
    /// <param name="file">A stream that can seek; its position is changed.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="EndOfStreamException">The stream has become shorter meanwhile.</exception>
    public static UuHash Of(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.CanSeek) throw new ArgumentException("UUHash depends on the length and on the end of a file, so it needs a stream that can seek.", nameof(file));
        long size = file.Length;
        byte[] sample = new byte[UuHashSamples.SampleSize];
        var register = new Crc32Register();
        UInt128 md5 = 0;
        bool isHead = true;
        foreach (HashedRange range in UuHashSamples.Of(size))
        {
            file.Position = range.Start;
            Span<byte> bytes = sample.AsSpan(0, range.Length);
            file.ReadExactly(bytes);
            if (isHead) md5 = Md5Of(bytes);
            else register.Feed(bytes);
            isHead = false;
        }

        return new UuHash(md5, register.Value ^ (uint)size);
    }

    /// <summary>Hashes a file that is in memory.</summary>
    public static UuHash Of(ReadOnlySpan<byte> file)
    {
        var register = new Crc32Register();
        UInt128 md5 = 0;
        bool isHead = true;
        foreach (HashedRange range in UuHashSamples.Of(file.Length))
        {
            ReadOnlySpan<byte> bytes = file.Slice((int)range.Start, range.Length);
            if (isHead) md5 = Md5Of(bytes);
            else register.Feed(bytes);
            isHead = false;
        }

        return new UuHash(md5, register.Value ^ (uint)file.Length);
    }

    /// <summary>The two bytes that old addresses carry to catch typing errors: CRC-16 (polynomial 0x1021, start 0, not reflected) of the 20 bytes, its lower 14 bits.</summary>
    public ushort Checksum
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Write(bytes);
            int crc = 0;
            foreach (byte b in bytes)
            {
                crc ^= b << 8;
                for (int bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x8000) == 0 ? 0 : ChecksumPolynomial);
            }

            return (ushort)(crc & 0x3FFF);
        }
    }

    /// <summary>Writes the 20 bytes of the wire.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Md5);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[Md5Digest.Size..], Small);
    }

    /// <summary>Reads the 20 bytes of the wire.</summary>
    public static UuHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[Md5Digest.Size..]));

    /// <summary>The 40 hexadecimal digits of <c>GET /.hash=</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static UInt128 Md5Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Md5Digest.Size];
        Md5Digest.Of(bytes, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
