using System.Numerics;
using System.Security.Cryptography;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent.Torrents;

/// <summary>One file of a torrent.</summary>
/// <param name="Path">Its path below the torrent's name, folder by folder; the name alone where there is one file only.</param>
/// <param name="Length">Bytes.</param>
public sealed record MetainfoFile(IReadOnlyList<string> Path, long Length);

/// <summary>What a .torrent file says (BEP 3, with BEP 5, 12, 19 and 27). Immutable.</summary>
public sealed class Metainfo
{
    /// <summary>Most pieces that are taken, as libtorrent: 2,097,152.</summary>
    public const int MostPieces = 0x200000;

    /// <summary>Greatest file that is read: 30,720,000 bytes (libtorrent: 3 * 1024 * 10240).</summary>
    public const int LargestFile = 3 * 1024 * 10240;

    /// <summary>Greatest piece: 128 MiB, as MonoTorrent.</summary>
    public const int LargestPiece = 128 << 20;

    private readonly ReadOnlyMemory<byte> _hashes;

    private Metainfo(BDictionary root, BDictionary info, ReadOnlyMemory<byte> infoBytes)
    {
        Root = root;
        InfoBytes = infoBytes;
        InfoHash = InfoHash.Of(infoBytes.Span);
        Name = Need<BString>(info, "name").Text;
        PieceLength = (int)Number(info, "piece length", 1, LargestPiece);
        _hashes = Need<BString>(info, "pieces").Bytes;
        Files = FilesOf(info, Name);
        foreach (MetainfoFile file in Files)
            Length = Length <= long.MaxValue - file.Length ? Length + file.Length : throw Wrong(info, $"found files of more than {long.MaxValue} bytes in all, expected less");
        if (Length == 0) throw Wrong(info, $"found a torrent of 0 bytes, expected at least 1");
        long pieces = (Length + PieceLength - 1) / PieceLength;
        if (pieces > MostPieces) throw Wrong(info, $"found {pieces} pieces, expected at most {MostPieces}");
        if (_hashes.Length != pieces * InfoHash.Size) throw Wrong(info, $"found {_hashes.Length} bytes of hashes, expected {pieces * InfoHash.Size}: 20 for each of {pieces} pieces");
        PieceCount = (int)pieces;
        IsPrivate = info.Find("private") is BInteger { Value.IsOne: true };
        Trackers = TrackersOf(root);
    }

    /// <summary>All that stands in the file.</summary>
    public BDictionary Root { get; }

    /// <summary>The info dictionary, byte for byte as in the file.</summary>
    public ReadOnlyMemory<byte> InfoBytes { get; }

    /// <summary>Names the torrent and its swarm.</summary>
    public InfoHash InfoHash { get; }

    /// <summary>Advice for the name of the file or folder.</summary>
    public string Name { get; }

    /// <summary>Bytes of a piece; the last may be shorter.</summary>
    public int PieceLength { get; }

    /// <summary>Number of pieces.</summary>
    public int PieceCount { get; }

    /// <summary>Bytes of all files.</summary>
    public long Length { get; }

    /// <summary>The files, in the order in which their bytes follow each other.</summary>
    public IReadOnlyList<MetainfoFile> Files { get; }

    /// <summary>Trackers by tier (BEP 12); one tier of one tracker where there is an announce key only; none for a trackerless torrent.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; }

    /// <summary>Whether peers may come from trackers only (BEP 27).</summary>
    public bool IsPrivate { get; }

    /// <summary>The 20 bytes of a piece's hash.</summary>
    public ReadOnlySpan<byte> HashOf(int piece) => _hashes.Span.Slice(piece * InfoHash.Size, InfoHash.Size);

