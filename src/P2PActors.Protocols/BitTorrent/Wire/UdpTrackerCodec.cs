using System.Buffers.Binary;
using System.Text;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Trackers;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>What a UDP tracker is asked (BEP 15).</summary>
internal enum UdpAction : uint
{
    /// <summary>For a connection id.</summary>
    Connect = 0,

    /// <summary>For peers.</summary>
    Announce = 1,

    /// <summary>For numbers.</summary>
    Scrape = 2,

    /// <summary>The answer that there is none.</summary>
    Error = 3,
}

/// <summary>A request to a UDP tracker.</summary>
/// <param name="Action">What is asked.</param>
/// <param name="ConnectionId">Connection id; of a connect the constant.</param>
/// <param name="Transaction">Comes back in the answer.</param>
/// <param name="Announce">What is said of the sender; of an announce only.</param>
/// <param name="Address">Address to be named instead of the sender's; 0 for that.</param>
/// <param name="Key">Tells the sender from others at its address.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Hashes">Torrents; of a scrape only.</param>
internal sealed record UdpRequest(
    UdpAction Action, ulong ConnectionId, uint Transaction, Announce? Announce = null, uint Address = 0, uint Key = 0, ushort Port = 0, IReadOnlyList<InfoHash>? Hashes = null);

/// <summary>Numbers of one torrent in the answer to a scrape.</summary>
internal readonly record struct UdpScraped(int Seeders, int Completed, int Leechers);

/// <summary>An answer of a UDP tracker.</summary>
/// <param name="Action">What it answers.</param>
/// <param name="Transaction">That of the request.</param>
/// <param name="ConnectionId">Of a connect only.</param>
/// <param name="Interval">Time until the next announce, s.</param>
/// <param name="Leechers">Leechers.</param>
/// <param name="Seeders">Seeders.</param>
/// <param name="Peers">Peers.</param>
/// <param name="Scraped">Numbers.</param>
/// <param name="Error">Why there is no answer.</param>
internal sealed record UdpResponse(
    UdpAction Action, uint Transaction, ulong ConnectionId = 0, int Interval = 0, int Leechers = 0, int Seeders = 0, IReadOnlyList<WireEndpoint>? Peers = null,
    IReadOnlyList<UdpScraped>? Scraped = null, string? Error = null);

/// <summary>Packets between clients and UDP trackers, the highest byte first (BEP 15). Packets longer than stated are taken (BEP 41 puts options there).</summary>
internal static class UdpTrackerCodec
{
    /// <summary>Stands for a connection id in a connect.</summary>
    public const ulong ProtocolId = 0x41727101980;

    /// <summary>Most torrents in a scrape.</summary>
    public const int MostScraped = 74;

    private const int AnnounceLength = 98;

