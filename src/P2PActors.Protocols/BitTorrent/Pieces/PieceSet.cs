using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Pieces;

/// <summary>Which pieces somebody has: one bit each, and their number.</summary>
internal sealed class PieceSet(int length)
{
    private readonly ulong[] _words = new ulong[(length + 63) / 64];

    /// <summary>Pieces of the torrent.</summary>
    public int Length => length;

    /// <summary>Pieces in the set.</summary>
    public int Count { get; private set; }

    public bool IsComplete => Count == length;

    /// <summary>The bits, piece 0 lowest.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    public bool this[int piece] => (_words[piece >> 6] >> piece & 1) != 0;

    /// <summary>A set of all pieces.</summary>
    public static PieceSet Full(int length)
    {
        var set = new PieceSet(length);
        for (int i = 0; i < length; i++) set.Add(i);
        return set;
    }

    /// <returns>False if it was there before.</returns>
    public bool Add(int piece)
    {
        ulong bit = 1UL << piece;
        ref ulong word = ref _words[piece >> 6];
        if ((word & bit) != 0) return false;
        word |= bit;
        Count++;
        return true;
    }

    /// <returns>False if it was not there.</returns>
    public bool Remove(int piece)
    {
        ulong bit = 1UL << piece;
        ref ulong word = ref _words[piece >> 6];
        if ((word & bit) == 0) return false;
        word &= ~bit;
        Count--;
        return true;
    }

    public PieceSet Copy()
    {
        var copy = new PieceSet(length) { Count = Count };
        _words.CopyTo(copy._words, 0);
        return copy;
    }

    /// <summary>Whether another lacks a piece of this set.</summary>
    public bool HasMoreThan(PieceSet other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & ~other._words[i]) != 0) return true;
        }

        return false;
    }

    /// <summary>The bytes of the message bitfield: piece 0 is the highest bit of the first byte, spare bits are zero (BEP 3).</summary>
    public byte[] ToWire()
    {
        byte[] bytes = new byte[(length + 7) / 8];
        for (int i = 0; i < length; i++)
        {
            if (this[i]) bytes[i >> 3] |= (byte)(0x80 >> (i & 7));
        }

        return bytes;
    }

    /// <summary>Reads the bytes of the message bitfield.</summary>
    /// <exception cref="WireFormatException">Their number is wrong, or a spare bit is set.</exception>
    public static PieceSet FromWire(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != (length + 7) / 8) throw new WireFormatException($"bitfield: found {bytes.Length} bytes, expected {(length + 7) / 8} for {length} pieces");
        var set = new PieceSet(length);
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            if ((bytes[i >> 3] & 0x80 >> (i & 7)) == 0) continue;
            if (i >= length) throw new WireFormatException($"bitfield: found bit {i} set, expected spare bits after {length} pieces to be zero");
            set.Add(i);
        }

        return set;
    }
}