    /// <summary>Whether bytes are the piece: by their number and their SHA-1.</summary>
    public bool IsPiece(int piece, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != LengthOf(piece)) return false;
        Span<byte> hash = stackalloc byte[InfoHash.Size];
        HashPiece(bytes, hash);
        return hash.SequenceEqual(HashOf(piece));
    }

    /// <summary>Bytes of a piece.</summary>
    public int LengthOf(int piece) => piece == PieceCount - 1 ? (int)(Length - (long)piece * PieceLength) : PieceLength;

    /// <summary>Reads a .torrent file.</summary>
    /// <exception cref="WireFormatException">It is none, or not a canonical one.</exception>
    public static Metainfo Decode(ReadOnlyMemory<byte> file)
    {
        if (file.Length > LargestFile) throw new WireFormatException(FormattableString.Invariant($"torrent file: found {file.Length} bytes, expected at most {LargestFile}"));
        if (Bencoding.Decode(file) is not BDictionary root) throw Bencoding.Wrong(0, $"found no dictionary, expected one with announce and info");
        BDictionary info = Need<BDictionary>(root, "info");
        return new Metainfo(root, info, file.Slice(info.Start, info.Length));
    }

    /// <summary>The .torrent file, byte for byte as it was read.</summary>
    public byte[] Encode() => Bencoding.Encode(Root);

    /// <summary>Makes a torrent of one file whose pieces have given hashes.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="length">Its bytes, at least 1.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="hashes">20 bytes for each piece.</param>
    /// <param name="trackers">Trackers by tier; the first of all is the announce key too.</param>
    public static Metainfo Create(string name, long length, int pieceLength, ReadOnlyMemory<byte> hashes, IReadOnlyList<IReadOnlyList<string>> trackers) =>
        Create(name, [new MetainfoFile([name], length)], isFolder: false, pieceLength, hashes, trackers);

    /// <summary>Makes a torrent of files whose pieces have given hashes.</summary>
    public static Metainfo Create(
        string name, IReadOnlyList<MetainfoFile> files, bool isFolder, int pieceLength, ReadOnlyMemory<byte> hashes, IReadOnlyList<IReadOnlyList<string>> trackers)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(trackers);
        var info = new BDictionary { ["name"] = new BString(name), ["piece length"] = new BInteger(pieceLength), ["pieces"] = new BString(hashes) };
        if (isFolder) info["files"] = new BList([.. files.Select(FileEntry)]);
        else info["length"] = new BInteger(files[0].Length);
        var root = new BDictionary { ["info"] = info };
        if (trackers.Count > 0) root["announce"] = new BString(trackers[0][0]);
        if (trackers.Count > 1 || trackers is [{ Count: > 1 }])
            root["announce-list"] = new BList([.. trackers.Select(tier => new BList([.. tier.Select(t => new BString(t))]))]);
        return Decode(Bencoding.Encode(root));
    }

    /// <summary>Hashes the bytes of files that follow each other, piece by piece.</summary>
    public static byte[] HashPieces(ReadOnlySpan<byte> content, int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pieceLength);
        int pieces = (content.Length + pieceLength - 1) / pieceLength;
        byte[] hashes = new byte[pieces * InfoHash.Size];
        for (int i = 0; i < pieces; i++)
            HashPiece(content.Slice(i * pieceLength, Math.Min(pieceLength, content.Length - i * pieceLength)), hashes.AsSpan(i * InfoHash.Size));
        return hashes;
    }

#pragma warning disable CA5350 // SHA-1 is what the protocol is made of.
    private static void HashPiece(ReadOnlySpan<byte> bytes, Span<byte> hash) => SHA1.HashData(bytes, hash);
#pragma warning restore CA5350

    private static BDictionary FileEntry(MetainfoFile file) =>
        new() { ["length"] = new BInteger(file.Length), ["path"] = new BList([.. file.Path.Select(p => new BString(p))]) };

    private static IReadOnlyList<MetainfoFile> FilesOf(BDictionary info, string name)
    {
        BValue? length = info.Find("length"), files = info.Find("files");
        if (length is null == files is null) throw Wrong(info, $"found {(length is null ? "neither length nor files" : "both length and files")}, expected one of them");
        if (length is not null) return [new MetainfoFile([name], Number(info, "length", 0, long.MaxValue))];
        var list = new List<MetainfoFile>();
        foreach (BValue item in Need<BList>(info, "files").Items)
        {
            if (item is not BDictionary file) throw Wrong(item, $"found no dictionary in files, expected one with length and path");
            var path = new List<string>();
            foreach (BValue part in Need<BList>(file, "path").Items) path.Add(part is BString text ? text.Text : throw Wrong(part, $"found no string in a path, expected one"));
            if (path.Count == 0) throw Wrong(file, $"found an empty path, expected at least a name");
            list.Add(new MetainfoFile(path, Number(file, "length", 0, long.MaxValue)));
        }

        return list.Count > 0 ? list : throw Wrong(info, $"found an empty list of files, expected at least one");
    }

    private static IReadOnlyList<IReadOnlyList<string>> TrackersOf(BDictionary root)
    {
        // BEP 12: the announce key is not looked at where there is a list.
        if (root.Find("announce-list") is BList { Items.Count: > 0 } tiers)
        {
            var found = new List<IReadOnlyList<string>>();
            foreach (BValue tier in tiers.Items)
            {
                if (tier is not BList list) throw Wrong(tier, $"found no list in announce-list, expected a tier");
                var urls = new List<string>();
                foreach (BValue url in list.Items) urls.Add(url is BString text ? text.Text : throw Wrong(url, $"found no string in announce-list, expected the address of a tracker"));
                if (urls.Count > 0) found.Add(urls);
            }

            if (found.Count > 0) return found;
        }

        return root.Find("announce") switch
        {
            null => [],
            BString url => [[url.Text]],
            BValue other => throw Wrong(other, $"found no string for announce, expected the address of a tracker"),
        };
    }

    private static T Need<T>(BDictionary dictionary, string key) where T : BValue => dictionary.Find(key) switch
    {
        T value => value,
        null => throw Wrong(dictionary, $"found no key '{key}', expected one"),
        BValue other => throw Wrong(other, $"found something else for '{key}', expected {Kind(typeof(T))}"),
    };

    private static long Number(BDictionary dictionary, string key, long least, long most)
    {
        BInteger number = Need<BInteger>(dictionary, key);
        if (number.Value < least || number.Value > most) throw Wrong(number, $"found {Short(number.Value)} for '{key}', expected {least} to {most}");
        return (long)number.Value;
    }

    private static string Short(BigInteger value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture) is var text && text.Length > 30 ? text[..30] + "..." : text;

    private static string Kind(Type type) => type == typeof(BString) ? "a string" : type == typeof(BInteger) ? "a number" : type == typeof(BList) ? "a list" : "a dictionary";

    private static WireFormatException Wrong(BValue at, FormattableString what) => Bencoding.Wrong(at.Start, what);
}
