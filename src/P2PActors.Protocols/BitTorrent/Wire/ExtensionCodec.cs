using System.Globalization;
using System.Text;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>The dictionary of an extension handshake (BEP 10, 9, 21).</summary>
internal static class ExtensionCodec
{
    public const string Metadata = "ut_metadata", Exchange = "ut_pex";

    /// <summary>Most extensions that are looked at.</summary>
    private const int MostExtensions = 256;

    public static byte[] Encode(ExtensionHandshake handshake) =>
        Bencoding.Encode(ToDictionary(handshake.Extensions, handshake.Port, handshake.Client, handshake.MaxRequests, handshake.MetadataSize, handshake.IsUploadOnly));

    public static int SizeOf(IReadOnlyList<ExtensionName> extensions, int port, string client, int maxRequests, int metadataSize, bool isUploadOnly) =>
        Bencoding.Encode(ToDictionary(extensions, port, client, maxRequests, metadataSize, isUploadOnly)).Length;

    /// <summary>Reads it; keys that mean nothing here are passed over.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static ExtensionHandshake Decode(ReadOnlyMemory<byte> bytes)
    {
        if (Bencoding.Decode(bytes) is not BDictionary root) throw new WireFormatException("extension handshake: found no dictionary, expected one");
        var extensions = new List<ExtensionName>();
        if (root.Find("m") is BDictionary names)
        {
            if (names.Count > MostExtensions) throw new WireFormatException(FormattableString.Invariant($"extension handshake: found {names.Count} extensions, expected at most {MostExtensions}"));
            foreach ((byte[] name, BValue number) in names.Entries)
            {
                if (number is not BInteger n || n.Value < 0 || n.Value > byte.MaxValue) throw new WireFormatException("extension handshake: found an extension without a number from 0 to 255, expected one");
                extensions.Add(new ExtensionName(Encoding.UTF8.GetString(name), (byte)n.Value));
            }
        }

        return new ExtensionHandshake(
            extensions, Number(root, "p", ushort.MaxValue), root.Find("v") is BString client ? client.Text : "", Number(root, "reqq", int.MaxValue),
            Number(root, "metadata_size", Metainfo.LargestFile), Number(root, "upload_only", int.MaxValue) == 1);
    }

    private static BDictionary ToDictionary(IReadOnlyList<ExtensionName> extensions, int port, string client, int maxRequests, int metadataSize, bool isUploadOnly)
    {
        var names = new BDictionary();
        foreach (ExtensionName extension in extensions) names[extension.Name] = new BInteger(extension.Number);
        var root = new BDictionary { ["m"] = names };
        if (metadataSize > 0) root["metadata_size"] = new BInteger(metadataSize);
        if (port > 0) root["p"] = new BInteger(port);
        if (maxRequests > 0) root["reqq"] = new BInteger(maxRequests);
        if (isUploadOnly) root["upload_only"] = new BInteger(1);
        if (client.Length > 0) root["v"] = new BString(client);
        return root;
    }

    private static int Number(BDictionary root, string key, int most) => root.Find(key) switch
    {
        null => 0,
        BInteger number when number.Value >= 0 && number.Value <= most => (int)number.Value,
        _ => throw new WireFormatException($"extension handshake: found something else for '{key}', expected a number from 0 to {most.ToString(CultureInfo.InvariantCulture)}"),
    };
}

/// <summary>The dictionary of a peer exchange (BEP 11).</summary>
internal static class PeerExchangeCodec
{
    /// <summary>Most peers that are taken from one message, added or dropped.</summary>
    public const int Most = 200;

    public static byte[] Encode(IReadOnlyList<(WireEndpoint Peer, byte Flags)> added, IReadOnlyList<WireEndpoint> dropped)
    {
        byte[] flags = new byte[added.Count];
        for (int i = 0; i < flags.Length; i++) flags[i] = added[i].Flags;
        return Bencoding.Encode(new BDictionary
        {
            ["added"] = new BString(CompactPeers.Encode([.. added.Select(a => a.Peer)])),
            ["added.f"] = new BString(flags),
            ["dropped"] = new BString(CompactPeers.Encode(dropped)),
        });
    }

