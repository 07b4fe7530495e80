using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Protocols.FastTrack;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>A real supernode, peer 0, among scripted children and supernodes.</summary>
public class SupernodeRules
{
    private static readonly ChildHello Hello = new(128, false);

    private static SearchText TextOf(KazaaStage stage, int file) => SearchText.Parse(stage.Run.Workload.Context.Content.Index, stage.Run.Workload.Catalogue.Name(file));

    /// <summary>Peer 1 shares file 7 from second 20 on; peer 2 searches for it at second 40.</summary>
    private static KazaaStage WithASharingChild(out SystemRun built, KazaaSettings? settings = null)
    {
        var stage = new KazaaStage(3, [0], [1, 2], settings, WithoutOwnFiles(3));
        built = stage.Build();
        stage[1].Greets(15, 0, Hello);
        stage[2].Greets(15, 0, Hello);
        stage[1].Says(20, () => new Shares([new(7, 0), new(8, 0)], stage.Run.Layout));
        stage[2].Says(40, () => new SearchRequest(5, 50, 0, TextOf(stage, 7)));
        return stage;
    }

    private static ScenarioSettings WithoutOwnFiles(int peers) => KazaaStage.Quiet(peers) with
    {
        Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 50, Audio = 1, Video = 0 }, Placement = new LogNormalPlacement { FreeRiders = 1 } },
    };

    [Fact]
    public void A_child_is_welcomed_with_a_list_of_supernodes()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage.Play(built);
        Assert.Single(stage[1].All<Welcome>());
        SupernodeList list = Assert.Single(stage[1].All<SupernodeList>());
        Assert.Contains(list.Entries, e => e.Peer == new PeerId(0));
        Assert.Equal(5 + 8 * list.Entries.Length, list.WireSize);
    }

    [Fact]
    public void A_search_is_answered_from_the_index_of_the_children_and_then_ended()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage.Play(built);
        SearchResults results = Assert.Single(stage[2].All<SearchResults>());
        Assert.Equal((5, new PeerId(0)), (results.Id, results.Supernode));
        Assert.Contains(new FoundCopy(new PeerId(1), 7, 128, false), results.Copies);
        Assert.Equal(5, Assert.Single(stage[2].All<SearchEnd>()).Id);
    }

    [Fact]
    public void A_child_is_not_told_of_its_own_files()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage[1].Says(50, () => new SearchRequest(6, 50, 0, TextOf(stage, 7)));
        stage.Play(built);
        Assert.Empty(stage[1].All<SearchResults>());
        Assert.Single(stage[1].All<SearchEnd>());
    }

    [Fact]
    public void Files_of_a_departed_child_are_not_found()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage[1].Leaves(30);
        stage.Play(built);
        Assert.Empty(stage[2].All<SearchResults>());
        Assert.Single(stage[2].All<SearchEnd>());
        Assert.Equal(0, stage.Peer(0).Service!.IndexedFiles);
    }

    [Fact]
    public void A_file_that_is_not_shared_any_more_is_not_found_and_the_others_are()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage[1].Says(30, () => new Unshare(7, stage.Run.Layout));
        stage[2].Says(50, () => new SearchRequest(6, 50, 0, TextOf(stage, 8)));
        stage.Play(built);
        Assert.Equal(6, Assert.Single(stage[2].All<SearchResults>()).Id);
        Assert.Equal(1, stage.Count(m => m.Unshared));
    }

    [Fact]
    public void A_child_that_says_nothing_for_long_is_given_up()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built);
        stage.Play(built);
        // Pings every 120 s, answered within 20 s, looked at every 30 s: nobody who lives is silent for 170 s.
        Assert.Equal(2, stage.Count(m => m.ChildrenSilent));
        Assert.InRange(Assert.Single(stage[1].Closed), 20 + 170, 20 + 170 + 31);
    }

    [Fact]
    public void Above_the_limit_of_children_callers_are_turned_away_and_pings_refused()
    {
        var settings = new KazaaSettings { Supernodes = new SupernodeSettings { MinChildren = 2, MaxChildren = 2 } };
        var stage = new KazaaStage(5, [0], [1, 2, 3, 4], settings);
        for (int peer = 1; peer <= 3; peer++) stage[peer].Greets(15 + peer, 0, Hello);
        stage[4].At(10, tap => tap.Send(0, SupernodePing.Instance));
        stage[4].At(30, tap => tap.Send(0, SupernodePing.Instance));
        stage.Play();
        Assert.Single(stage[2].All<Welcome>());
        Assert.Empty(stage[3].All<Welcome>());
        Assert.Single(stage[3].Closed);
        Assert.Equal(1, stage.Count(m => m.ChildrenRefused));
        Assert.Equal([typeof(SupernodePong), typeof(SupernodeRefusal)], stage[4].Heard.Select(h => h.Message.GetType()));
    }

    [Fact]
    public void A_request_brings_no_more_than_it_may()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built, new KazaaSettings { Search = new KazaaSearchSettings { Results = 1 } });
        stage[1].Says(25, () => new Shares([.. Enumerable.Range(10, 30).Select(f => new SharedCopy(f, 0))], stage.Run.Layout));
        stage[2].Says(50, () => new SearchRequest(6, 50, 0, TextOf(stage, 12)));
        stage.Play(built);
        Assert.All(stage[2].All<SearchResults>(), r => Assert.Single(r.Copies));
        Assert.Equal(2, stage[2].All<SearchEnd>().Count());
    }

    [Fact]
    public void Files_beyond_the_limit_of_a_child_are_not_indexed()
    {
        KazaaStage stage = WithASharingChild(out SystemRun built, new KazaaSettings { Supernodes = new SupernodeSettings { MaxFiles = 1 } });
        stage.Play(built);
        Assert.Equal(1, stage.Count(m => m.FilesRefused));
    }

    [Fact]
    public void A_search_goes_to_all_linked_supernodes_with_the_TTL_and_theirs_to_the_others_with_one_less()
    {
        var stage = new KazaaStage(4, [0], [1, 2, 3], scenario: WithoutOwnFiles(4));
        SystemRun built = stage.Build();
        stage[1].Greets(15, 0, new SupernodeHello(10));
        stage[2].Greets(15, 0, new SupernodeHello(10));
        stage[3].Greets(15, 0, Hello);
        stage[3].Says(20, () => new SearchRequest(5, 50, 0, TextOf(stage, 7)));
        stage[1].Says(30, () => new ForwardedSearch(new PeerId(1), 9, 3, 1, 0, TextOf(stage, 7)));
        stage.Play(built);
        ForwardedSearch own = stage[1].All<ForwardedSearch>().Single();
        Assert.Equal((new PeerId(0), 7, 0), (own.Origin, own.Ttl, own.Hops));
        ForwardedSearch passedOn = stage[2].All<ForwardedSearch>().Single(s => s.Origin == new PeerId(1));
        Assert.Equal((9, 2, 2), (passedOn.Id, passedOn.Ttl, passedOn.Hops));
    }

    [Fact]
    public void A_search_whose_TTL_is_used_up_is_answered_but_not_forwarded()
    {
        var stage = new KazaaStage(3, [0], [1, 2]);
        SystemRun built = stage.Build();
        stage[1].Greets(15, 0, new SupernodeHello(10));
        stage[2].Greets(15, 0, new SupernodeHello(10));
        int file = stage.Run.Workload.LibraryOf(new PeerId(0)).Shared[0];
        stage[1].Says(20, () => new ForwardedSearch(new PeerId(1), 9, 1, 6, 0, TextOf(stage, file)));
        stage.Play(built);
        Assert.Empty(stage[2].All<ForwardedSearch>());
        Unicast answer = Assert.Single(stage[1].All<Unicast>());
        Assert.Equal((new PeerId(0), new PeerId(1)), (answer.Source, answer.Destination));
        Assert.Equal(9, Assert.IsType<SearchResults>(answer.Packet).Id);
    }

    [Fact]
    public void A_search_seen_before_is_dropped()
    {
        var stage = new KazaaStage(3, [0], [1, 2]);
        SystemRun built = stage.Build();
        stage[1].Greets(15, 0, new SupernodeHello(10));
        stage[2].Greets(15, 0, new SupernodeHello(10));
        stage[1].Says(20, () => new ForwardedSearch(new PeerId(1), 9, 5, 0, 0, TextOf(stage, 7)));
        stage[1].Says(21, () => new ForwardedSearch(new PeerId(1), 9, 5, 0, 0, TextOf(stage, 7)));
        stage.Play(built);
        Assert.Single(stage[2].All<ForwardedSearch>());
        Assert.Equal(1, stage.Count(m => m.Duplicates));
    }

    [Fact]
    public void A_packet_for_another_supernode_goes_the_way_its_searches_came_and_no_farther_than_six_hops()
    {
        var stage = new KazaaStage(4, [0], [1, 2]);
        SystemRun built = stage.Build();
        stage[1].Greets(15, 0, new SupernodeHello(10));
        stage[2].Greets(15, 0, new SupernodeHello(10));
        var far = new PeerId(3);
        stage[1].Says(20, () => new ForwardedSearch(far, 9, 5, 2, 0, TextOf(stage, 7)));
        stage[2].Says(30, () => new Unicast(new PeerId(2), far, 2, new SearchResults(9, new PeerId(2), 4, [], stage.Run.Layout)));
        stage[2].Says(40, () => new Unicast(new PeerId(2), far, 6, new SearchResults(9, new PeerId(2), 4, [], stage.Run.Layout)));
        stage[1].Says(50, () => new Unicast(new PeerId(1), new PeerId(77), 1, new SearchResults(9, new PeerId(1), 4, [], stage.Run.Layout)));
        stage.Play(built);
        Assert.Equal(3, stage[1].All<Unicast>().Single(u => u.Source == new PeerId(2)).Hops);
        Assert.Equal(1, stage.Count(m => m.Expired));
        Assert.Equal(1, stage.Count(m => m.NoRoute));
    }

    [Fact]
    public void A_push_request_is_passed_to_the_child_it_is_for()
    {
        var stage = new KazaaStage(4, [0], [1, 2, 3]);
        stage[1].Greets(15, 0, Hello);
        stage[2].Greets(15, 0, new ChildHello(128, true));
        stage[1].Says(20, () => new PushRequest(77, new PeerId(1), new PeerId(2), new PeerId(0)));
        stage[1].Says(21, () => new PushRequest(78, new PeerId(1), new PeerId(3), new PeerId(0)));
        stage.Play();
        PushOrder order = Assert.Single(stage[2].All<PushOrder>());
        Assert.Equal((77, new PeerId(1)), (order.PushId, order.Requester));
        Assert.Equal(1, stage.Count(m => m.NoRoute));
    }

    [Fact]
    public void A_supernode_replaces_a_link_now_and_then()
    {
        var settings = new KazaaSettings { Supernodes = new SupernodeSettings { MinLinks = 5, Links = 8, MaxLinks = 12, Shuffle = TimeSpan.FromMinutes(5) } };
        int[] all = [.. Enumerable.Range(0, 30)];
        var stage = new KazaaStage(30, all, [], settings, minutes: 30);
        List<PeerId> before = [], after = [];
        stage.At(60, () => stage.Peer(0).CollectNeighbours(before));
        stage.At(1790, () => stage.Peer(0).CollectNeighbours(after));
        stage.Play();
        Assert.InRange(before.Count, 5, 12);
        Assert.InRange(after.Count, 5, 12);
        Assert.NotEqual(before.Order(), after.Order());
        // 30 supernodes, one each in five minutes of 27.5 to 30 minutes left after the first, half of the time early.
        Assert.InRange(stage.Count(m => m.LinksShuffled), 30 * 4, 30 * 7);
    }

    [Fact]
    public void A_full_supernode_asks_its_best_child_and_only_the_eligible()
    {
        var settings = new KazaaSettings
        {
            Supernodes = new SupernodeSettings { MinChildren = 3, MaxChildren = 3, MinUptime = TimeSpan.FromMinutes(1), PromoteEvery = TimeSpan.FromSeconds(31), PromoteAbove = 0.5 },
            Parent = new ParentSettings { Ping = TimeSpan.FromMinutes(30) },
        };
        var stage = new KazaaStage(4, [0], [1, 2, 3], settings);
        stage[1].Greets(15, 0, new ChildHello(100, false));
        stage[2].Greets(15, 0, new ChildHello(400, true));
        stage[3].Greets(15, 0, new ChildHello(300, false));
        stage.Play();
        Assert.Empty(stage[1].All<PromotionRequest>()); // too slow
        Assert.Empty(stage[2].All<PromotionRequest>()); // firewalled
        Assert.Single(stage[3].All<PromotionRequest>()); // once only
    }

    [Fact]
    public void A_supernode_that_nobody_needs_becomes_an_ordinary_node()
    {
        var stage = new KazaaStage(3, [0, 1], [], minutes: 60);
        int supernodes = 0;
        stage.At(29 * 60, () => supernodes = stage.Run.Oracle.Count);
        stage.Play();
        Assert.Equal(2, supernodes);
        Assert.Equal(1, stage.Count(m => m.Demotions));
        Assert.Equal(1, stage.Run.Oracle.Count);
        KazaaPeer former = stage.Peer(0).IsSupernode ? stage.Peer(1) : stage.Peer(0);
        Assert.Equal("ordinary node", former.Status);
    }
}
