using System.Text;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Trackers;
using P2PActors.Protocols.BitTorrent.Wire;
using P2PActors.Wire;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>What goes over the wire, byte for byte: from the specifications, and as clients were seen to send it.</summary>
public class WireVectors
{
    private static readonly InfoHash Hash = InfoHash.Parse("3a4ee01113b70ba2a0b130364eb674790c62868a");
    private static readonly PeerKey Key = PeerKey.From(Encoding.ASCII.GetBytes("-P20001-abcdefghijkl"));

    [Fact]
    public void Allowed_fast_set_of_the_specification()
    {
        InfoHash hash = InfoHash.Parse(string.Concat(Enumerable.Repeat("aa", 20)));
        Assert.Equal([1059, 431, 808, 1217, 287, 376, 1188, 353, 508], AllowedFastSet.Of(80u << 24 | 4 << 16 | 4 << 8 | 200, hash, 1313, 9));
    }

    [Fact]
    public void Allowed_fast_set_that_aria2_sends()
    {
        Assert.Equal([21, 90, 60, 41, 93, 9, 54, 57, 88, 7], AllowedFastSet.Of(127u << 24 | 1, Hash, 101, 10));
    }

    [Fact]
    public void Handshake()
    {
        byte[] bytes = PeerWireCodec.Encode(new Handshake(Hash, Key, Reserved.Extensions | Reserved.Fast | Reserved.Dht));
        Assert.Equal("13" + Convert.ToHexStringLower("BitTorrent protocol"u8) + "0000000000100005" + Hash + Convert.ToHexStringLower("-P20001-abcdefghijkl"u8), Convert.ToHexStringLower(bytes));
        Assert.Equal(new Handshake(Hash, Key, Reserved.Extensions | Reserved.Fast | Reserved.Dht), PeerWireCodec.DecodeHandshake(bytes));
    }

    [Theory]
    [InlineData("0000000000000000", Reserved.None)]
    [InlineData("0000000000100000", Reserved.Extensions)]
    [InlineData("0000000000100004", Reserved.Extensions | Reserved.Fast)]
    public void Reserved_bits_of_known_clients(string bits, object expected)
    {
        byte[] bytes = [19, .. "BitTorrent protocol"u8, .. Convert.FromHexString(bits), .. Hash.ToArray(), .. "-TR3000-abcdefghijkl"u8];
        Assert.Equal((Reserved)expected, PeerWireCodec.DecodeHandshake(bytes).Reserved);
    }

