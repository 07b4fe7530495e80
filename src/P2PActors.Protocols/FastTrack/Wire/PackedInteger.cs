namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Numbers of base 128, most significant group first, bit 7 set on all bytes but the last (giFT-FastTrack, PROTOCOL).</summary>
internal static class PackedInteger
{
    /// <summary>Bytes of the longest.</summary>
    public const int MostBytes = 5;

    public static int Size(uint value)
    {
        int size = 1;
        while ((value >>= 7) != 0) size++;
        return size;
    }

    /// <summary>Writes a number; returns how many bytes.</summary>
    public static int Write(Span<byte> bytes, uint value)
    {
        int size = Size(value);
        for (int i = size - 1; i >= 0; i--, value >>= 7) bytes[i] = (byte)((value & 0x7F) | (i == size - 1 ? 0u : 0x80u));
        return size;
    }

    /// <summary>Reads a number at a place, and moves the place behind it.</summary>
    /// <exception cref="FastTrackFormatException">There is no number there, one that needs more than 32 bits, or one written with more bytes than it needs.</exception>
    public static uint Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        int start = at;
        ulong value = 0;
        while (at < bytes.Length && at - start < MostBytes)
        {
            byte b = bytes[at++];
            if (b == 0x80 && at - start == 1) throw new FastTrackFormatException(start, "found a packed integer that begins with nothing but zeros, expected as few bytes as possible");
            value = (value << 7) | (b & 0x7Fu);
            if (value > uint.MaxValue) throw new FastTrackFormatException(start, "found a packed integer of more than 32 bits, expected at most 32");
            if (b < 0x80) return (uint)value;
        }

        throw new FastTrackFormatException(start, "found a packed integer without its last byte, expected one of at most 5 bytes");
    }
}
