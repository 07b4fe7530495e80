using System.Buffers.Binary;
using System.Text;

namespace P2PActors.Wire;

/// <summary>Reads what <see cref="WireWriter"/> wrote; trusts nothing.</summary>
/// <param name="bytes">The bytes.</param>
public ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - Position;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => Position == _bytes.Length;

    /// <summary>One byte.</summary>
    /// <exception cref="WireFormatException">There is none.</exception>
    public byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw Short(1);

    /// <summary>One byte, 0 or 1.</summary>
    /// <exception cref="WireFormatException">It is neither.</exception>
    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new WireFormatException($"found {other} at byte {Position - 1}, expected 0 or 1"),
    };

    /// <summary>A number from 0.</summary>
    /// <exception cref="WireFormatException">It is cut off, or longer than 64 bits.</exception>
    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new WireFormatException($"a number at byte {Position} has more than 64 bits");
    }

    /// <summary>A number of either sign.</summary>
    /// <exception cref="WireFormatException">It is cut off, or longer than 64 bits.</exception>
    public long Signed()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number from 0 that fits 31 bits.</summary>
    /// <exception cref="WireFormatException">It does not, or is cut off.</exception>
    public int Int()
    {
        ulong value = Unsigned();
        return value <= int.MaxValue ? (int)value : throw new WireFormatException($"found {value} at byte {Position}, expected at most {int.MaxValue}");
    }

    /// <summary>How many things follow, each of at least some bytes: never more than the rest can hold.</summary>
    /// <exception cref="WireFormatException">It is more.</exception>
    public int Count(int bytesEach = 1)
    {
        ulong value = Unsigned();
        if (value > (ulong)(Left / Math.Max(1, bytesEach))) throw new WireFormatException($"found a count of {value} at byte {Position}, but {Left} bytes follow");
        return (int)value;
    }

    /// <summary>Eight bytes.</summary>
    /// <exception cref="WireFormatException">There are fewer.</exception>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Raw(8));

    /// <summary>A number with a fraction.</summary>
    /// <exception cref="WireFormatException">It is cut off.</exception>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>A text, or none.</summary>
    /// <exception cref="WireFormatException">It is cut off, or not UTF-8.</exception>
    public string? Text()
    {
        ulong length = Unsigned();
        if (length == 0) return null;
        if (length - 1 > (ulong)Left) throw Short(length - 1);
        return Utf8((int)(length - 1));
    }

    /// <summary>What <see cref="WireWriter.String"/> wrote.</summary>
    /// <exception cref="WireFormatException">It is cut off, or not UTF-8.</exception>
    public string? String()
    {
        ulong head = Unsigned();
        if (head == 0) return null;
        ulong bytes = (head & 1) == 1 ? head / 2 : head - 2;
        if (bytes > (ulong)Left) throw Short(bytes);
        if ((head & 1) == 1) return Utf8((int)bytes);
        ReadOnlySpan<byte> units = Raw((int)bytes);
        char[] text = new char[units.Length / 2];
        for (int i = 0; i < text.Length; i++) text[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(units[(2 * i)..]);
        return new string(text);
    }

    /// <summary>How many things follow, each of at least some bytes and never more than the rest can hold; -1 for none at all. Written as one more than the number, or 0.</summary>
    /// <exception cref="WireFormatException">It is more.</exception>
    public int CountOrNone(int bytesEach = 1)
    {
        ulong value = Unsigned();
        if (value == 0) return -1;
        if (value - 1 > (ulong)(Left / Math.Max(1, bytesEach))) throw new WireFormatException($"found a count of {value - 1} at byte {Position}, but {Left} bytes follow");
        return (int)(value - 1);
    }

    /// <summary>Bytes with their number before them.</summary>
    /// <exception cref="WireFormatException">There are fewer.</exception>
    public ReadOnlySpan<byte> Block() => Raw(Count());

    /// <summary>Bytes as they are.</summary>
    /// <exception cref="WireFormatException">There are fewer.</exception>
    public ReadOnlySpan<byte> Raw(int count)
    {
        if ((uint)count > (uint)Left) throw Short((ulong)(uint)count);
        ReadOnlySpan<byte> read = _bytes.Slice(Position, count);
        Position += count;
        return read;
    }

    private static Encoding Strict { get; } = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private string Utf8(int length)
    {
        int at = Position;
        try
        {
            return Strict.GetString(Raw(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new WireFormatException($"the text at byte {at} is not UTF-8", e);
        }
    }

    private readonly WireFormatException Short(ulong wanted) => new($"{wanted} bytes expected at byte {Position}, but {Left} are left");
}
