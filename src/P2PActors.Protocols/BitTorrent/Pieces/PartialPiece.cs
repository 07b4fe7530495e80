using System.Numerics;

namespace P2PActors.Protocols.BitTorrent.Pieces;

/// <summary>A piece of which blocks have been asked for; used again for another piece when it is done.</summary>
internal sealed class PartialPiece(int mostBlocks)
{
    private readonly ulong[] _requested = new ulong[(mostBlocks + 63) / 64];
    private readonly byte[] _askers = new byte[mostBlocks];
    private readonly ulong[] _received = new ulong[(mostBlocks + 63) / 64];
    private readonly PeerLink?[] _from = new PeerLink?[mostBlocks];

    public int Index { get; private set; }

    public int Blocks { get; private set; }

    /// <summary>Blocks that nobody was asked for.</summary>
    public int Unrequested { get; private set; }

    /// <summary>Blocks that have not come.</summary>
    public int Missing { get; private set; }

    /// <summary>Whether a block that has come is bad.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>Whether it stands for a piece at the moment.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>The only one to be asked, so that it is known whose the blocks are; nobody for all.</summary>
    public PeerLink? Owner { get; set; }

    public void Begin(int index, int blocks)
    {
        (Index, Blocks) = (index, blocks);
        Clear();
        IsBegun = true;
    }

    /// <summary>The piece is done, or all over again.</summary>
    public void End()
    {
        Clear();
        IsBegun = false;
    }

    private void Clear()
    {
        Unrequested = Missing = Blocks;
        IsCorrupt = false;
        Owner = null;
        Array.Clear(_requested);
        Array.Clear(_askers);
        Array.Clear(_received);
        Array.Clear(_from);
    }

    public bool IsRequested(int block) => (_requested[block >> 6] >> block & 1) != 0;

    public bool IsReceived(int block) => (_received[block >> 6] >> block & 1) != 0;

    /// <summary>The first block that nobody was asked for; there is one.</summary>
    public int NextBlock()
    {
        for (int i = 0; ; i++)
        {
            if (_requested[i] != ulong.MaxValue) return i * 64 + BitOperations.TrailingZeroCount(~_requested[i]);
        }
    }

    /// <summary>How many are asked for a block that has not come.</summary>
    public int Askers(int block) => _askers[block];

    /// <summary>Somebody is asked for a block.</summary>
    /// <returns>Whether nobody was before.</returns>
    public bool Request(int block, PeerLink of)
    {
        if (_askers[block]++ > 0) return false;
        _from[block] = of;
        Mark(block);
        return true;
    }

    /// <summary>Somebody is not asked for a block any more.</summary>
    /// <returns>Whether nobody is now.</returns>
    public bool Release(int block, PeerLink of)
    {
        if (ReferenceEquals(_from[block], of)) _from[block] = null;
        if (--_askers[block] > 0) return false;
        _requested[block >> 6] &= ~(1UL << block);
        Unrequested++;
        return true;
    }

    /// <summary>A block has come that had not come before.</summary>
    public void Receive(int block, PeerLink from, bool isCorrupt)
    {
        if (!IsRequested(block)) Mark(block);
        _received[block >> 6] |= 1UL << block;
        _from[block] = from;
        Missing--;
        IsCorrupt |= isCorrupt;
    }

    /// <summary>Who sent a block or, as long as it has not come, was asked first; nobody if that one is asked no more.</summary>
    public PeerLink? From(int block) => _from[block];

    /// <summary>Whether all blocks came from one.</summary>
    public bool IsOfOne()
    {
        for (int i = 1; i < Blocks; i++)
        {
            if (!ReferenceEquals(_from[i], _from[0])) return false;
        }

        return true;
    }

    private void Mark(int block)
    {
        _requested[block >> 6] |= 1UL << block;
        Unrequested--;
    }
}