    public static TheoryData<object, string> Messages => new()
    {
        { KeepAlive.Instance, "00000000" },
        { Choke.Instance, "0000000100" },
        { Unchoke.Instance, "0000000101" },
        { Interested.Instance, "0000000102" },
        { NotInterested.Instance, "0000000103" },
        { new Have(258), "000000050400000102" },
        { new Request(1, 0x4000, 0x4000), "0000000d06000000010000400000004000" },
        { new Cancel(1, 0x4000, 0x4000), "0000000d08000000010000400000004000" },
        { new Port(6881), "00000003091ae1" },
        { new SuggestPiece(3), "000000050d00000003" },
        { HaveAll.Instance, "000000010e" },
        { HaveNone.Instance, "000000010f" },
        { new RejectRequest(1, 0x4000, 0x4000), "0000000d10000000010000400000004000" },
        { new AllowedFast(300), "00000005110000012c" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Messages_between_peers(object message, string hex)
    {
        byte[] bytes = PeerWireCodec.Encode((Message)message);
        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        Assert.Equal(message, PeerWireCodec.Decode(bytes, 1000).Message);
        Assert.Equal(bytes.Length, ((Message)message).WireSize);
    }

    [Fact]
    public void A_block_with_its_bytes()
    {
        byte[] bytes = PeerWireCodec.Encode(new Piece(2, 16384, 3, IsCorrupt: false), "abc"u8);
        Assert.Equal("0000000c070000000200004000616263", Convert.ToHexStringLower(bytes));
        WireMessage read = PeerWireCodec.Decode(bytes, 3);
        Assert.Equal(new Piece(2, 16384, 3, IsCorrupt: false), read.Message);
        Assert.Equal("abc"u8.ToArray(), read.Data.ToArray());
        Assert.Equal(bytes.Length, read.Message!.WireSize);
    }

    [Fact]
    public void The_highest_bit_of_a_bitfield_is_the_first_piece_and_spare_bits_are_zero()
    {
        var pieces = new PieceSet(10);
        pieces.Add(0);
        pieces.Add(9);
        byte[] bytes = PeerWireCodec.Encode(new Bitfield(pieces));
        Assert.Equal("00000003058040", Convert.ToHexStringLower(bytes));
        var read = (Bitfield)PeerWireCodec.Decode(bytes, 10).Message!;
        Assert.Equal((2, true, true), (read.Pieces.Count, read.Pieces[0], read.Pieces[9]));
        Assert.Equal(bytes.Length, read.WireSize);
        Assert.Contains("spare bits", Assert.Throws<WireFormatException>(() => PeerWireCodec.Decode(Convert.FromHexString("00000003058020"), 10)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 2", Assert.Throws<WireFormatException>(() => PeerWireCodec.Decode(Convert.FromHexString("000000020580"), 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extension_handshake()
    {
        var handshake = new ExtensionHandshake([new ExtensionName("ut_metadata", 2), new ExtensionName("ut_pex", 1)], 6881, "P2PActors 0.1", 250, 31235, IsUploadOnly: false);
        byte[] bytes = PeerWireCodec.Encode(handshake);
        string text = "d1:md11:ut_metadatai2e6:ut_pexi1ee13:metadata_sizei31235e1:pi6881e4:reqqi250e1:v13:P2PActors 0.1e";
        Assert.Equal(text, Encoding.ASCII.GetString(bytes.AsSpan(6)));
        Assert.Equal((20, 0, bytes.Length), (bytes[4], bytes[5], handshake.WireSize));
        var read = (ExtensionHandshake)PeerWireCodec.Decode(bytes, 10).Message!;
        Assert.Equal(handshake.Extensions, read.Extensions);
        Assert.Equal((6881, "P2PActors 0.1", 250, 31235, false), (read.Port, read.Client, read.MaxRequests, read.MetadataSize, read.IsUploadOnly));
    }

    [Fact]
    public void Peer_exchange()
    {
        (WireEndpoint, byte)[] added = [(new WireEndpoint(0x0A000001, 6881), 2), (new WireEndpoint(0x0A000002, 6882), 0)];
        byte[] bytes = PeerExchangeCodec.Encode(added, [new WireEndpoint(0x0A000003, 80)]);
        Assert.Equal("d5:added12:" + Latin("0a0000011ae10a0000021ae2") + "7:added.f2:\x02\0" + "7:dropped6:" + Latin("0a0000030050") + "e", Encoding.Latin1.GetString(bytes));
        (List<(WireEndpoint Peer, byte Flags)> read, List<WireEndpoint> dropped) = PeerExchangeCodec.Decode(bytes);
        Assert.Equal(added, read);
        Assert.Equal([new WireEndpoint(0x0A000003, 80)], dropped);
        Assert.Equal(bytes.Length + 6, new PeerExchange([new ExchangedPeer(new PeerId(1), 2), new ExchangedPeer(new PeerId(2), 0)], [new PeerId(3)]).WireSize);
    }

    [Fact]
    public void Metadata_block_follows_its_dictionary_as_it_is()
    {
        byte[] bytes = MetadataCodec.Encode(new MetadataMessage(MetadataKind.Data, 0, 34256, "xxxxxxxx"u8.ToArray()));
        Assert.Equal("d8:msg_typei1e5:piecei0e10:total_sizei34256eexxxxxxxx", Encoding.ASCII.GetString(bytes));
        MetadataMessage read = MetadataCodec.Decode(bytes);
        Assert.Equal((MetadataKind.Data, 0, 34256, 8), (read.Kind, read.Piece, read.TotalSize, read.Data.Length));
        Assert.Equal((MetadataKind)9, MetadataCodec.Decode("d8:msg_typei9e5:piecei0ee"u8.ToArray()).Kind);
    }

    [Fact]
    public void Announce_by_HTTP_as_libtorrent_and_others_escape_it()
    {
        var announce = new Announce(Hash, Key, 1, 2, 3, AnnounceEvent.Started, 50);
        string target = HttpTrackerCodec.Encode(new AnnounceQuery(announce, 6881));
        Assert.Equal(
            "/announce?info_hash=%3aN%e0%11%13%b7%0b%a2%a0%b106N%b6ty%0cb%86%8a&peer_id=-P20001-abcdefghijkl&port=6881&uploaded=1&downloaded=2&left=3&compact=1&numwant=50&event=started",
            target);
        Assert.Equal(new AnnounceQuery(announce, 6881), HttpTrackerCodec.DecodeAnnounce(target));
        // Others escape everything, in capital letters, and say more.
        string other = "/announce?info_hash=%3AN%E0%11%13%B7%0B%A2%A0%B1%30%36N%B6ty%0Cb%86%8A&peer_id=A2-1-36-0-0123456789&uploaded=0&downloaded=0&left=5&compact=1&key=23456789&numwant=50&no_peer_id=1&port=7202&event=started&supportcrypto=1";
        AnnounceQuery read = HttpTrackerCodec.DecodeAnnounce(other);
        Assert.Equal((Hash, 7202, 5L, AnnounceEvent.Started, 50), (read.Announce.Hash, read.Port, read.Announce.Left, read.Announce.Event, read.Announce.Wanted));
    }

    [Theory]
    [InlineData("/announce", "info_hash")]
    [InlineData("/announce?info_hash=abc&peer_id=-P20001-abcdefghijkl&port=1&left=0", "of 3 bytes")]
    [InlineData("/announce?info_hash=%zz", "hexadecimal")]
    [InlineData("/announce?info_hash=01234567890123456789&peer_id=-P20001-abcdefghijkl&port=70000&left=0", "0 to 65535")]
    [InlineData("/announce?info_hash=01234567890123456789&peer_id=-P20001-abcdefghijkl&port=1", "left")]
    [InlineData("/announce?info_hash=01234567890123456789&peer_id=-P20001-abcdefghijkl&port=1&left=0&event=exploded", "unknown event")]
    public void An_announce_that_makes_no_sense_is_refused(string target, string reason)
    {
        Assert.Contains(reason, Assert.Throws<WireFormatException>(() => HttpTrackerCodec.DecodeAnnounce(target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_to_an_announce_in_both_forms()
    {
        WireEndpoint peer = new(0x7F000001, 6881);
        byte[] bytes = HttpTrackerCodec.Encode(new AnnounceReply(null, 1800, 900, 1, 2, [peer]));
        Assert.Equal("d8:completei1e10:incompletei2e8:intervali1800e12:min intervali900e5:peers6:" + Latin("7f0000011ae1") + "e", Encoding.Latin1.GetString(bytes));
        Assert.Equal([peer], HttpTrackerCodec.DecodeReply(bytes).Peers);
        AnnounceReply list = HttpTrackerCodec.DecodeReply("d8:intervali60e5:peersld2:ip9:127.0.0.17:peer id20:-P20001-abcdefghijkl4:porti6881eed2:ip3:::14:porti1eeee"u8.ToArray());
        Assert.Equal(((int)60, -1), (list.Interval, list.Complete));
        Assert.Equal([peer], list.Peers);
        Assert.Equal("Requested download is not authorized for use with this tracker.",
            HttpTrackerCodec.DecodeReply("d14:failure reason63:Requested download is not authorized for use with this tracker.e"u8.ToArray()).FailureReason);
    }

    [Fact]
    public void The_size_of_an_emulated_answer_is_that_of_a_real_one()
    {
        var peers = new List<WireEndpoint>();
        foreach (int count in (int[])[0, 1, 9, 17, 50])
        {
            while (peers.Count < count) peers.Add(new WireEndpoint(1, 2));
            Assert.Equal(HttpTrackerCodec.ResponseHead + HttpTrackerCodec.Encode(new AnnounceReply(null, 1800, 300, 12, 345, peers)).Length, new AnnounceResponse(1800, 300, 12, 345, new PeerId[count]).WireSize);
        }
    }

    [Theory]
    [InlineData("http://example.com/announce", "http://example.com/scrape")]
    [InlineData("http://example.com/x/announce", "http://example.com/x/scrape")]
    [InlineData("http://example.com/announce.php", "http://example.com/scrape.php")]
    [InlineData("http://example.com/a", null)]
    [InlineData("http://example.com/announce?x2%0644", "http://example.com/scrape?x2%0644")]
    public void Address_to_scrape_at(string announce, string? scrape) => Assert.Equal(scrape, HttpTrackerCodec.ScrapeAddress(announce));

    [Fact]
    public void Scrape_by_HTTP()
    {
        byte[] bytes = HttpTrackerCodec.EncodeScrapeReply([new ScrapeResponse(Hash, 5, 50, 10)]);
        Assert.Equal("d5:filesd20:" + Latin(Hash.ToString()) + "d8:completei5e10:downloadedi50e10:incompletei10eeee", Encoding.Latin1.GetString(bytes));
        Assert.Equal([new ScrapeResponse(Hash, 5, 50, 10)], HttpTrackerCodec.DecodeScrapeReply(bytes));
    }

    [Fact]
    public void Connect_by_UDP_as_libtorrent_and_opentracker_say_it()
    {
        Assert.Equal("00000417271019800000" + "0000f33df0e6", Convert.ToHexStringLower(UdpTrackerCodec.Encode(new UdpRequest(UdpAction.Connect, 0, 0xf33df0e6))));
        UdpResponse response = UdpTrackerCodec.DecodeResponse(Convert.FromHexString("00000000f33df0e672680ac477be40a6"));
        Assert.Equal((UdpAction.Connect, 0xf33df0e6u, 0x72680ac477be40a6ul), (response.Action, response.Transaction, response.ConnectionId));
        Assert.Equal("00000000f33df0e672680ac477be40a6", Convert.ToHexStringLower(UdpTrackerCodec.Encode(response)));
    }

    [Fact]
    public void Announce_by_UDP_has_its_fields_in_their_places()
    {
        var announce = new Announce(Hash, Key, 0x0102, 0x0304, 0x0506, AnnounceEvent.Completed, -1);
        byte[] bytes = UdpTrackerCodec.Encode(new UdpRequest(UdpAction.Announce, 0x72680ac477be40a6, 7, announce, Key: 9, Port: 6881));
        Assert.Equal(
            "72680ac477be40a6" + "00000001" + "00000007" + Hash + Convert.ToHexStringLower("-P20001-abcdefghijkl"u8) + "0000000000000304" + "0000000000000506" + "0000000000000102"
            + "00000001" + "00000000" + "00000009" + "ffffffff" + "1ae1", Convert.ToHexStringLower(bytes));
        // libtorrent adds an option with the path (BEP 41), aria2 two zeros.
        foreach (byte[] longer in (byte[][])[[.. bytes, 2, 9, .. "/announce"u8], [.. bytes, 0, 0]])
        {
            UdpRequest read = UdpTrackerCodec.DecodeRequest(longer);
            Assert.Equal((announce, (ushort)6881, 9u), (read.Announce, read.Port, read.Key));
        }

        UdpResponse answer = UdpTrackerCodec.DecodeResponse(Convert.FromHexString("0000000100000007000007080000000300000002" + "7f0000011ae1"));
        Assert.Equal((1800, 3, 2), (answer.Interval, answer.Leechers, answer.Seeders));
        Assert.Equal([new WireEndpoint(0x7F000001, 6881)], answer.Peers);
    }

    [Fact]
    public void Scrape_by_UDP_and_errors()
    {
        UdpRequest scrape = UdpTrackerCodec.DecodeRequest(UdpTrackerCodec.Encode(new UdpRequest(UdpAction.Scrape, 5, 6, Hashes: [Hash, Hash])));
        Assert.Equal([Hash, Hash], scrape.Hashes);
        UdpResponse numbers = UdpTrackerCodec.DecodeResponse(UdpTrackerCodec.Encode(new UdpResponse(UdpAction.Scrape, 6, Scraped: [new UdpScraped(1, 2, 3)])));
        Assert.Equal([new UdpScraped(1, 2, 3)], numbers.Scraped);
        Assert.Equal("gone", UdpTrackerCodec.DecodeResponse(UdpTrackerCodec.Encode(new UdpResponse(UdpAction.Error, 6, Error: "gone"))).Error);
    }

    [Theory]
    [InlineData("magnet:?xt=urn:btih:3a4ee01113b70ba2a0b130364eb674790c62868a&dn=a%20b&tr=http%3A%2F%2Ft%2Fannounce&x.pe=127.0.0.1%3A6881")]
    [InlineData("magnet:?dn=a%20b&xt=urn:btih:HJHOAEITW4F2FIFRGA3E5NTUPEGGFBUK&tr=http%3A%2F%2Ft%2Fannounce&x.pe=127.0.0.1:6881")]
    public void Magnet_links(string text)
    {
        MagnetLink link = MagnetLink.Parse(text);
        Assert.Equal((Hash, "a b", "http://t/announce", "127.0.0.1:6881"), (link.Hash, link.Name, Assert.Single(link.Trackers), Assert.Single(link.Peers)));
        Assert.Equal(link.Hash, MagnetLink.Parse(link.ToString()).Hash);
    }

    [Theory]
    [InlineData("http://x")]
    [InlineData("magnet:?dn=x")]
    [InlineData("magnet:?xt=urn:btih:123")]
    [InlineData("magnet:?xt=urn:btih:11111111111111111111111111111111")]
    public void What_is_no_magnet_link_is_refused(string text) =>
        Assert.Contains("expected", Assert.Throws<WireFormatException>(() => MagnetLink.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_bytes_are_refused_with_a_reason_and_nothing_else()
    {
        byte[][] good =
        [
            PeerWireCodec.Encode(new Handshake(Hash, Key, Reserved.Fast)),
            .. Messages.Select(m => PeerWireCodec.Encode((Message)m[0])),
            PeerWireCodec.Encode(new Piece(2, 0, 20, IsCorrupt: false), new byte[20]),
            PeerWireCodec.Encode(new Bitfield(PieceSet.Full(1000))),
            PeerWireCodec.Encode(new ExtensionHandshake([new ExtensionName("ut_pex", 1)], 6881, "x", 250, 31235, IsUploadOnly: true)),
            PeerExchangeCodec.Encode([(new WireEndpoint(1, 2), 3)], [new WireEndpoint(4, 5)]),
            MetadataCodec.Encode(new MetadataMessage(MetadataKind.Data, 0, 100, new byte[100])),
            HttpTrackerCodec.Encode(new AnnounceReply(null, 1800, 900, 1, 2, [new WireEndpoint(1, 2)], "id", "careful")),
            HttpTrackerCodec.EncodeScrapeReply([new ScrapeResponse(Hash, 5, 50, 10)]),
            UdpTrackerCodec.Encode(new UdpRequest(UdpAction.Announce, 5, 7, new Announce(Hash, Key, 1, 2, 3, AnnounceEvent.None, 50))),
            UdpTrackerCodec.Encode(new UdpRequest(UdpAction.Scrape, 5, 6, Hashes: [Hash])),
            UdpTrackerCodec.Encode(new UdpResponse(UdpAction.Announce, 6, 0, 1, 2, 3, [new WireEndpoint(1, 2)])),
            Encoding.UTF8.GetBytes(HttpTrackerCodec.Encode(new AnnounceQuery(new Announce(Hash, Key, 1, 2, 3, AnnounceEvent.Started, 50), 6881))),
            Encoding.UTF8.GetBytes(new MagnetLink(Hash, "x", ["y"], ["z"]).ToString()),
        ];
        Action<byte[]>[] decoders =
        [
            b => PeerWireCodec.DecodeHandshake(b), b => PeerWireCodec.Decode(b, 1000), b => PeerWireCodec.LengthOfFirst(b), b => ExtensionCodec.Decode(b), b => PeerExchangeCodec.Decode(b),
            b => MetadataCodec.Decode(b), b => HttpTrackerCodec.DecodeReply(b), b => HttpTrackerCodec.DecodeScrapeReply(b), b => UdpTrackerCodec.DecodeRequest(b), b => UdpTrackerCodec.DecodeResponse(b),
            b => HttpTrackerCodec.DecodeAnnounce(Encoding.Latin1.GetString(b)), b => MagnetLink.Parse(Encoding.Latin1.GetString(b)), b => PieceSet.FromWire(b, 1000), b => CompactPeers.Decode(b),
        ];
        var random = new RandomStream(11);
        int refused = 0;
        foreach (Action<byte[]> decode in decoders)
        {
            for (int i = 0; i < 2000; i++)
            {
                byte[] bytes = [.. good[random.Next(good.Length)]];
                Damage.Apply(ref random, ref bytes);
                try
                {
                    decode(bytes);
                }
                catch (WireFormatException error)
                {
                    refused++;
                    Assert.Contains("expected", error.Message, StringComparison.Ordinal);
                }
            }
        }

        Assert.InRange(refused, decoders.Length * 500, decoders.Length * 1999);
    }

    private static string Latin(string hex) => Encoding.Latin1.GetString(Convert.FromHexString(hex));
}
