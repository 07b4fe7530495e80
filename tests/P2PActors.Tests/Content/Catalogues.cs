using P2PActors.Content;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Content;

public sealed class Catalogues
{
    private static readonly Catalogue Made = Catalogue.Create(new CatalogueSettings(), seed: 1);

    private static IEnumerable<int> Ids => Enumerable.Range(0, Made.Count);

    [Fact]
    public void The_same_seed_makes_the_same_files_and_another_seed_others()
    {
        Catalogue same = Catalogue.Create(new CatalogueSettings(), seed: 1), other = Catalogue.Create(new CatalogueSettings(), seed: 2);

        Assert.All(Ids, id => Assert.Equal(Made[id], same[id]));
        Assert.True(Ids.Count(id => Made.Name(id) == other.Name(id)) < 100);
    }

    [Fact]
    public void No_two_files_have_one_name()
    {
        Assert.Equal(10_000, Made.Count);
        Assert.Equal(Made.Count, Ids.Select(Made.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Ids, id => Assert.Matches("^[A-Z].* - .+\\.(mp3|zip|avi)$", Made.Name(id)));
    }

    [Fact]
    public void Artists_have_several_titles_and_the_famous_have_many()
    {
        int[] titles = [.. Ids.GroupBy(id => Made.Name(id).Split(" - ")[0]).Select(artist => artist.Count()).OrderDescending()];

        Assert.InRange(titles.Average(), 10, 15);
        Assert.True(titles[0] > 4 * titles.Average());
    }

    [Fact]
    public void Sizes_follow_the_three_laws()
    {
        double[] Megabytes(FileKind kind) => [.. Ids.Where(id => Made.Kind(id) == kind).Select(id => Made.Size(id).Bytes / 1e6)];
        double[] audio = Megabytes(FileKind.Audio), medium = Megabytes(FileKind.Medium), video = Megabytes(FileKind.Video);

        Assert.Equal(0.90, audio.Length / 10_000.0, 0.01);
        Assert.Equal(0.05, video.Length / 10_000.0, 0.01);
        Samples.AssertWithin(4, Samples.Median(audio), 0.03);
        Samples.AssertWithin(4 * Math.Exp(0.45), Samples.Quantile(audio, 0.841), 0.05);
        Assert.All(medium, size => Assert.InRange(size, 10, 100));
        Samples.AssertWithin(Math.Sqrt(1000), Samples.Median(medium), 0.15);
        Samples.AssertWithin(500, Samples.Median(video), 0.10);
    }

    [Fact]
    public void Size_bit_rate_and_duration_agree() =>
        Assert.All(Ids, id => Assert.Equal(Made.Size(id).Bytes * 8.0 / (Made.BitRate(id) * 1000.0), Made.Seconds(id), 1.0));

    [Fact]
    public void Contents_are_told_apart_by_their_hashes_and_versions()
    {
        var hashes = Ids.Select(id => Made.ContentHash(id)).Concat(Ids.Select(id => Made.ContentHash(id, version: 1))).ToHashSet();

        Assert.Equal(2 * Made.Count, hashes.Count);
        Assert.Equal(Made.ContentHash(3), Catalogue.Create(new CatalogueSettings(), seed: 1).ContentHash(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Small_catalogues_can_be_made_too(int files) =>
        Assert.Equal(files, Catalogue.Create(new CatalogueSettings { Files = files }, seed: 3).Count);

    [Fact]
    public void A_list_of_files_is_read_with_its_weights()
    {
        Catalogue list = CatalogueFile.Read(new StringReader("name,size,bitrate,frequency,seconds,weight\nA - B.mp3,4000000,128,44100,250,3\n\"C, D.avi\",700000000,900,48000,6222,1\n"), "list.csv");

        Assert.Equal(new FileSpec("A - B.mp3", new ByteSize(4_000_000), FileKind.Audio, 128, 44_100, 250), list[0]);
        Assert.Equal("C, D.avi", list.Name(1));
        Assert.Equal(FileKind.Video, list.Kind(1));
        Assert.Equal(0.75, list.Popularity(new PopularityLaw()).Probability(0), 9);
    }

    [Fact]
    public void Name_and_size_are_enough()
    {
        Catalogue list = CatalogueFile.Read(new StringReader("one.mp3,10\ntwo.mp3,20"), "list.csv");

        Assert.Equal(2, list.Count);
        Assert.True(list.Weights.IsEmpty);
        Assert.True(list.Popularity(new PopularityLaw()).Probability(0) > 0.5);
    }

    [Fact]
    public void Errors_in_a_list_name_the_line()
    {
        var error = Assert.Throws<ScenarioException>(() => CatalogueFile.Read(new StringReader("name,size\na,0\nb\nc,5\nc,6\nd,x"), "list.csv"));

        Assert.Equal(["list.csv:2", "list.csv:3", "list.csv:5", "list.csv:6"], error.Errors.Select(e => e.Place));
        Assert.Throws<ScenarioException>(() => CatalogueFile.Read(new StringReader("name,size\n"), "list.csv"));
        Assert.Throws<ScenarioException>(() => Catalogue.Create(new CatalogueSettings { File = "no-such-list.csv" }, 1));
    }
}
