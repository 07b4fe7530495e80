using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Wire;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>Why a peer announces itself (BEP 3; the numbers are those of BEP 15).</summary>
internal enum AnnounceEvent : byte
{
    /// <summary>At the usual time.</summary>
    None = 0,

    /// <summary>It has got the last piece.</summary>
    Completed = 1,

    /// <summary>It has come.</summary>
    Started = 2,

    /// <summary>It goes.</summary>
    Stopped = 3,
}

/// <summary>What a peer tells a tracker of itself.</summary>
/// <param name="Hash">The torrent.</param>
/// <param name="PeerKey">What it calls itself.</param>
/// <param name="Uploaded">Bytes since it came.</param>
/// <param name="Downloaded">Bytes since it came.</param>
/// <param name="Left">Bytes it lacks.</param>
/// <param name="Event">Why.</param>
/// <param name="Wanted">How many peers it wants to be told; -1 for as many as usual.</param>
internal sealed record Announce(InfoHash Hash, PeerKey PeerKey, long Uploaded, long Downloaded, long Left, AnnounceEvent Event, int Wanted);

/// <summary>An announce by HTTP (BEP 3, 23).</summary>
internal sealed record AnnounceRequest(Announce Announce) : Message
{
    private readonly int _size = HttpTrackerCodec.SizeOfRequest(Announce);

    public override int WireSize => _size;
}

/// <summary>The answer to an announce by HTTP.</summary>
/// <param name="Interval">Time until the next regular announce, s.</param>
/// <param name="MinInterval">Least time until any other, s.</param>
/// <param name="Complete">Seeds.</param>
/// <param name="Incomplete">Leechers.</param>
/// <param name="Peers">Some of them.</param>
internal sealed record AnnounceResponse(int Interval, int MinInterval, int Complete, int Incomplete, IReadOnlyList<PeerId> Peers) : Message
{
    private readonly int _size = HttpTrackerCodec.SizeOfResponse(Interval, MinInterval, Complete, Incomplete, Peers.Count);

    public override int WireSize => _size;
}

/// <summary>The tracker will not answer.</summary>
internal sealed record TrackerFailure(string Reason) : Message
{
    public override int WireSize => HttpTrackerCodec.ResponseHead + 22 + Reason.Length;
}

/// <summary>How many there are, without peers (BEP 48).</summary>
internal sealed record ScrapeRequest(InfoHash Hash) : Message
{
    public override int WireSize => HttpTrackerCodec.SizeOfScrape(Hash);
}

/// <summary>The answer to a scrape.</summary>
internal sealed record ScrapeResponse(InfoHash Hash, int Complete, int Downloaded, int Incomplete) : Message
{
    public override int WireSize => HttpTrackerCodec.SizeOfScrapeResponse(Hash, Complete, Downloaded, Incomplete);
}

/// <summary>Asks a UDP tracker for a connection id (BEP 15).</summary>
internal sealed record UdpConnect(uint Transaction) : Message
{
    public override int WireSize => 16;
}

/// <summary>A connection id.</summary>
internal sealed record UdpConnected(uint Transaction, ulong ConnectionId) : Message
{
    public override int WireSize => 16;
}

/// <summary>An announce by UDP.</summary>
internal sealed record UdpAnnounce(uint Transaction, ulong ConnectionId, Announce Announce) : Message
{
    public override int WireSize => 98;
}

/// <summary>The answer to an announce by UDP.</summary>
internal sealed record UdpAnnounced(uint Transaction, int Interval, int Complete, int Incomplete, IReadOnlyList<PeerId> Peers) : Message
{
    public override int WireSize => 20 + PeerAddress.Compact * Peers.Count;
}

/// <summary>Asks a UDP tracker how many there are.</summary>
internal sealed record UdpScrape(uint Transaction, ulong ConnectionId, InfoHash Hash) : Message
{
    public override int WireSize => 16 + InfoHash.Size;
}

/// <summary>The answer to a scrape by UDP.</summary>
internal sealed record UdpScrapeAnswer(uint Transaction, int Complete, int Downloaded, int Incomplete) : Message
{
    public override int WireSize => 20;
}

/// <summary>A UDP tracker will not answer.</summary>
internal sealed record UdpError(uint Transaction, string Reason) : Message
{
    public override int WireSize => 8 + Reason.Length;
}
