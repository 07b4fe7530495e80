using FsCheck;
using FsCheck.Fluent;
using P2PActors.Content;
using P2PActors.Protocols.Napster;
using static P2PActors.Protocols.Tests.Napster.NapsterDialogue;

namespace P2PActors.Protocols.Tests.Napster;

public sealed class IndexAndQueries
{
    private readonly NapsterIndex _index = new();
    private readonly NapsterUser _asker = User("asker", 6699);

    private static NapsterUser User(string nick, int port, int link = 5) => new(nick, 1, port, link, TimeSpan.Zero);

    private string[] Found(string text, NapsterUser? asker = null)
    {
        Assert.Null(NapsterQuery.TryParse(text, 100, out NapsterQuery query));
        var found = new List<IndexEntry>();
        _index.Search(query, asker ?? _asker, found);
        return [.. found.Select(e => e.Owner.Nick + ":" + e.File.Path)];
    }

    private string[] Words(string words) => Found($"FILENAME CONTAINS \"{words}\" TYPE any");

    [Fact]
    public void The_rarest_word_must_be_whole_and_the_others_may_be_parts()
    {
        NapsterUser u = User("u", 6699);
        _index.Add(u, File("Downtown Train.mp3"));
        _index.Add(u, File("down under.mp3"));
        _index.Add(u, File("train down.mp3"));
        _index.Add(u, File("DOWN - down.mp3"));
        // "train" has two files, "down" three: the shortest list is train's, and "Downtown" contains "down".
        Assert.Equal(["u:Downtown Train.mp3", "u:train down.mp3"], Words("down train"));
        Assert.Equal(["u:down under.mp3", "u:train down.mp3", "u:DOWN - down.mp3"], Words("DOWN"));
        // A word that no file has as a whole word: no list, no result.
        Assert.Empty(Words("train rai"));
        Assert.Empty(Words("town"));
    }

    [Fact]
    public void Results_come_in_the_order_of_insertion_over_all_names_and_stop_at_the_limit()
    {
        NapsterUser a = User("a", 6699), b = User("b", 6699);
        _index.Add(a, File("x song.mp3"));
        _index.Add(b, File("y song.mp3"));
        _index.Add(b, File("x song.mp3"));
        _index.Add(a, File("y song.mp3"));
        Assert.Equal(["a:x song.mp3", "b:y song.mp3", "b:x song.mp3", "a:y song.mp3"], Words("song"));
        Assert.Equal(["a:x song.mp3", "b:y song.mp3"], Found("MAX_RESULTS 2 FILENAME CONTAINS \"song\""));
        _index.Remove(a, "x song.mp3");
        _index.Add(a, File("x song.mp3"));
        Assert.Equal(["b:y song.mp3", "b:x song.mp3", "a:y song.mp3", "a:x song.mp3"], Words("song"));
    }

    [Fact]
    public void Nobody_finds_their_own_files_and_no_firewalled_user_those_of_another()
    {
        NapsterUser open = User("open", 6699), closed = User("closed", 0), other = User("other", 0);
        _index.Add(open, File("song.mp3"));
        _index.Add(closed, File("song.mp3"));
        Assert.Equal(["closed:song.mp3"], Found("FILENAME CONTAINS \"song\"", open));
        Assert.Equal(["open:song.mp3"], Found("FILENAME CONTAINS \"song\"", closed));
        Assert.Equal(["open:song.mp3"], Found("FILENAME CONTAINS \"song\"", other));
        Assert.Equal(["open:song.mp3", "closed:song.mp3"], Words("song"));
    }

