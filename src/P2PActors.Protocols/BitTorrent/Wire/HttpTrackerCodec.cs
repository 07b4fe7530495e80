using System.Globalization;
using System.Text;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Trackers;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>What a client asks an HTTP tracker, as far as trackers look at it.</summary>
/// <param name="Announce">What it says of itself.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="IsCompact">Whether it wishes for the compact form (BEP 23).</param>
/// <param name="TrackerId">What the tracker told it to say; empty for nothing.</param>
internal sealed record AnnounceQuery(Announce Announce, int Port, bool IsCompact = true, string TrackerId = "");

/// <summary>An endpoint of IPv4.</summary>
/// <param name="Address">The address, as a number whose highest byte stands first.</param>
/// <param name="Port">The port.</param>
internal readonly record struct WireEndpoint(uint Address, ushort Port);

/// <summary>The answer of an HTTP tracker.</summary>
/// <param name="FailureReason">Why there is none; null if there is.</param>
/// <param name="Interval">Time until the next regular announce, s.</param>
/// <param name="MinInterval">Least time until any other, s; 0 if not said.</param>
/// <param name="Complete">Seeds; -1 if not said.</param>
/// <param name="Incomplete">Leechers; -1 if not said.</param>
/// <param name="Peers">Peers.</param>
/// <param name="TrackerId">What to say from now on; empty for nothing.</param>
/// <param name="Warning">To be shown; empty for none.</param>
internal sealed record AnnounceReply(
    string? FailureReason, int Interval, int MinInterval, int Complete, int Incomplete, IReadOnlyList<WireEndpoint> Peers, string TrackerId = "", string Warning = "");

/// <summary>Announce and scrape by HTTP: the query of a request and the bencoded body of an answer (BEP 3, 23, 31, 48).</summary>
internal static class HttpTrackerCodec
{
    /// <summary>Bytes of the status line and the headers of an answer, as opentracker sends them.</summary>
    public const int ResponseHead = 66;

    /// <summary>Most peers that one answer may name.</summary>
    private const int MostPeers = 100_000;

    private const string Host = "tracker.example:6969", Agent = "P2PActors/0.1";

    /// <summary>The 20 bytes of a hash or a peer id in a query: unreserved characters as they are, others in small hexadecimal digits.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (byte b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~') text.Append((char)b);
            else text.Append('%').Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>Path and query of an announce.</summary>
    public static string Encode(AnnounceQuery query, string path = "/announce")
    {
        Announce a = query.Announce;
        Span<byte> key = stackalloc byte[PeerKey.Size];
        a.PeerKey.CopyTo(key);
        string text = FormattableString.Invariant(
            $"{path}?info_hash={Escape(a.Hash.ToArray())}&peer_id={Escape(key)}&port={query.Port}&uploaded={a.Uploaded}&downloaded={a.Downloaded}&left={a.Left}&compact={(query.IsCompact ? 1 : 0)}");
        if (a.Wanted >= 0) text += FormattableString.Invariant($"&numwant={a.Wanted}");
        if (a.Event != AnnounceEvent.None) text += "&event=" + NameOf(a.Event);
        if (query.TrackerId.Length > 0) text += "&trackerid=" + Escape(Encoding.UTF8.GetBytes(query.TrackerId));
        return text;
    }

    /// <summary>Reads path and query of an announce.</summary>
    /// <exception cref="WireFormatException">Something is wrong with it; the text is fit for a failure reason.</exception>
    public static AnnounceQuery DecodeAnnounce(string target)
    {
        Dictionary<string, byte[]> values = Query(target);
        var key = new PeerKey();
        byte[] hash = Need(values, "info_hash");
        if (hash.Length != InfoHash.Size) throw Wrong($"found an info_hash of {hash.Length} bytes, expected {InfoHash.Size}");
        byte[] id = Need(values, "peer_id");
        if (id.Length != PeerKey.Size) throw Wrong($"found a peer_id of {id.Length} bytes, expected {PeerKey.Size}");
        key = PeerKey.From(id);
        int port = (int)Number(values, "port", 0, ushort.MaxValue, null);
        long uploaded = Number(values, "uploaded", 0, long.MaxValue, 0), downloaded = Number(values, "downloaded", 0, long.MaxValue, 0);
        long left = Number(values, "left", 0, long.MaxValue, null);
        int wanted = (int)Number(values, "numwant", -1, int.MaxValue, -1);
        bool compact = Number(values, "compact", 0, 1, 1) == 1;
        AnnounceEvent why = Ascii(values, "event") switch
        {
            // BEP 21: a partial seed pauses; it goes on as before.
            "" or "paused" => AnnounceEvent.None,
            "started" => AnnounceEvent.Started,
            "completed" => AnnounceEvent.Completed,
            "stopped" => AnnounceEvent.Stopped,
            _ => throw Wrong($"found an unknown event, expected started, completed, stopped, paused or none"),
        };
        return new AnnounceQuery(new Announce(new InfoHash(hash), key, uploaded, downloaded, left, why, wanted), port, compact, Ascii(values, "trackerid"));
    }

