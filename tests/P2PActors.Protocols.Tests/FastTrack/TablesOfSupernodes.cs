using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols.FastTrack;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>The tables of a supernode against the plainest ones that do the same.</summary>
public sealed class TablesOfSupernodes
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_index_finds_the_copies_of_fitting_files_newest_first()
    {
        FileSpec[] files = [.. Enumerable.Range(0, 40).Select(i => new FileSpec($"word{i % 4} - title{i}.mp3", new ByteSize(1000), FileKind.Audio, 0, 0, 0))];
        var words = new KeywordIndex(new Catalogue(files));
        var index = new ChildIndex(files.Length);
        var plain = new List<(int Child, SharedCopy Copy)>();
        var random = new RandomStream(7);
        for (int step = 0; step < 20_000; step++)
        {
            int child = random.Next(12), file = random.Next(files.Length), hash = random.Next(3);
            // More and more at first, then less and less, so that blocks and places are taken, left and taken again.
            if (random.Next(100) < (step < 10_000 ? 60 : 40))
            {
                index.Add(child, file, hash);
                plain.Insert(0, (child, new SharedCopy(file, hash)));
            }
            else
            {
                int at = plain.FindIndex(p => p.Child == child && p.Copy.File == file);
                Assert.Equal(at >= 0, index.Remove(child, file));
                if (at >= 0) plain.RemoveAt(at);
            }

            if (step % 50 != 0) continue;
            SearchText text = SearchText.Parse(words, $"word{random.Next(4)}");
            int from = random.Next(100), except = random.Next(-1, 12), most = random.Next(1, 60);
            var found = new List<(int, SharedCopy)>();
            index.Find(text, from, except, most, found);
            int[] order = [.. text.Files[(from % text.Files.Length)..], .. text.Files[..(from % text.Files.Length)]];
            Assert.Equal(order.SelectMany(f => plain.Where(p => p.Copy.File == f && p.Child != except)).Take(most), found);
            Assert.Equal(plain.Count, index.Files);
            Assert.Equal(plain.Count(p => p.Child == child), index.CountOf(child, [.. Enumerable.Range(0, files.Length).Select(f => new SharedCopy(f, 0))]));
        }
    }

    [Fact]
    public void A_link_is_found_by_its_peer_until_it_is_taken_out()
    {
        var table = new LinkTable();
        var plain = new Dictionary<int, MeshLink>();
        var random = new RandomStream(8);
        for (int step = 0; step < 20_000; step++)
        {
            int peer = random.Next(300);
            if (random.NextBool(0.5))
            {
                var link = new MeshLink();
                table.Set(peer, link);
                plain[peer] = link;
            }
            else
            {
                table.Remove(peer);
                plain.Remove(peer);
            }

            int other = random.Next(300);
            Assert.Same(plain.GetValueOrDefault(other), table.Find(other));
            Assert.Equal(plain.Count, table.Count);
        }
    }

    [Fact]
    public void A_search_is_remembered_for_the_rest_of_its_generation_and_the_next()
    {
        var seen = new SeenSearches(Minute, 1000);
        Assert.True(seen.TryAdd(Key(1), Minute));
        Assert.False(seen.TryAdd(Key(1), 1.9 * Minute));
        Assert.False(seen.TryAdd(Key(1), 2.9 * Minute));
        Assert.True(seen.TryAdd(Key(1), 3.9 * Minute));
    }

    [Fact]
    public void A_full_generation_makes_place_before_its_time()
    {
        var seen = new SeenSearches(Minute, 100);
        for (ulong i = 0; i < 100; i++) Assert.True(seen.TryAdd(Key(i), TimeSpan.Zero));
        Assert.True(seen.TryAdd(Key(100), TimeSpan.Zero)); // the first of the next generation
        for (ulong i = 0; i < 100; i++) Assert.False(seen.TryAdd(Key(i), TimeSpan.Zero));
        for (ulong i = 101; i < 201; i++) Assert.True(seen.TryAdd(Key(i), TimeSpan.Zero));
        Assert.True(seen.TryAdd(Key(0), TimeSpan.Zero));
        Assert.False(seen.TryAdd(Key(100), TimeSpan.Zero));
    }

    private static ulong Key(ulong number) => RandomStream.Mix(number) | 1;
}