    /// <summary>Bytes of an exchange: <c>d5:added...7:added.f...7:dropped...e</c>.</summary>
    public static int SizeOf(int added, int dropped) => 1 + 7 + StringOf(PeerAddress.Compact * added) + 9 + StringOf(added) + 9 + StringOf(PeerAddress.Compact * dropped) + 1;

    /// <summary>Reads it; peers of IPv6 are passed over.</summary>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static (List<(WireEndpoint Peer, byte Flags)> Added, List<WireEndpoint> Dropped) Decode(ReadOnlyMemory<byte> bytes)
    {
        if (Bencoding.Decode(bytes) is not BDictionary root) throw new WireFormatException("peer exchange: found no dictionary, expected one");
        List<WireEndpoint> added = PeersOf(root, "added"), dropped = PeersOf(root, "dropped");
        ReadOnlySpan<byte> flags = root.Find("added.f") is BString f ? f.Bytes.Span : [];
        var list = new List<(WireEndpoint, byte)>(added.Count);
        for (int i = 0; i < added.Count; i++) list.Add((added[i], i < flags.Length ? flags[i] : (byte)0));
        return (list, dropped);
    }

    private static List<WireEndpoint> PeersOf(BDictionary root, string key)
    {
        if (root.Find(key) is not { } value) return [];
        if (value is not BString text) throw new WireFormatException($"peer exchange: found no string for '{key}', expected one");
        List<WireEndpoint> peers = CompactPeers.Decode(text.Bytes.Span);
        return peers.Count <= Most ? peers : throw new WireFormatException($"peer exchange: found {peers.Count.ToString(CultureInfo.InvariantCulture)} peers in '{key}', expected at most {Most}");
    }

    private static int StringOf(int bytes) => bytes + 1 + bytes.ToString(CultureInfo.InvariantCulture).Length;
}

/// <summary>What a message of ut_metadata says (BEP 9).</summary>
internal enum MetadataKind
{
    /// <summary>Send me a block of the info dictionary.</summary>
    Request = 0,

    /// <summary>Here it is.</summary>
    Data = 1,

    /// <summary>I have none.</summary>
    Reject = 2,
}

/// <summary>A message of ut_metadata (BEP 9).</summary>
/// <param name="Kind">What it says; other numbers are to be passed over.</param>
/// <param name="Piece">Number of the block of 16 KiB.</param>
/// <param name="TotalSize">Bytes of the info dictionary; 0 if not said.</param>
/// <param name="Data">The block.</param>
internal sealed record MetadataMessage(MetadataKind Kind, int Piece, int TotalSize, ReadOnlyMemory<byte> Data);

/// <summary>A dictionary, and after it the block as it is (BEP 9).</summary>
internal static class MetadataCodec
{
    public const int BlockLength = 16384;

    public static byte[] Encode(MetadataMessage message)
    {
        var root = new BDictionary { ["msg_type"] = new BInteger((int)message.Kind), ["piece"] = new BInteger(message.Piece) };
        if (message.Kind == MetadataKind.Data) root["total_size"] = new BInteger(message.TotalSize);
        return [.. Bencoding.Encode(root), .. message.Data.Span];
    }

    /// <exception cref="WireFormatException">It is none.</exception>
    public static MetadataMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        if (Bencoding.DecodeFirst(bytes, out int length) is not BDictionary root) throw new WireFormatException("metadata: found no dictionary, expected one");
        int kind = Number(root, "msg_type", byte.MaxValue, null), piece = Number(root, "piece", Metainfo.LargestFile / BlockLength, null);
        int total = Number(root, "total_size", Metainfo.LargestFile, 0);
        ReadOnlyMemory<byte> data = bytes[length..];
        int most = kind == (int)MetadataKind.Data ? BlockLength : 0;
        if (data.Length > most && kind <= (int)MetadataKind.Reject) throw new WireFormatException(FormattableString.Invariant($"metadata: found {data.Length} bytes after the dictionary, expected at most {most}"));
        return new MetadataMessage((MetadataKind)kind, piece, total, data);
    }

    private static int Number(BDictionary root, string key, int most, int? otherwise) => root.Find(key) switch
    {
        BInteger number when number.Value >= 0 && number.Value <= most => (int)number.Value,
        null when otherwise is { } given => given,
        _ => throw new WireFormatException(FormattableString.Invariant($"metadata: found no number from 0 to {most} for '{key}', expected one")),
    };
}