    /// <summary>The bencoded answer to an announce.</summary>
    public static byte[] Encode(AnnounceReply reply)
    {
        if (reply.FailureReason is { } reason) return Bencoding.Encode(new BDictionary { ["failure reason"] = new BString(reason) });
        var root = new BDictionary { ["interval"] = new BInteger(reply.Interval), ["peers"] = new BString(CompactPeers.Encode(reply.Peers)) };
        if (reply.Complete >= 0) root["complete"] = new BInteger(reply.Complete);
        if (reply.Incomplete >= 0) root["incomplete"] = new BInteger(reply.Incomplete);
        if (reply.MinInterval > 0) root["min interval"] = new BInteger(reply.MinInterval);
        if (reply.TrackerId.Length > 0) root["tracker id"] = new BString(reply.TrackerId);
        if (reply.Warning.Length > 0) root["warning message"] = new BString(reply.Warning);
        return Bencoding.Encode(root);
    }

    /// <summary>Reads an answer to an announce, with peers in either form.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static AnnounceReply DecodeReply(ReadOnlyMemory<byte> bytes)
    {
        if (Bencoding.Decode(bytes) is not BDictionary root) throw Wrong($"found no dictionary, expected one");
        if (root.Find("failure reason") is BString reason) return new AnnounceReply(reason.Text, 0, 0, -1, -1, []);
        return new AnnounceReply(
            null, Number(root, "interval", null), Number(root, "min interval", 0), Number(root, "complete", -1), Number(root, "incomplete", -1),
            PeersOf(root.Find("peers")), Text(root, "tracker id"), Text(root, "warning message"));
    }

    /// <summary>Path and query of a scrape of some torrents.</summary>
    public static string EncodeScrape(IReadOnlyList<InfoHash> hashes, string path = "/scrape") =>
        path + "?" + string.Join('&', hashes.Select(h => "info_hash=" + Escape(h.ToArray())));

    /// <summary>The address to scrape at, by that to announce at: the last part of the path must begin with announce (BEP 48).</summary>
    /// <returns>Null if the tracker cannot be scraped.</returns>
    public static string? ScrapeAddress(string announce)
    {
        int at = announce.LastIndexOf('/') + 1;
        return announce.AsSpan(at).StartsWith("announce", StringComparison.Ordinal) ? announce[..at] + "scrape" + announce[(at + "announce".Length)..] : null;
    }

    /// <summary>The bencoded answer to a scrape.</summary>
    public static byte[] EncodeScrapeReply(IReadOnlyList<ScrapeResponse> torrents)
    {
        var files = new BDictionary();
        foreach (ScrapeResponse t in torrents)
            files.Set(t.Hash.ToArray(), new BDictionary { ["complete"] = new BInteger(t.Complete), ["downloaded"] = new BInteger(t.Downloaded), ["incomplete"] = new BInteger(t.Incomplete) });
        return Bencoding.Encode(new BDictionary { ["files"] = files });
    }

    /// <summary>Reads an answer to a scrape.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static IReadOnlyList<ScrapeResponse> DecodeScrapeReply(ReadOnlyMemory<byte> bytes)
    {
        if (Bencoding.Decode(bytes) is not BDictionary root || root.Find("files") is not BDictionary files) throw Wrong($"found no dictionary files, expected one");
        var found = new List<ScrapeResponse>();
        foreach ((byte[] key, BValue value) in files.Entries)
        {
            if (key.Length != InfoHash.Size || value is not BDictionary file) throw Wrong($"found an entry of files that is no torrent, expected 20 bytes and a dictionary");
            found.Add(new ScrapeResponse(new InfoHash(key), Number(file, "complete", 0), Number(file, "downloaded", 0), Number(file, "incomplete", 0)));
        }

        return found;
    }

    public static int SizeOfRequest(Announce announce) => SizeOfGet(Encode(new AnnounceQuery(announce, PeerAddress.Port)));

    public static int SizeOfResponse(int interval, int minInterval, int complete, int incomplete, int peers)
    {
        // Without the peers, whose bytes need not exist: only their number and its digits count.
        int empty = Encode(new AnnounceReply(null, interval, minInterval, complete, incomplete, [])).Length;
        int bytes = peers * PeerAddress.Compact;
        return ResponseHead + empty + bytes + bytes.ToString(CultureInfo.InvariantCulture).Length - 1;
    }

    public static int SizeOfScrape(InfoHash hash) => SizeOfGet(EncodeScrape([hash]));

    public static int SizeOfScrapeResponse(InfoHash hash, int complete, int downloaded, int incomplete) =>
        ResponseHead + EncodeScrapeReply([new ScrapeResponse(hash, complete, downloaded, incomplete)]).Length;

