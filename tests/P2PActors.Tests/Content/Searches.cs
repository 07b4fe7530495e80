using FsCheck;
using FsCheck.Fluent;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Content;

public sealed class Searches
{
    private static readonly KeywordIndex Small = new(Of(
        "The Beetles - Don't Let Me Down.mp3", "Beetle Train - Down Town.mp3", "DOWN - down DOWN.mp3", "Downtown Beetles - The Train.avi"));

    private static readonly KeywordIndex Large = new(Catalogue.Create(new CatalogueSettings { Files = 3000 }, seed: 5));

    private static Catalogue Of(params string[] names) =>
        new([.. names.Select(name => new FileSpec(name, new ByteSize(1), FileKind.Audio, 128, 44_100, 1))]);

    private static int[] Found(string text, KeywordMatch match = KeywordMatch.Words) => SearchText.Parse(Small, text, match).Files.ToArray();

    [Fact]
    public void Words_are_letters_digits_and_apostrophes_in_lower_case_none_twice() =>
        Assert.Equal(["don't", "2", "stop", "mp3"], Tokens.Of("Don't--2 STOP_stop.(mp3)"));

    [Fact]
    public void A_name_fits_if_it_has_all_words_in_any_order_and_case()
    {
        Assert.Equal([0, 1, 2], Found("DOWN"));
        Assert.Equal([1], Found("train down"));
        Assert.Equal([0], Found("don't down"));
        Assert.Empty(Found("beetles submarine"));
        Assert.Empty(Found(" .-"));
    }

    [Fact]
    public void Parts_of_words_are_found_where_asked_for()
    {
        Assert.Equal([0, 1, 3], Found("beetle", KeywordMatch.Substring));
        Assert.Equal([1, 3], Found("town tra", KeywordMatch.Substring));
        Assert.Empty(Found("eetl rain x", KeywordMatch.Substring));
    }

    [Fact]
    public void OpenNap_wants_whole_words_for_the_rarest_and_parts_for_the_others()
    {
        // "train" is in two names as a word; of these both contain "down", one of them only inside "Downtown".
        Assert.Equal([1, 3], Found("train down", KeywordMatch.OpenNap));
        // A word that is no name's whole word gives nothing.
        Assert.Empty(Found("train eetl", KeywordMatch.OpenNap));
    }

    [Fact]
    public void Of_a_long_name_the_last_thirty_words_are_indexed()
    {
        var index = new KeywordIndex(Of(string.Join(' ', Enumerable.Range(1, 40).Select(i => $"w{i}"))));

        Assert.True(index.FilesWith("w10").IsEmpty);
        Assert.Equal(1, index.FilesWith("w11").Length);
    }

    [Fact]
    public void The_index_finds_what_reading_every_name_finds() =>
        Prop.ForAll(Gen.Choose(0, 2999).ToArbitrary(), Gen.Choose(1, 3).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (file, words, seed) =>
        {
            var random = new RandomStream((ulong)seed);
            SearchText whole = SearchText.For(Large, file, words, ref random);
            SearchText parts = SearchText.Parse(Large, whole.Text, KeywordMatch.Substring);
            Catalogue catalogue = Large.Catalogue;
            var ids = Enumerable.Range(0, catalogue.Count);
            return whole.Files.ToArray().SequenceEqual(ids.Where(id => whole.Words.All(Tokens.Of(catalogue.Name(id)).Contains)))
                && parts.Files.ToArray().SequenceEqual(ids.Where(id => whole.Words.All(w => catalogue.Name(id).Contains(w, StringComparison.OrdinalIgnoreCase))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_search_for_a_file_finds_it_and_has_as_many_words_as_wanted_or_as_there_are()
    {
        var random = new RandomStream(6);
        for (int file = 0; file < 500; file++)
        {
            SearchText search = SearchText.For(Large, file, new QuerySettings { MinWords = 2, MaxWords = 3 }, ref random);
            Assert.True(search.Fits(file));
            Assert.InRange(search.Words.Count, Math.Min(2, Tokens.OfTitle(Large.Catalogue.Name(file)).Count), 3);
            Assert.DoesNotContain("mp3", search.Words);
            Assert.Equal(search.Text.Length, search.WireLength);
        }
    }

    [Fact]
    public void A_library_is_searched_by_intersecting_sorted_lists() =>
        Prop.ForAll(Gen.Choose(0, 2999).ListOf().ToArbitrary(), Gen.Elements("love", "the you", "the", "nothing-such").ToArbitrary(), (files, text) =>
        {
            SearchText search = SearchText.Parse(Large, text);
            int[] library = [.. files.Distinct().Order()], expected = [.. library.Intersect(search.Files.ToArray())];
            int[] found = new int[library.Length];
            int count = search.FindIn(library, found), atMostTwo = search.FindIn(library, new int[2]);
            return found.Take(count).SequenceEqual(expected) && search.CountIn(library) == expected.Length && atMostTwo == Math.Min(2, expected.Length);
        }).QuickCheckThrowOnFailure();
}
