using P2PActors.Actors;
using P2PActors.Network.Nat;
using P2PActors.Protocols.Skype;
using Xunit.Abstractions;

namespace P2PActors.Protocols.Tests.Skype;

/// <summary>The distributed directory: who is found, by how many questions, and who is not.</summary>
[Trait("fidelity", "skype")]
public sealed class DirectoryOfUsers(ITestOutputHelper output)
{
    private static NatType[] Public(int count) => new NatType[count];

    // "Any user who logged in during the last 72 hours can be found" (Baset, Schulzrinne 2004).
    [Fact]
    public void A_user_seen_71_hours_ago_is_found_and_one_seen_73_hours_ago_is_not()
    {
        const int Supernodes = 2, Gone = Supernodes, Asker = Supernodes + 1;
        var settings = new SkypeSettings { Login = new SkypeLoginSettings { KeepAlive = TimeSpan.FromMinutes(10) }, Supernodes = new SkypeSupernodeSettings { Check = TimeSpan.FromMinutes(10) } };
        var stage = new SkypeStage(Supernodes, Public(2), 75 * 60, settings);
        stage.At(3600, () => stage.World.Kill(new PeerId(Gone), silently: false));
        long early = 0;
        stage.Search(3600 + 71 * 3600, Asker, SkypeRun.NameOf(Gone));
        stage.At(3700 + 71 * 3600, () => early = stage.CountNow(m => m.SearchesFound));
        stage.Search(3600 + 73 * 3600, Asker, SkypeRun.NameOf(Gone));
        stage.Play();

        Assert.Equal(1, early);
        Assert.Equal((1L, 1L), (stage.Count(m => m.SearchesFound), stage.Count(m => m.SearchesAbsent)));
    }

    // Batches of 4, 8 and 16 are 4 (2^3 - 1) = 28 supernodes, one after the other: three round trips of 100 ms at least.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 12)]
    [InlineData(3, 28)]
    public void A_search_for_nobody_asks_4_8_16_supernodes_and_ends_in_does_not_exist(int batches, int asked)
    {
        const int Supernodes = 40;
        var settings = new SkypeSettings { Directory = new SkypeDirectorySettings { MaxBatches = batches } };
        var stage = new SkypeStage(Supernodes, Public(1), 10, settings);
        double ended = 0;
        // The name has to be of another slot than the supernode that is asked first; any of these is, for most of them.
        for (int i = 0; i < 5; i++) stage.Search(480 + i, Supernodes, "nobody." + i);
        stage.At(500, () => ended = stage.CountNow(m => m.SearchesAbsent));
        stage.Play();

        Assert.Equal((5, 0L), (ended, stage.Count(m => m.SearchesFound)));
        Assert.Equal(asked, stage.Histogram(m => m.SearchAsked).Max);
    }

    [Fact]
    public void A_client_without_UDP_has_its_supernode_search()
    {
        const int Supernodes = 30;
        var stage = new SkypeStage(Supernodes, [NatType.BlocksUdp, .. Public(20)], 10);
        for (int i = 0; i < 20; i++) stage.Search(300 + i, Supernodes, SkypeRun.NameOf(Supernodes + 1 + i));
        stage.Search(330, Supernodes, "nobody");
        stage.Play();

        Assert.Equal((20L, 1L), (stage.Count(m => m.SearchesFound), stage.Count(m => m.SearchesAbsent)));
        Assert.True(stage.World.CollectTraffic().Single(t => t.Type == nameof(DirectoryQuery)).Total.MessagesSent > 20);
    }

    // With nine copies, 1 - 0.4^9 = 99.97 % of the records are still held when 40 % of the supernodes are dead; the first four
    // that are asked answer with probability 1 - 0.4^4 = 97.4 %, and what they do not know the next eight do.
    [Fact]
    public void Nearly_all_are_found_at_once_after_forty_percent_of_the_supernodes_have_died()
    {
        const int Supernodes = 90, Clients = 400;
        var stage = new SkypeStage(Supernodes, Public(Clients), 12, new SkypeSettings { Buddies = new SkypeBuddySettings { Mean = 0 } });
        var random = new Engine.RandomStream(3);
        stage.At(400, () =>
        {
            foreach (int victim in Enumerable.Range(0, Supernodes).OrderBy(_ => random.NextBits()).Take(36).ToArray()) stage.World.Kill(new PeerId(victim), silently: true);
        });
        int asked = 0;
        stage.At(401, () =>
        {
            // Those whose own supernode lives still, for the others do not know yet that they must find another.
            int[] askers = [.. Enumerable.Range(Supernodes, Clients).Where(c => stage.World.IsOnline(Neighbour(stage, c)))];
            foreach ((int i, int asker) in askers.Index())
            {
                int wanted = Supernodes + (asker - Supernodes + 7) % Clients;
                asked++;
                stage.World.Order(new PeerId(asker), new SearchOrder(SkypeRun.NameOf(wanted)));
            }
        });
        stage.Play();
        double found = stage.Count(m => m.SearchesFound) / (double)asked;
        double first = stage.Count(m => m.ByBatch[0]) / (double)stage.Run.Metrics.ByBatch.Sum(stage.Metrics.Total);
        output.WriteLine($"{asked} searches: {found:P2} found, {first:P1} in the first step");

        Assert.True(asked > 150);
        Assert.True(found > 0.99);
        Assert.InRange(first, 0.93, 1);
    }

    private static PeerId Neighbour(SkypeStage stage, int client)
    {
        var neighbours = new List<PeerId>();
        stage.Client(client).CollectNeighbours(neighbours);
        return neighbours.Count > 0 ? neighbours[0] : PeerId.None;
    }

