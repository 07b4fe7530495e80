using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent.Pieces;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Where a peer was learnt of.</summary>
internal enum PeerSource : byte
{
    /// <summary>A tracker named it.</summary>
    Tracker,

    /// <summary>Another peer named it (BEP 11): flag X.</summary>
    Exchange,

    /// <summary>The distributed hash table named it (BEP 5): flag H.</summary>
    Dht,

    /// <summary>It was heard in the local network (BEP 14): flag L.</summary>
    Local,

    /// <summary>It called: flag I.</summary>
    Incoming,
}

/// <summary>Why a link is unchoked.</summary>
internal enum Slot : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It earned it.</summary>
    Regular,

    /// <summary>It is tried out: flag O.</summary>
    Optimistic,

    /// <summary>It does not want anything, so that it costs nothing: flag ?.</summary>
    Idle,
}

/// <summary>A block that was asked for and has not come yet.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Block">Number of the block in it.</param>
internal readonly record struct PendingBlock(PartialPiece Piece, int Block);

/// <summary>What a peer knows of one connection to another one.</summary>
internal sealed class PeerLink
{
    private PendingBlock[] _pending = [];

    public PeerLink(Connection? connection, PeerId peer, PeerSource source, long now)
    {
        (Connection, Peer, Source) = (connection, peer, source);
        Down = RateMeter.From(now);
        Up = RateMeter.From(now);
        LastSent = now;
    }

    /// <summary>The connection; none in tests of policies.</summary>
    public Connection? Connection { get; }

    public PeerId Peer { get; }

    public PeerSource Source { get; }

    /// <summary>Whether both handshakes have passed.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whether the connection has ended.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether this side has sent its handshake.</summary>
    public bool HasGreeted { get; set; }

    /// <summary>What both sides can do.</summary>
    public Reserved Shared { get; set; }

    public bool IsFast => (Shared & Reserved.Fast) != 0;

    /// <summary>Pieces the other side has; none until it says so.</summary>
    public PieceSet? Has { get; set; }

    /// <summary>Whether the other side is known to want nothing more.</summary>
    public bool IsSeed => IsUploadOnly || Has is { IsComplete: true };

    public bool AmInterested { get; set; }

    public bool IsInterested { get; set; }

    /// <summary>Whether this side refuses to upload.</summary>
    public bool AmChoking { get; set; } = true;

    /// <summary>Whether the other side refuses to upload.</summary>
    public bool IsChoking { get; set; } = true;

    /// <summary>Why this side uploads, if it does.</summary>
    public Slot Slot { get; set; }

    /// <summary>The same for the next round, as the choker says.</summary>
    public Slot Next { get; set; }

    /// <summary>The other side lets this one wait for blocks: flag S.</summary>
    public bool IsSnubbed { get; set; }

    /// <summary>Bad pieces in which the other side had a part: flag F where above 0.</summary>
    public int Failures { get; set; }

    /// <summary>Whether the other side has said that it wants nothing (BEP 21).</summary>
    public bool IsUploadOnly { get; set; }

    /// <summary>Rate at which blocks come.</summary>
    public RateMeter Down;

    /// <summary>Rate at which blocks go.</summary>
    public RateMeter Up;

    /// <summary>When the last block came, or the other side began to upload, ticks.</summary>
    public long LastBlock { get; set; }

    /// <summary>When this side last began to upload, ticks.</summary>
    public long UnchokedAt { get; set; }

    /// <summary>When this side last sent anything, ticks.</summary>
    public long LastSent { get; set; }

    /// <summary>Greatest rate at which this side uploads, bytes per second; 0 for no limit.</summary>
    public double RateLimit { get; set; }

    /// <summary>When the next block may go, ticks, where the rate is limited.</summary>
    public long NextBlockAt { get; set; }

    /// <summary>What BitTyrant believes of the other side.</summary>
    public Choking.TyrantEstimate? Estimate { get; set; }

    /// <summary>Piece that a super-seed has told the other side of; -1 for none.</summary>
    public int Revealed { get; set; } = -1;

    /// <summary>Pieces for which the other side may ask while it is choked.</summary>
    public int[] FastForThem { get; set; } = [];

    /// <summary>Pieces for which this side may ask while it is choked.</summary>
    public List<int>? FastForMe { get; set; }

    /// <summary>Number by which the other side wants peer exchanges; 0 for not at all.</summary>
    public byte ExchangeNumber { get; set; }

    /// <summary>How much of the log of comings and goings the other side has been told.</summary>
    public int ExchangedUpTo { get; set; }

    /// <summary>When the last peer exchange came, ticks.</summary>
    public long LastExchange { get; set; } = long.MinValue;

    /// <summary>Requests of the other side that wait for the uplink.</summary>
    public Queue<Request>? Requests { get; set; }

    /// <summary>What the network tells this side when a block has left; made when the handshakes have passed.</summary>
    public Message? Sent { get; set; }

    /// <summary>The piece of which it was last asked for a block; used again for another one when it is done.</summary>
    public PartialPiece? Current { get; set; }

    /// <summary>Number that the piece had then.</summary>
    public int CurrentIndex { get; set; }

    /// <summary>Blocks asked for and not come.</summary>
    public ReadOnlySpan<PendingBlock> Pending => _pending.AsSpan(0, PendingCount);

    public int PendingCount { get; private set; }

    /// <summary>Time in which blocks should come from the other side at the rate at which they have come, s; infinite where none has.</summary>
    public double SecondsFor(int blocks, int blockLength) => Down.Last > 0 ? (double)blocks * blockLength / Down.Last : double.PositiveInfinity;

    public void AddPending(PartialPiece piece, int block)
    {
        if (PendingCount == _pending.Length) Array.Resize(ref _pending, Math.Max(5, 2 * _pending.Length));
        _pending[PendingCount++] = new PendingBlock(piece, block);
    }

    public int FindPending(int piece, int block)
    {
        for (int i = 0; i < PendingCount; i++)
        {
            if (_pending[i].Block == block && _pending[i].Piece.Index == piece) return i;
        }

        return -1;
    }

    public void RemovePending(int at)
    {
        _pending.AsSpan(at + 1, PendingCount - at - 1).CopyTo(_pending.AsSpan(at));
        _pending[--PendingCount] = default;
    }

    public void Send(Message message, long now)
    {
        LastSent = now;
        Connection?.Send(message);
    }
}
