using System.Text;
using P2PActors.Content;
using P2PActors.Protocols.FastTrack.Hashing;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Sizes of what is said about files, from the layout of a share (0x22) and of a result in 0x07: hash, file number, size and
/// tags, with integers of seven bits a byte. Worked out once for each file of the catalogue.
/// </summary>
internal sealed class MetadataLayout
{
    private readonly ushort[] _descriptions;

    public MetadataLayout(Catalogue catalogue)
    {
        _descriptions = new ushort[catalogue.Count];
        for (int file = 0; file < _descriptions.Length; file++) _descriptions[file] = (ushort)Describe(catalogue[file], file);
    }

    /// <summary>A whole 0x22 frame: 1, media type 1, 2, hash, number, size, tags.</summary>
    public int Share(int file) => WireSizes.Frame + 4 + UuHash.Size + _descriptions[file];

    /// <summary>One result of 0x07: address, port, bandwidth 1, user and 01, network and 00, hash, number, size, tags.</summary>
    public int Result(int file) => WireSizes.Endpoint + 1 + Names.User + 1 + Names.Network + 1 + UuHash.Size + _descriptions[file];

    /// <summary>A whole 0x05 frame: hash, number, size, tags.</summary>
    public int Unshare(int file) => WireSizes.Frame + UuHash.Size + _descriptions[file];

    private static int Describe(FileSpec file, int number)
    {
        // "artist - title.ext" gives file name (2), title (4) and artist (6); music and films also how long (5), music its quality (15).
        string name = file.Name;
        int dash = name.IndexOf(" - ", StringComparison.Ordinal), dot = name.LastIndexOf('.');
        int titleFrom = dash < 0 ? 0 : dash + 3, titleTo = dot <= titleFrom ? name.Length : dot;
        int tags = 2, size = Text(name.AsSpan()) + Text(name.AsSpan(titleFrom, titleTo - titleFrom));
        if (dash > 0) Add(Text(name.AsSpan(0, dash)));
        if (file.Seconds > 0) Add(2 + Packed(file.Seconds));
        if (file.BitRate > 0) Add(2 + Packed(file.BitRate));
        return Packed(number) + Packed(file.Size.Bytes) + Packed(tags) + size;

        void Add(int bytes) => (tags, size) = (tags + 1, size + bytes);
    }

    private static int Packed(long value) => PackedInteger.Size((uint)value);

    private static int Text(ReadOnlySpan<char> text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        return 1 + Packed(bytes) + bytes;
    }
}