    [Fact]
    public void A_forged_answer_is_thrown_away_and_another_supernode_is_asked()
    {
        const int Supernodes = 30;
        var stage = new SkypeStage(Supernodes, Public(40), 8);
        // A quarter of each slot turns bad; the asker's own supernode may be one of them.
        stage.At(200, () =>
        {
            for (int i = 0; i < Supernodes; i += 4) stage.Context.Traits.SetMalicious(i, true);
        });
        for (int i = 1; i < 40; i++) stage.Search(240 + i, Supernodes, SkypeRun.NameOf(Supernodes + i));
        stage.Play();

        Assert.True(stage.Count(m => m.SearchesForged) > 0);
        Assert.Equal(39, stage.Count(m => m.SearchesFound));
    }

    /// <summary>Two clients of one supernode, and somebody whose record that supernode does not hold.</summary>
    private static (int First, int Second, int Wanted) Neighbours(SkypeStage stage, int clients)
    {
        for (int first = stage.Supernodes; first < stage.Supernodes + clients; first++)
        {
            PeerId supernode = Neighbour(stage, first);
            for (int second = first + 1; second < stage.Supernodes + clients; second++)
            {
                if (Neighbour(stage, second) != supernode) continue;
                for (int wanted = stage.Supernodes; wanted < stage.Supernodes + clients; wanted++)
                {
                    bool isElsewhere = stage.Run.SlotOf(stage.Run.UserOf(wanted)) != stage.Client(supernode.Value).Service!.Slot && Neighbour(stage, wanted) != supernode;
                    if (isElsewhere) return (first, second, wanted);
                }
            }
        }

        throw new InvalidOperationException("No two clients have the same supernode.");
    }

    // A fresh client found in half the time whom another one had found before (Baset, Schulzrinne 2004, on caching).
    [Theory]
    [InlineData(10, 1)]
    [InlineData(31, 0)]
    public void What_a_client_has_found_its_supernode_tells_the_others_for_half_an_hour(double minutes, int remembered)
    {
        const int Supernodes = 30, Clients = 60;
        var stage = new SkypeStage(Supernodes, Public(Clients), 45, new SkypeSettings { Buddies = new SkypeBuddySettings { Mean = 0 } });
        (int First, int Second, int Wanted) who = default;
        stage.At(120, () =>
        {
            who = Neighbours(stage, Clients);
            stage.World.Order(new PeerId(who.First), new SearchOrder(SkypeRun.NameOf(who.Wanted)));
        });
        stage.At(120 + 60 * minutes, () => stage.World.Order(new PeerId(who.Second), new SearchOrder(SkypeRun.NameOf(who.Wanted))));
        stage.Play();

        Assert.Equal((2L, remembered), (stage.Count(m => m.SearchesFound), stage.Count(m => m.SearchesRemembered)));
        Assert.Equal(2 - remembered, stage.Count(m => m.ByBatch[0]));
    }

    [Fact]
    public void A_client_that_has_found_somebody_asks_nobody_for_half_an_hour()
    {
        const int Supernodes = 30;
        var stage = new SkypeStage(Supernodes, Public(20), 40, new SkypeSettings { Directory = new SkypeDirectorySettings { CacheAtSupernodes = TimeSpan.Zero } });
        foreach (double minute in (double[])[2, 31, 33]) stage.Search(60 * minute, Supernodes, SkypeRun.NameOf(Supernodes + 5));
        stage.Play();

        Assert.Equal((3L, 1L), (stage.Count(m => m.SearchesFound), stage.Count(m => m.SearchesKnown)));
    }

    // Its supernode is gone without a word, so that the callee has another one, of which only the directory knows.
    [Fact]
    public void A_call_to_somebody_who_is_not_where_another_has_found_him_makes_a_search_anew()
    {
        const int Supernodes = 30, Clients = 60;
        var stage = new SkypeStage(Supernodes, [.. Enumerable.Repeat(NatType.Restricted, Clients)], 14, new SkypeSettings { Buddies = new SkypeBuddySettings { Mean = 0 } });
        (int First, int Second, int Wanted) who = default;
        stage.At(120, () =>
        {
            who = Neighbours(stage, Clients);
            stage.World.Order(new PeerId(who.First), new SearchOrder(SkypeRun.NameOf(who.Wanted)));
        });
        stage.At(130, () => stage.World.Kill(Neighbour(stage, who.Wanted), silently: true));
        stage.At(600, () => Assert.True(stage.World.Order(new PeerId(who.Second), new CallOrder(who.Wanted, TimeSpan.FromSeconds(20)))));
        stage.Play();

        Assert.Equal((1L, 1L), (stage.Count(m => m.SearchesRemembered), stage.Count(m => m.CallsTalked)));
        Assert.Equal(3, stage.Count(m => m.Searches));
    }

    [Fact]
    public void A_record_is_held_by_the_supernodes_of_its_users_slot_and_by_nobody_else()
    {
        const int Supernodes = 27, User = Supernodes;
        var stage = new SkypeStage(Supernodes, Public(1), 6);
        List<int> slots = [];
        stage.At(300, () =>
        {
            for (int i = 0; i < Supernodes; i++)
            {
                if (stage.Client(i).Service!.Find(stage.Run.UserOf(User)) is not null) slots.Add(stage.Client(i).Service!.Slot);
            }
        });
        stage.Play();

        Assert.Equal(3, stage.Run.Slots);
        Assert.Equal(Enumerable.Repeat(stage.Run.SlotOf(stage.Run.UserOf(User)), 9), slots);
    }

    [Fact]
    public void Identifiers_of_35_million_users_take_700_million_bytes()
    {
        Assert.Equal(700_000_000, 35_000_000L * SkypeSizes.User);
        Assert.Equal(667.6, 35_000_000L * SkypeSizes.User / 1024.0 / 1024, 0.05);
    }
}
