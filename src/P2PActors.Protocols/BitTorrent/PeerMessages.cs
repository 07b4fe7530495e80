using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>What a peer can do beyond BEP 3, as its handshake says in the reserved bits.</summary>
[Flags]
internal enum Reserved : byte
{
    None = 0,

    /// <summary>Extension protocol (BEP 10): byte 5, 0x10.</summary>
    Extensions = 1,

    /// <summary>Fast extension (BEP 6): byte 7, 0x04.</summary>
    Fast = 2,

    /// <summary>Distributed hash table (BEP 5): byte 7, 0x01.</summary>
    Dht = 4,
}

/// <summary>The handshake, 68 bytes (BEP 3).</summary>
/// <param name="Hash">The torrent.</param>
/// <param name="PeerKey">The 20 bytes that the sender calls itself.</param>
/// <param name="Reserved">What it can do.</param>
internal sealed record Handshake(InfoHash Hash, PeerKey PeerKey, Reserved Reserved) : Message
{
    public override int WireSize => 68;
}

/// <summary>An empty message, so that a quiet connection is not taken for dead.</summary>
internal sealed record KeepAlive : Message
{
    public static readonly KeepAlive Instance = new();
    public override int WireSize => 4;
}

/// <summary>Message 0: nothing more is uploaded to you.</summary>
internal sealed record Choke : Message
{
    public static readonly Choke Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 1: your requests are answered.</summary>
internal sealed record Unchoke : Message
{
    public static readonly Unchoke Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 2: you have what I lack.</summary>
internal sealed record Interested : Message
{
    public static readonly Interested Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 3: you have nothing that I lack.</summary>
internal sealed record NotInterested : Message
{
    public static readonly NotInterested Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 4: I have got this piece.</summary>
internal sealed record Have(int Index) : Message
{
    public override int WireSize => 9;
}

/// <summary>Several messages 4 in one packet.</summary>
/// <param name="Indexes">The pieces; nobody may change them.</param>
internal sealed record Haves(int[] Indexes) : Message
{
    public override int WireSize => 9 * Indexes.Length;
}

/// <summary>Message 5: the pieces I have.</summary>
/// <param name="Pieces">A copy that never changes.</param>
internal sealed record Bitfield(PieceSet Pieces) : Message
{
    public override int WireSize => 5 + (Pieces.Length + 7) / 8;
}

/// <summary>Message 6: send me this block.</summary>
internal sealed record Request(int Index, int Begin, int Length) : Message
{
    public override int WireSize => 17;
}

/// <summary>Message 7: a block.</summary>
/// <param name="Index">The piece.</param>
/// <param name="Begin">Where the block begins in it.</param>
/// <param name="Length">Bytes of the block.</param>
/// <param name="IsCorrupt">Stands for bytes that are not those of the file.</param>
internal sealed record Piece(int Index, int Begin, int Length, bool IsCorrupt) : Message
{
    public override int WireSize => 13 + Length;
}

/// <summary>Message 8: never mind that request.</summary>
internal sealed record Cancel(int Index, int Begin, int Length) : Message
{
    public override int WireSize => 17;
}

/// <summary>Message 9: the UDP port of my DHT node (BEP 5).</summary>
internal sealed record Port(int Number) : Message
{
    public override int WireSize => 7;
}

/// <summary>Message 13: a piece that is good to ask for now (BEP 6).</summary>
internal sealed record SuggestPiece(int Index) : Message
{
    public override int WireSize => 9;
}

/// <summary>Message 14: I have everything (BEP 6).</summary>
internal sealed record HaveAll : Message
{
    public static readonly HaveAll Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 15: I have nothing (BEP 6).</summary>
internal sealed record HaveNone : Message
{
    public static readonly HaveNone Instance = new();
    public override int WireSize => 5;
}

/// <summary>Message 16: that request is not answered (BEP 6).</summary>
internal sealed record RejectRequest(int Index, int Begin, int Length) : Message
{
    public override int WireSize => 17;
}

/// <summary>Message 17: this piece you may ask for though you are choked (BEP 6).</summary>
internal sealed record AllowedFast(int Index) : Message
{
    public override int WireSize => 9;
}

/// <summary>Message 20 with number 0: the extensions I know (BEP 10).</summary>
/// <param name="Extensions">Names, each with the number that the sender wants it by; 0 for not any more.</param>
/// <param name="Port">Port on which the sender listens; 0 for not said.</param>
/// <param name="Client">Name and version of the client.</param>
/// <param name="MaxRequests">Requests that the sender keeps waiting; 0 for not said.</param>
/// <param name="MetadataSize">Bytes of the info dictionary (BEP 9); 0 for not known.</param>
/// <param name="IsUploadOnly">Wants nothing (BEP 21).</param>
internal sealed record ExtensionHandshake(IReadOnlyList<ExtensionName> Extensions, int Port, string Client, int MaxRequests, int MetadataSize, bool IsUploadOnly) : Message
{
    private readonly int _size = 6 + Wire.ExtensionCodec.SizeOf(Extensions, Port, Client, MaxRequests, MetadataSize, IsUploadOnly);

    public override int WireSize => _size;
}

/// <summary>An extension by name, and the number by which somebody wants to be sent its messages.</summary>
internal readonly record struct ExtensionName(string Name, byte Number);

/// <summary>A peer in a peer exchange, with its flags (BEP 11).</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Flags">0x02 seed, 0x10 reachable.</param>
internal readonly record struct ExchangedPeer(PeerId Peer, byte Flags)
{
    public const byte Seed = 0x02, Reachable = 0x10;
}

/// <summary>Message 20, ut_pex: who has come and who has gone since the last one (BEP 11).</summary>
internal sealed record PeerExchange(IReadOnlyList<ExchangedPeer> Added, IReadOnlyList<PeerId> Dropped) : Message
{
    public override int WireSize => 6 + Wire.PeerExchangeCodec.SizeOf(Added.Count, Dropped.Count);
}
