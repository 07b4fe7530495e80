using System.Buffers.Binary;
using System.Text;
using P2PActors.Protocols.FastTrack.Hashing;

namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Reads the fields of a message one after another. Whatever is wrong is a <see cref="FastTrackFormatException"/> that says where.</summary>
/// <param name="bytes">The message up to where the reader is to stop.</param>
/// <param name="at">Place of the first field.</param>
internal ref struct PacketReader(ReadOnlySpan<byte> bytes, int at = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at = at;

    /// <summary>Place of the next field, from the beginning of the message, frame included.</summary>
    public readonly int At => _at;

    public readonly int Left => _bytes.Length - _at;

    public byte Byte(string what) => Take(1, what)[0];

    public ushort UInt16(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, what));

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));

    /// <summary>A number of base 128; see <see cref="PackedInteger"/>.</summary>
    public uint Packed() => PackedInteger.Read(_bytes, ref _at);

    public WireEndpoint Endpoint(string what) => new(UInt32(what), UInt16(what));

    public UuHash Hash(string what) => UuHash.Read(Take(UuHash.Size, what));

    /// <summary>Something that is always the same.</summary>
    public void Constant(byte expected, string what)
    {
        int at = _at;
        byte found = Byte(what);
        if (found != expected) throw Wrong(at, $"found 0x{found:X2} for {what}, expected 0x{expected:X2}");
    }

    /// <summary>Something that is always the same.</summary>
    public void Constant(ushort expected, string what)
    {
        int at = _at;
        ushort found = UInt16(what);
        if (found != expected) throw Wrong(at, $"found 0x{found:X4} for {what}, expected 0x{expected:X4}");
    }

    /// <summary>How many of something follow, checked against the bytes left, so that no number in a message makes the reader ask for memory it does not need.</summary>
    /// <param name="count">The number read.</param>
    /// <param name="at">Where it stands.</param>
    /// <param name="least">Bytes of the shortest of them.</param>
    /// <param name="what">What they are.</param>
    public readonly int Count(uint count, int at, int least, string what) => count <= (uint)(Left / least)
        ? (int)count
        : throw Wrong(at, $"found {count} {what}, expected at most {Left / least}: {Left} bytes are left, and one takes at least {least}");

    /// <summary>As many bytes as a packed integer before them says, to be read by themselves.</summary>
    public PacketReader Sized(string what)
    {
        int at = _at;
        uint length = Packed();
        if (length > (uint)Left) throw Wrong(at, $"found a length of {length} for {what}, expected at most the {Left} bytes left");
        var part = new PacketReader(_bytes[..(_at + (int)length)], _at);
        _at += (int)length;
        return part;
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Take(Left, "the rest");

    /// <summary>A text with nothing at its end: all that is left.</summary>
    public string Text(string what) => Text(Left, what);

    /// <summary>A text up to the byte that ends it.</summary>
    public string Name(byte end, string what)
    {
        int length = _bytes[_at..].IndexOfAnyInRange(NameEnd.Zero, NameEnd.Same);
        if (length < 0) throw Wrong(_at, $"found {what} without an end, expected the byte 0x{end:X2} after it");
        int at = _at + length;
        string name = Text(length, what);
        byte found = Byte(what);
        return found == end ? name : throw Wrong(at, $"found 0x{found:X2} after {what}, expected 0x{end:X2}");
    }

    /// <summary>Checks that nothing is left over.</summary>
    public readonly void End()
    {
        if (Left > 0) throw Wrong(_at, $"found {Left} bytes after the last field, expected none");
    }

    public static FastTrackFormatException Wrong(int at, FormattableString what) => new(at, FormattableString.Invariant(what));

    private string Text(int length, string what)
    {
        int at = _at;
        try
        {
            return PacketWriter.Encoding.GetString(Take(length, what));
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(at, $"found bytes that are no UTF-8 in {what}, expected a text");
        }
    }

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (Left < count) throw Wrong(_at, $"found {Left} bytes for {what}, expected {count}");
        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
