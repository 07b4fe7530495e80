using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Protocols.Gnutella;

namespace P2PActors.Protocols.Tests.Gnutella;

public class RouteTableTests
{
    [Fact]
    public void What_was_seen_is_known_with_the_link_it_came_from_first()
    {
        var table = new RouteTable(100, 64);
        Assert.True(table.TryAdd(7, 3, 0));
        Assert.False(table.TryAdd(7, 4, 1));
        Assert.True(table.TryFind(7, 1, out ushort link));
        Assert.Equal(3, link);
        Assert.False(table.TryFind(8, 1, out _));
    }

    [Fact]
    public void What_is_too_old_is_forgotten()
    {
        var table = new RouteTable(100, 64);
        table.TryAdd(7, 3, ushort.MaxValue);
        Assert.True(table.TryFind(7, 63, out _)); // stamps go round
        Assert.False(table.TryFind(7, 65, out _));
        Assert.True(table.TryAdd(7, 4, 65));
    }

    [Fact]
    public void A_full_table_forgets_the_oldest_first_and_counts_it()
    {
        var table = new RouteTable(100, 64);
        var random = new RandomStream(1);
        ulong[] keys = [.. Enumerable.Range(0, 130).Select(_ => random.NextBits())];
        for (int i = 0; i < keys.Length; i++) table.TryAdd(keys[i], 1, (ushort)(i / 4));
        Assert.True(table.Evicted > 0);
        Assert.True(table.Count <= 105);
        Assert.True(table.TryFind(keys[^1], 33, out _));
        Assert.False(table.TryFind(keys[0], 33, out _));
    }

    [Fact]
    public void It_agrees_with_a_dictionary() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var table = new RouteTable(10_000, 64);
            var model = new Dictionary<ulong, (ushort Link, int Time)>();
            int now = random.Next(1 << 16);
            for (int i = 0; i < 2_000; i++)
            {
                if (random.NextBool(0.02)) now += random.Next(1, 20);
                ulong key = RandomStream.Mix((ulong)random.Next(300) + 1);
                ushort link = (ushort)random.Next(1, 50);
                bool known = model.TryGetValue(key, out var entry) && now - entry.Time <= 64;
                if (table.TryFind(key, (ushort)now, out ushort found) != known || known && found != entry.Link) return false;
                if (table.TryAdd(key, link, (ushort)now) == known) return false;
                if (!known) model[key] = (link, now);
                if (!random.NextBool(0.1)) continue;
                table.Set(key, link, (ushort)now);
                model[key] = (link, now);
            }

            return table.Evicted == 0;
        }).QuickCheckThrowOnFailure();
}
