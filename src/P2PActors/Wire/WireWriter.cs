using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace P2PActors.Wire;

/// <summary>Writes values into a buffer that grows and is used again: small numbers take few bytes (LEB128, zigzag for signed ones).</summary>
public sealed class WireWriter
{
    private byte[] _buffer;

    /// <param name="capacity">Bytes to begin with.</param>
    public WireWriter(int capacity = 256) => _buffer = new byte[Math.Max(16, capacity)];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until more is.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>What was written, in the writer's own memory; valid until more is.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>Begins anew, and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        if (Length == _buffer.Length) Grow(1);
        _buffer[Length++] = value;
    }

    /// <summary>One byte, 0 or 1.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number from 0: 7 bits a byte, the lowest first.</summary>
    public void Unsigned(ulong value)
    {
        if (_buffer.Length - Length < 10) Grow(10);
        byte[] buffer = _buffer;
        int at = Length;
        while (value >= 0x80)
        {
            buffer[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[at++] = (byte)value;
        Length = at;
    }

    /// <summary>A number of either sign.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Eight bytes, the lowest first.</summary>
    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>A number with a fraction, to the bit.</summary>
    public void Double(double value) => Fixed64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A text, or none.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)bytes + 1);
        Encoding.UTF8.GetBytes(value, Take(bytes));
    }

    /// <summary>
    /// A text, or none, to the last code unit: as UTF-8, or as UTF-16 where half a surrogate pair is in it, which UTF-8 cannot
    /// carry. Before it stands 0 for none, 1 + 2n for n bytes of UTF-8, 2 + 2n for n units of UTF-16.
    /// </summary>
    public void String(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        int start = Length;
        int bytes = Encoding.UTF8.GetByteCount(value);
        Unsigned(1 + 2 * (ulong)bytes);
        if (Utf8.FromUtf16(value, Take(bytes), out _, out _, replaceInvalidSequences: false) == OperationStatus.Done) return;
        Rewind(start);
        Unsigned(2 + 2 * (ulong)value.Length);
        Span<byte> room = Take(2 * value.Length);
        for (int i = 0; i < value.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(room[(2 * i)..], value[i]);
    }

    /// <summary>Forgets what was written since there were fewer bytes.</summary>
    /// <param name="length">Bytes to keep, 0 to <see cref="Length"/>.</param>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Bytes with their number before them.</summary>
    public void Block(ReadOnlySpan<byte> value)
    {
        Unsigned((ulong)value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Room for bytes that the caller fills in.</summary>
    public Span<byte> Take(int bytes)
    {
        if (_buffer.Length - Length < bytes) Grow(bytes);
        Span<byte> room = _buffer.AsSpan(Length, bytes);
        Length += bytes;
        return room;
    }

    private void Grow(int bytes) => Array.Resize(ref _buffer, checked((int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)Length + bytes))));
}