    [Fact]
    public void Limits_and_types_are_applied_to_what_clients_claim()
    {
        NapsterUser slow = User("slow", 6699, 2), fast = User("fast", 6699, 9);
        _index.Add(slow, File("a song.mp3", bitRate: 128, frequency: 44100));
        _index.Add(fast, File("b song.mp3", bitRate: 192, frequency: 22050));
        _index.Add(fast, File("c song.avi"));
        Assert.Equal(["fast:b song.mp3"], Found("FILENAME CONTAINS \"song\" BITRATE AT LEAST \"160\""));
        Assert.Equal(["slow:a song.mp3"], Found("FILENAME CONTAINS \"song\" BITRATE AT BEST \"128\""));
        Assert.Equal(["slow:a song.mp3"], Found("FILENAME CONTAINS \"song\" FREQ EQUAL TO \"44100\""));
        Assert.Equal(["slow:a song.mp3"], Found("FILENAME CONTAINS \"song\" LINESPEED AT BEST 4"));
        Assert.Equal(["fast:c song.avi"], Found("FILENAME CONTAINS \"song\" LINESPEED EQUAL TO 9 TYPE video"));
        Assert.Equal(["slow:a song.mp3", "fast:b song.mp3"], Found("FILENAME CONTAINS \"song\""));
    }

    [Fact]
    public void All_files_of_a_user_go_at_once_and_leave_nothing_behind()
    {
        NapsterUser a = User("a", 6699), b = User("b", 6699);
        for (int i = 0; i < 50; i++)
        {
            _index.Add(a, File($"song {i}.mp3", size: i));
            _index.Add(b, File($"song {i}.mp3", size: i));
        }

        _index.RemoveAll(a);
        Assert.Equal(50, _index.Files);
        Assert.Equal(150, _index.Postings);
        Assert.All(Words("song"), r => Assert.StartsWith("b:", r, StringComparison.Ordinal));
        _index.RemoveAll(b);
        Assert.Equal((0, 0L, 0L), (_index.Files, _index.Bytes, _index.Postings));
        Assert.Empty(Words("song"));
        Assert.Equal(0, a.SharedBytes);
    }

    [Fact]
    public void Of_a_long_name_the_last_thirty_words_are_indexed()
    {
        _index.Add(User("u", 6699), File(string.Join(' ', Enumerable.Range(1, 40).Select(i => $"w{i}")) + ".mp3"));
        Assert.Empty(Words("w11"));
        Assert.Single(Words("w12"));
        Assert.Equal(30, _index.Postings);
    }

