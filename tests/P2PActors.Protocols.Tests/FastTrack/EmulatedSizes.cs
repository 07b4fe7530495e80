using P2PActors.Content;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.FastTrack.Hashing;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>Emulated messages say how long they are without being written; the same messages in bytes are as long.</summary>
public sealed class EmulatedSizes
{
    private static readonly Catalogue Files = Catalogue.Create(new CatalogueSettings { Files = 300 }, 3);
    private static readonly MetadataLayout Layout = new(Files);

    private static FileEntry Entry(int number)
    {
        FileSpec file = Files[number];
        string[] parts = file.Name.Split(" - ", 2);
        string title = Path.GetFileNameWithoutExtension(parts[^1]);
        var tags = new List<Tag> { new TextTag(TagNumber.FileName, file.Name), new TextTag(TagNumber.Title, title) };
        if (parts.Length == 2) tags.Add(new TextTag(TagNumber.Artist, parts[0]));
        if (file.Seconds > 0) tags.Add(new NumberTag(TagNumber.Seconds, (uint)file.Seconds));
        if (file.BitRate > 0) tags.Add(new NumberTag(TagNumber.Quality, (uint)file.BitRate));
        return new FileEntry(new UuHash(0, 0), (uint)number, (uint)file.Size.Bytes, [.. tags]);
    }

    [Fact]
    public void A_share_and_an_unshare_are_as_long_as_their_bytes() => Assert.All(Enumerable.Range(0, Files.Count), file =>
    {
        Assert.Equal(FastTrackCodec.Encode(new SharePacket(MediaType.Audio, Entry(file))).Length, Layout.Share(file));
        Assert.Equal(FastTrackCodec.Encode(new UnsharePacket(Entry(file))).Length, Layout.Unshare(file));
    });

    [Fact]
    public void A_result_is_as_long_as_its_bytes() => Assert.All(Enumerable.Range(0, Files.Count), file =>
    {
        byte[] bytes = FastTrackCodec.Encode(new ResultsPacket(default, 1, [new(default, 0, "username", "KaZaA", Entry(file))]));
        Assert.Equal(bytes.Length - WireSizes.ResultsHeader, Layout.Result(file));
    });

    [Fact]
    public void A_search_is_as_long_as_its_bytes()
    {
        SearchText text = SearchText.Parse(new KeywordIndex(Files), "free bird");
        Assert.Equal(FastTrackCodec.Encode(new SearchPacket(50, 1, SearchRealm.Everything, [SearchTerm.Of("free bird")])).Length, new SearchRequest(1, 50, 0, text).WireSize);
    }
}