    private static int SizeOfGet(string target) => $"GET {target} HTTP/1.1\r\nHost: {Host}\r\nUser-Agent: {Agent}\r\nConnection: close\r\n\r\n".Length;

    private static string NameOf(AnnounceEvent why) => why switch
    {
        AnnounceEvent.Completed => "completed",
        AnnounceEvent.Started => "started",
        _ => "stopped",
    };

    private static List<WireEndpoint> PeersOf(BValue? peers)
    {
        switch (peers)
        {
            case null:
                return [];
            case BString compact:
                return CompactPeers.Decode(compact.Bytes.Span);
            case BList list:
                if (list.Items.Count > MostPeers) throw Wrong($"found {list.Items.Count} peers, expected at most {MostPeers}");
                var found = new List<WireEndpoint>();
                foreach (BValue item in list.Items)
                {
                    if (item is not BDictionary peer) throw Wrong($"found a peer that is no dictionary, expected one with ip and port");
                    int port = Number(peer, "port", null);
                    if (port is < 0 or > ushort.MaxValue) throw Wrong($"found the port {port}, expected 0 to 65535");
                    // Names and addresses of IPv6 are left out: they cannot be peers here.
                    if (System.Net.IPAddress.TryParse(Text(peer, "ip"), out System.Net.IPAddress? ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
                        found.Add(new WireEndpoint(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(ip.GetAddressBytes()), (ushort)port));
                }

                return found;
            default:
                throw Wrong($"found peers that are neither a string nor a list, expected one of them");
        }
    }

    private static Dictionary<string, byte[]> Query(string target)
    {
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        int at = target.IndexOf('?', StringComparison.Ordinal);
        if (at < 0) return values;
        foreach (string pair in target[(at + 1)..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) values.TryAdd(pair[..equals], Unescape(pair[(equals + 1)..]));
        }

        return values;
    }

    private static byte[] Unescape(string text)
    {
        byte[] bytes = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) throw Wrong($"found a percent sign without two hexadecimal digits, expected them");
                bytes[length++] = byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 2;
            }
            else if (c is > ' ' and < (char)0x7F)
            {
                bytes[length++] = (byte)c;
            }
            else
            {
                throw Wrong($"found the character 0x{(int)c:X2} in a query, expected it to be escaped");
            }
        }

        return bytes[..length];
    }

    private static byte[] Need(Dictionary<string, byte[]> values, string key) => values.TryGetValue(key, out byte[]? value) ? value : throw Wrong($"found no {key}, expected one");

    private static string Ascii(Dictionary<string, byte[]> values, string key) => values.TryGetValue(key, out byte[]? value) ? Encoding.Latin1.GetString(value) : "";

    private static long Number(Dictionary<string, byte[]> values, string key, long least, long most, long? otherwise)
    {
        string text = Ascii(values, key);
        if (text.Length == 0 && otherwise is { } given) return given;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw Wrong($"found '{(text.Length > 30 ? text[..30] : text)}' for {key}, expected a number from {least} to {most}");
    }

    private static int Number(BDictionary root, string key, int? otherwise) => root.Find(key) switch
    {
        BInteger number when number.Value >= int.MinValue && number.Value <= int.MaxValue => (int)number.Value,
        null when otherwise is { } given => given,
        null => throw Wrong($"found no '{key}', expected a number"),
        _ => throw Wrong($"found something else for '{key}', expected a number of 32 bits"),
    };

    private static string Text(BDictionary root, string key) => root.Find(key) is BString text ? text.Text : "";

    private static WireFormatException Wrong(FormattableString what) => new("HTTP tracker: " + FormattableString.Invariant(what));
}

/// <summary>Peers as 6 bytes each: address and port, the highest byte first (BEP 23).</summary>
internal static class CompactPeers
{
    public static byte[] Encode(IReadOnlyList<WireEndpoint> peers)
    {
        byte[] bytes = new byte[peers.Count * PeerAddress.Compact];
        for (int i = 0; i < peers.Count; i++) Write(bytes.AsSpan(i * PeerAddress.Compact), peers[i]);
        return bytes;
    }

    /// <exception cref="WireFormatException">The bytes are no multiple of 6.</exception>
    public static List<WireEndpoint> Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % PeerAddress.Compact != 0) throw new WireFormatException(FormattableString.Invariant($"compact peers: found {bytes.Length} bytes, expected a multiple of {PeerAddress.Compact}"));
        var peers = new List<WireEndpoint>(bytes.Length / PeerAddress.Compact);
        for (int at = 0; at < bytes.Length; at += PeerAddress.Compact)
            peers.Add(new WireEndpoint(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]), System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 4)..])));
        return peers;
    }

    public static void Write(Span<byte> bytes, WireEndpoint peer)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, peer.Address);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], peer.Port);
    }
}