    /// <summary>search.c told the slow way: one list of files per word, the shortest scanned.</summary>
    [Fact]
    public void The_index_answers_as_a_scan_of_the_shortest_list_would()
    {
        string[] vocabulary = ["red", "redder", "blue", "sky", "skyline", "don't", "a"];
        var names =
            from words in Gen.NonEmptyListOf(Gen.Elements(vocabulary))
            select string.Join(' ', words) + ".mp3";
        var shares = Gen.ListOf(from name in names from owner in Gen.Choose(0, 3) from gone in Gen.Choose(0, 3) select (name, owner, gone == 0), 30);
        var queries = Gen.ListOf(Gen.Elements(vocabulary), 2);
        Prop.ForAll(shares.ToArbitrary(), queries.ToArbitrary(), Gen.Choose(1, 8).ToArbitrary(), (files, words, limit) =>
        {
            NapsterUser[] users = [User("u0", 6699), User("u1", 0), User("u2", 6699), User("u3", 0)];
            var index = new NapsterIndex();
            var list = new List<(NapsterUser Owner, string Path)>();
            foreach ((string name, int owner, bool _) in files)
            {
                if (index.Add(users[owner], File(name))) list.Add((users[owner], name));
            }

            foreach ((string name, int owner, bool gone) in files)
            {
                if (gone && index.Remove(users[owner], name)) list.RemoveAll(e => e.Owner == users[owner] && e.Path == name);
            }

            var query = new NapsterQuery { Words = [.. words.Distinct()], MaxResults = limit };
            var found = new List<IndexEntry>();
            index.Search(query, users[1], found);

            var lists = query.Words.Select(w => list.Where(e => Tokens.Of(e.Path).Contains(w)).ToList()).ToList();
            var shortest = lists.Count == 0 || lists.Exists(l => l.Count == 0) ? [] : lists.MinBy(l => l.Count)!;
            var expected = shortest
                .Where(e => query.Words.All(w => e.Path.Contains(w, StringComparison.OrdinalIgnoreCase)) && e.Owner != users[1] && !e.Owner.IsFirewalled)
                .Take(limit);
            return found.Select(e => (e.Owner, e.File.Path)).SequenceEqual(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void The_search_language_is_understood_in_full()
    {
        Assert.Null(NapsterQuery.TryParse(
            "FILENAME CONTAINS \"red hot\" MAX_RESULTS 250 FILENAME CONTAINS \"live\" LINESPEED AT LEAST 4 BITRATE EQUAL TO \"128\" FREQ AT BEST \"44100\" TYPE audio LOCAL",
            100, out NapsterQuery query));
        Assert.Equal(["red", "hot", "live"], query.Words);
        Assert.Equal(100, query.MaxResults);
        Assert.Equal(new Limit(Comparison.AtLeast, 4), query.LineSpeed);
        Assert.Equal(new Limit(Comparison.EqualTo, 128), query.BitRate);
        Assert.Equal(new Limit(Comparison.AtBest, 44100), query.Frequency);
        Assert.Equal("audio", query.Kind);
        Assert.True(query.IsLocal);
    }

    [Fact]
    public void A_search_written_by_a_client_reads_back_as_it_was()
    {
        var limits = from c in Gen.Elements(Enum.GetValues<Comparison>()) from v in Gen.Choose(0, 48000) select c == Comparison.None ? default : new Limit(c, v);
        var queries =
            from words in Gen.NonEmptyListOf(Gen.Elements("red", "hot", "don't", "2"))
            from n in Gen.Choose(0, 100)
            from l in Gen.ArrayOf(limits, 3)
            from kind in Gen.Elements("mp3", "any", "video")
            from local in Gen.Elements(true, false)
            select new NapsterQuery { Words = [.. words.Distinct()], MaxResults = n, LineSpeed = l[0], BitRate = l[1], Frequency = l[2], Kind = kind, IsLocal = local };
        Prop.ForAll(queries.ToArbitrary(), query => NapsterQuery.TryParse(query.ToText(), 100, out NapsterQuery back) is null && back.Equals(query)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("MAX_RESULTS 5", "invalid search request: found no word, expected at least one")]
    [InlineData("FILENAME CONTAINS \"x\" MAX_RESULTS many", "invalid search request: found 'many' after MAX_RESULTS, expected a number")]
    [InlineData("FILENAME CONTAINS \"x\" BITRATE OVER 9", "invalid search request: found 'OVER 9' after BITRATE, expected AT LEAST, AT BEST or EQUAL TO")]
    [InlineData("FILENAME CONTAINS \"x\" TYPE smell", "invalid search request: found type 'smell', expected audio, video, text, image, application or any")]
    [InlineData("FILENAME CONTAINS \"a \"b\" c\"", "invalid search request: found 'b\"', expected FILENAME, MAX_RESULTS, LINESPEED, BITRATE, FREQ, TYPE or LOCAL")]
    public void What_is_not_understood_is_said(string text, string error) => Assert.Equal(error, NapsterQuery.TryParse(text, 100, out _));

    [Fact]
    public void Bit_rates_and_frequencies_are_rounded_up_in_the_order_of_the_source()
    {
        Assert.Equal([8, 128, 144, 320, 320, 0], ((int[])[1, 128, 129, 320, 999, 0]).Select(Metadata.BitRate));
        // 24000 stands before 22050 in the source: 22050 becomes 24000.
        Assert.Equal([16000, 24000, 32000, 44100, 48000, 48000], ((int[])[11025, 22050, 24001, 44100, 44101, 96000]).Select(Metadata.Frequency));
    }
}
