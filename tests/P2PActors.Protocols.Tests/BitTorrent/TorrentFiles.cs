using System.Text;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Wire;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>.torrent files. Info-hashes were calculated by another program, from the same content.</summary>
public class TorrentFiles
{
    private const int PieceLength = 32768;
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7 + 3))];
    private static readonly byte[] Hashes = Metainfo.HashPieces(Content, PieceLength);
    private static readonly string[][] OneTracker = [["http://127.0.0.1:6969/announce"]];

    [Theory]
    [InlineData("blob.bin", "49bd00504162843a79cd465709738ef82a76e11f")]
    [InlineData("Müller – 見.iso", "2d5654dd6737698f87a34de8b2b82aed0dee28cb")]
    public void The_info_hash_of_one_file_is_what_others_calculate(string name, string hash)
    {
        Metainfo metainfo = Metainfo.Create(name, Content.Length, PieceLength, Hashes, OneTracker);
        Assert.Equal(hash, metainfo.InfoHash.ToString());
        Assert.Equal((name, 4, 100_000L), (metainfo.Name, metainfo.PieceCount, metainfo.Length));
    }

    [Fact]
    public void The_info_hash_of_several_files_is_what_others_calculate()
    {
        Metainfo metainfo = Metainfo.Create("folder", [new MetainfoFile(["a", "b.bin"], 60_000), new MetainfoFile(["c.bin"], 40_000)], isFolder: true, PieceLength, Hashes, OneTracker);
        Assert.Equal("28740f0cc49fcf33806375153ca7676e6794216c", metainfo.InfoHash.ToString());
        Assert.Equal(["a/b.bin 60000", "c.bin 40000"], metainfo.Files.Select(f => $"{string.Join('/', f.Path)} {f.Length}"));
    }

    [Fact]
    public void The_info_hash_is_taken_over_keys_that_mean_nothing_here_too()
    {
        byte[] info = Bencoding.Encode(new BDictionary
        {
            ["name"] = new BString("blob.bin"),
            ["piece length"] = new BInteger(PieceLength),
            ["length"] = new BInteger(Content.Length),
            ["pieces"] = new BString(Hashes),
            ["private"] = new BInteger(1),
        });
        Metainfo metainfo = Metainfo.Decode(Concat("d4:info"u8, info, "e"u8));
        Assert.Equal("14c28713d5979cd719c0ccb789eb7ea050b3365b", metainfo.InfoHash.ToString());
        Assert.True(metainfo.IsPrivate);
        Assert.Empty(metainfo.Trackers);
    }

    /// <summary>What the five torrents below are of: no two pieces are the same.</summary>
    private static byte[] Numbered(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + i / 256 * 13 + i / 65536))];

    /// <summary>Made by mktorrent 1.1 with -d and these options; info-hashes as aria2 1.36 shows them.</summary>
    [Theory]
    [InlineData("blob.bin", 100_000, 15, "62514d86c070512eeb20804c37dd972f248b870f")]
    [InlineData("large.iso", 700_000, 18, "6b0fd6e5013abd8622921b73e155c2969c6fa64e")]
    [InlineData("Müller – 見.iso", 70_000, 16, "8b5d39bfff66c53c33d1a989115752043b7b7ea2", "private", 1)]
    [InlineData("renamed", 1, 18, "08b06990bd868577d245caa63af83dc85c10d774", "source", "source")]
    public void The_info_hash_is_that_of_mktorrent(string name, int length, int logarithm, string hash, string? key = null, object? value = null)
    {
        int piece = 1 << logarithm;
        var info = (BDictionary)Bencoding.Decode(Metainfo.Create(name, length, piece, Metainfo.HashPieces(Numbered(length), piece), OneTracker).InfoBytes);
        if (key is not null) info[key] = value is int number ? new BInteger(number) : new BString((string)value!);
        Metainfo metainfo = Metainfo.Decode(Concat("d4:info"u8, Bencoding.Encode(info), "e"u8));
        Assert.Equal(hash, metainfo.InfoHash.ToString());
    }

    [Fact]
    public void A_whole_file_of_mktorrent_is_read_and_written_byte_for_byte()
    {
        // mktorrent -d -l 15 -a http://127.0.0.1:6969/announce,http://127.0.0.2:6969/announce -a udp://127.0.0.3:80 -c "made for a test" folder
        byte[] file = Concat(
            "d8:announce30:http://127.0.0.1:6969/announce13:announce-listll30:http://127.0.0.1:6969/announce30:http://127.0.0.2:6969/announceel18:udp://127.0.0.3:80ee7:comment15:made for a test10:created by13:mktorrent 1.14:infod5:filesld6:lengthi60000e4:pathl1:a5:b.bineed6:lengthi40000e4:pathl5:c.bineee4:name6:folder12:piece lengthi32768e6:pieces80:"u8,
            Convert.FromHexString("27d883c12947fdc1e8442cc995c3d7c20cdba49c6cccac281c06c83aced78b027c82088f650a8d8d91cc4a32a362e99f9ec0b48a51a134ff703ce51c08d1876974d1dbd188da1b1dec89dda0413b17ba"),
            "ee"u8);
        Metainfo metainfo = Metainfo.Decode(file);
        Assert.Equal("e96ce1ed84fc53a18a59306dd67272503900ad18", metainfo.InfoHash.ToString());
        Assert.Equal(file, metainfo.Encode());
        Assert.Equal(["a/b.bin 60000", "c.bin 40000"], metainfo.Files.Select(f => $"{string.Join('/', f.Path)} {f.Length}"));
        Assert.Equal(["http://127.0.0.1:6969/announce http://127.0.0.2:6969/announce", "udp://127.0.0.3:80"], metainfo.Trackers.Select(t => string.Join(' ', t)));
        byte[] content = Numbered(100_000);
        for (int piece = 0; piece < 4; piece++) Assert.True(metainfo.IsPiece(piece, content.AsSpan(piece * 32768, Math.Min(32768, 100_000 - piece * 32768))));
    }

    [Fact]
    public void A_file_that_is_read_is_written_byte_for_byte()
    {
        byte[] file = Bencoding.Encode(new BDictionary
        {
            ["announce"] = new BString("http://a/announce"),
            ["comment"] = new BString("made by hand"),
            ["creation date"] = new BInteger(1_700_000_000),
            ["info"] = Bencoding.Decode(Metainfo.Create("x", Content.Length, PieceLength, Hashes, []).InfoBytes),
            ["announce-list"] = new BList([new BList([new BString("http://a/announce"), new BString("http://b/announce")]), new BList([new BString("udp://c:80")])]),
        });
        Metainfo metainfo = Metainfo.Decode(file);
        Assert.Equal(file, metainfo.Encode());
        Assert.Equal(["http://a/announce http://b/announce", "udp://c:80"], metainfo.Trackers.Select(t => string.Join(' ', t)));
    }

    [Fact]
    public void A_piece_is_taken_by_its_hash_alone()
    {
        Metainfo metainfo = Metainfo.Create("x", Content.Length, PieceLength, Hashes, []);
        Assert.True(metainfo.IsPiece(0, Content.AsSpan(0, PieceLength)));
        Assert.True(metainfo.IsPiece(3, Content.AsSpan(3 * PieceLength)));
        Assert.False(metainfo.IsPiece(1, Content.AsSpan(1, PieceLength)));
        Assert.False(metainfo.IsPiece(3, Content.AsSpan(3 * PieceLength - 1)));
        byte[] damaged = Content.AsSpan(0, PieceLength).ToArray();
        damaged[12345] ^= 1;
        Assert.False(metainfo.IsPiece(0, damaged));
    }

    [Theory]
    [InlineData("de", "no key 'info'")]
    [InlineData("i1e", "no dictionary")]
    [InlineData("d4:infod6:lengthi1e4:name1:x12:piece lengthi0e6:pieces20:aaaaaaaaaaaaaaaaaaaaee", "expected 1 to 134217728")]
    [InlineData("d4:infod6:lengthi1e4:name1:x12:piece lengthi1e6:pieces19:aaaaaaaaaaaaaaaaaaaee", "expected 20")]
    [InlineData("d4:infod6:lengthi0e4:name1:x12:piece lengthi1e6:pieces0:ee", "0 bytes")]
    [InlineData("d4:infod4:name1:x12:piece lengthi1e6:pieces0:ee", "neither length nor files")]
    [InlineData("d4:infod5:filesle6:lengthi1e4:name1:x12:piece lengthi1e6:pieces0:ee", "both length and files")]
    [InlineData("d4:infod5:filesld6:lengthi1e4:pathleee4:name1:x12:piece lengthi1e6:pieces20:aaaaaaaaaaaaaaaaaaaaee", "empty path")]
    [InlineData("d4:infod6:lengthi-1e4:name1:x12:piece lengthi1e6:pieces0:ee", "-1 for 'length'")]
    [InlineData("d4:infod6:lengthi9223372036854775807e4:name1:x12:piece lengthi1e6:pieces0:ee", "at most 2097152")]
    public void A_file_that_makes_no_sense_is_refused(string text, string reason)
    {
        var error = Assert.Throws<WireFormatException>(() => Metainfo.Decode(Encoding.ASCII.GetBytes(text)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_refused_with_a_reason_and_nothing_else()
    {
        byte[] good = Metainfo.Create("x", Content.Length, PieceLength, Hashes, OneTracker).Encode();
        var random = new RandomStream(5);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = [.. good];
            Damage.Apply(ref random, ref bytes);
            try
            {
                _ = Metainfo.Decode(bytes).PieceCount;
            }
            catch (WireFormatException error)
            {
                refused++;
                Assert.Contains("expected", error.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(refused, 1000, 2999);
    }

    private static byte[] Concat(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c) => [.. a, .. b, .. c];
}