    public static byte[] Encode(UdpRequest request)
    {
        byte[] bytes = new byte[request.Action switch { UdpAction.Announce => AnnounceLength, UdpAction.Scrape => 16 + InfoHash.Size * request.Hashes!.Count, _ => 16 }];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, request.Action == UdpAction.Connect ? ProtocolId : request.ConnectionId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), (uint)request.Action);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), request.Transaction);
        if (request.Action == UdpAction.Announce) WriteAnnounce(bytes, request, request.Announce!);
        for (int i = 0; i < (request.Action == UdpAction.Scrape ? request.Hashes!.Count : 0); i++) request.Hashes![i].CopyTo(bytes.AsSpan(16 + i * InfoHash.Size));
        return bytes;
    }

    /// <exception cref="WireFormatException">It is no request.</exception>
    public static UdpRequest DecodeRequest(ReadOnlySpan<byte> bytes)
    {
        Need(bytes, 16, "a request");
        ulong connection = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        uint transaction = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        switch ((UdpAction)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]))
        {
            case UdpAction.Connect:
                if (connection != ProtocolId) throw Wrong(0, $"found 0x{connection:x}, expected 0x{ProtocolId:x} in a connect");
                return new UdpRequest(UdpAction.Connect, connection, transaction);
            case UdpAction.Announce:
                Need(bytes, AnnounceLength, "an announce");
                return ReadAnnounce(bytes, connection, transaction);
            case UdpAction.Scrape:
                int count = (bytes.Length - 16) / InfoHash.Size;
                if (count is < 1 or > MostScraped) throw Wrong(16, $"found {count} torrents in a scrape, expected 1 to {MostScraped}");
                var hashes = new InfoHash[count];
                for (int i = 0; i < count; i++) hashes[i] = new InfoHash(bytes.Slice(16 + i * InfoHash.Size, InfoHash.Size));
                return new UdpRequest(UdpAction.Scrape, connection, transaction, Hashes: hashes);
            case var other:
                throw Wrong(8, $"found the action {(uint)other}, expected 0, 1 or 2");
        }
    }

    public static byte[] Encode(UdpResponse response)
    {
        byte[] rest = response.Action switch
        {
            UdpAction.Connect => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(response.ConnectionId)),
            UdpAction.Announce => [.. Int(response.Interval), .. Int(response.Leechers), .. Int(response.Seeders), .. CompactPeers.Encode(response.Peers!)],
            UdpAction.Scrape => [.. response.Scraped!.SelectMany(s => (byte[])[.. Int(s.Seeders), .. Int(s.Completed), .. Int(s.Leechers)])],
            _ => Encoding.UTF8.GetBytes(response.Error!),
        };
        return [.. Int((int)response.Action), .. Int((int)response.Transaction), .. rest];
    }

    /// <exception cref="WireFormatException">It is no answer.</exception>
    public static UdpResponse DecodeResponse(ReadOnlySpan<byte> bytes)
    {
        Need(bytes, 8, "an answer");
        uint transaction = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        switch ((UdpAction)BinaryPrimitives.ReadUInt32BigEndian(bytes))
        {
            case UdpAction.Connect:
                Need(bytes, 16, "the answer to a connect");
                return new UdpResponse(UdpAction.Connect, transaction, BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
            case UdpAction.Announce:
                Need(bytes, 20, "the answer to an announce");
                // A rest that is no whole peer is passed over.
                int whole = (bytes.Length - 20) / PeerAddress.Compact * PeerAddress.Compact;
                return new UdpResponse(UdpAction.Announce, transaction, 0, Read(bytes, 8), Read(bytes, 12), Read(bytes, 16), CompactPeers.Decode(bytes.Slice(20, whole)));
            case UdpAction.Scrape:
                var scraped = new UdpScraped[(bytes.Length - 8) / 12];
                for (int i = 0; i < scraped.Length; i++) scraped[i] = new UdpScraped(Read(bytes, 8 + 12 * i), Read(bytes, 12 + 12 * i), Read(bytes, 16 + 12 * i));
                return new UdpResponse(UdpAction.Scrape, transaction, Scraped: scraped);
            case UdpAction.Error:
                return new UdpResponse(UdpAction.Error, transaction, Error: Encoding.UTF8.GetString(bytes[8..]));
            case var other:
                throw Wrong(0, $"found the action {(uint)other}, expected 0 to 3");
        }
    }

    private static void WriteAnnounce(Span<byte> bytes, UdpRequest request, Announce announce)
    {
        announce.Hash.CopyTo(bytes[16..]);
        announce.PeerKey.CopyTo(bytes[36..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[56..], announce.Downloaded);
        BinaryPrimitives.WriteInt64BigEndian(bytes[64..], announce.Left);
        BinaryPrimitives.WriteInt64BigEndian(bytes[72..], announce.Uploaded);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[80..], (uint)announce.Event);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[84..], request.Address);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[88..], request.Key);
        BinaryPrimitives.WriteInt32BigEndian(bytes[92..], announce.Wanted);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[96..], request.Port);
    }

    private static UdpRequest ReadAnnounce(ReadOnlySpan<byte> bytes, ulong connection, uint transaction)
    {
        uint why = BinaryPrimitives.ReadUInt32BigEndian(bytes[80..]);
        if (why > (uint)AnnounceEvent.Stopped) throw Wrong(80, $"found the event {why}, expected 0 to 3");
        long downloaded = BinaryPrimitives.ReadInt64BigEndian(bytes[56..]), left = BinaryPrimitives.ReadInt64BigEndian(bytes[64..]), uploaded = BinaryPrimitives.ReadInt64BigEndian(bytes[72..]);
        if (downloaded < 0 || left < 0 || uploaded < 0) throw Wrong(56, $"found a number of bytes above {long.MaxValue}, expected less");
        int wanted = Math.Max(-1, BinaryPrimitives.ReadInt32BigEndian(bytes[92..]));
        var announce = new Announce(new InfoHash(bytes.Slice(16, InfoHash.Size)), PeerKey.From(bytes[36..]), uploaded, downloaded, left, (AnnounceEvent)why, wanted);
        return new UdpRequest(
            UdpAction.Announce, connection, transaction, announce, BinaryPrimitives.ReadUInt32BigEndian(bytes[84..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[88..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[96..]));
    }

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static int Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);

    private static void Need(ReadOnlySpan<byte> bytes, int length, string what)
    {
        if (bytes.Length < length) throw Wrong(0, $"found {bytes.Length} bytes, expected the {length} of {what}");
    }

    private static WireFormatException Wrong(int at, FormattableString what) => new(FormattableString.Invariant($"UDP tracker, byte {at}: {FormattableString.Invariant(what)}"));
}
