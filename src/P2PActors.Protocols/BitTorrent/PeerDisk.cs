using P2PActors.Protocols.BitTorrent.Pieces;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>What stays on a peer's disk between its sessions; nobody else may touch it.</summary>
internal sealed class PeerDisk
{
    /// <summary>Pieces that are there; none before it joined.</summary>
    public PieceSet? Have { get; set; }

    public long Uploaded { get; set; }

    public long Downloaded { get; set; }

    /// <summary>When it first joined.</summary>
    public TimeSpan? JoinedAt { get; set; }

    /// <summary>When it had the whole file.</summary>
    public TimeSpan? CompletedAt { get; set; }

    /// <summary>When it got its last piece.</summary>
    public TimeSpan LastPiece { get; set; }

    /// <summary>Whether it has what it came for, or has given up, and does not come back.</summary>
    public bool IsDone { get; set; }
}
