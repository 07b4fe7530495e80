using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Protocols.FastTrack;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>A real ordinary node, peer 0, and the supernodes it may choose from.</summary>
public class OrdinaryNodeRules
{
    [Fact]
    public void It_pings_candidates_and_calls_only_those_that_have_room()
    {
        var stage = new KazaaStage(4, [1, 2, 3], [1, 2, 3]);
        stage[1].ActsAsSupernode();
        stage[2].Reacts = (tap, _, message) =>
        {
            if (message is SupernodePing) tap.Answer(SupernodeRefusal.Instance);
        };
        stage[3].Reacts = (_, _, _) => { }; // does not answer
        stage.Play();
        Assert.Single(stage[1].All<ChildHello>());
        Assert.Single(stage[2].All<SupernodePing>());
        Assert.Empty(stage[2].All<ChildHello>());
        Assert.Single(stage[3].All<SupernodePing>());
        Assert.Empty(stage[3].All<ChildHello>());
        Assert.Equal(new PeerId(1), stage.Peer(0).Parent);
    }

    [Fact]
    public void It_tries_several_at_once_and_keeps_the_first_that_welcomes_it()
    {
        var stage = new KazaaStage(4, [1, 2, 3], [1, 2, 3]);
        foreach (int peer in (int[])[1, 3]) stage[peer].ActsAsSupernode();
        // Peer 2 would be the choice by load, but keeps silent after the call.
        stage[2].Reacts = (tap, _, message) =>
        {
            if (message is SupernodePing) tap.Answer(new SupernodePong(0));
        };
        stage.Play();
        foreach (int peer in (int[])[1, 2, 3]) Assert.Single(stage[peer].All<ChildHello>());
        Assert.Equal(2, stage[1].Closed.Count + stage[2].Closed.Count + stage[3].Closed.Count);
        Assert.NotEqual(new PeerId(2), stage.Peer(0).Parent);
        // Only the parent gets the metadata.
        Assert.Equal(1, stage[1].All<Shares>().Count() + stage[3].All<Shares>().Count());
    }

    [Fact]
    public void Of_equally_near_ones_the_less_loaded_is_called_first()
    {
        var settings = new KazaaSettings { Parent = new ParentSettings { Attempts = 1 } };
        var stage = new KazaaStage(3, [1, 2], [1, 2], settings);
        stage[1].ActsAsSupernode(load: 80);
        stage[2].ActsAsSupernode(load: 20);
        stage.Play();
        Assert.Empty(stage[1].All<ChildHello>());
        Assert.Single(stage[2].All<ChildHello>());
    }

    [Fact]
    public void It_uploads_the_metadata_of_all_its_files()
    {
        var stage = new KazaaStage(2, [1], [1]);
        stage[1].ActsAsSupernode();
        stage.Play();
        Shares shares = Assert.Single(stage[1].All<Shares>());
        Assert.Equal(stage.Run.Workload.LibraryOf(new PeerId(0)).Shared.ToArray().Select(f => new SharedCopy(f, 0)), shares.Files);
        Assert.InRange(shares.WireSize / 5.0, 70, 150); // about 100 bytes a file
    }

    [Fact]
    public void It_pings_its_parent_every_two_minutes_and_leaves_one_that_does_not_answer()
    {
        var stage = new KazaaStage(3, [1, 2], [1, 2], new KazaaSettings { Parent = new ParentSettings { Attempts = 1 } });
        stage[1].Reacts = (tap, connection, message) =>
        {
            if (message is KeepAlive && stage[1].All<KeepAlive>().Count() > 1) return; // the second one is not answered
            KazaaStage.Script.AnswerAsSupernode(tap, connection, message, load: 10);
        };
        stage[2].ActsAsSupernode(load: 60);
        stage.Play();
        double joined = stage[1].Heard.First(h => h.Message is ChildHello).Seconds;
        double[] pings = [.. stage[1].Heard.Where(h => h.Message is KeepAlive).Select(h => h.Seconds)];
        Assert.Equal(2, pings.Length);
        Assert.InRange(pings[0] - joined, 120, 120.5);
        Assert.Equal(120, pings[1] - pings[0], 0.1);
        double rehomed = stage[2].Heard.First(h => h.Message is ChildHello).Seconds;
        Assert.InRange(rehomed - pings[1], 20, 20 + 5);
        Assert.Equal(1, stage.Count(m => m.ParentsSilent));
        Assert.Single(stage[2].All<Shares>()); // and uploads its metadata again
        Assert.Equal(stage[2].All<Shares>().Single().WireSize, stage.Count(m => m.ReuploadBytes));
    }

    [Fact]
    public void When_its_parent_dies_silently_it_finds_another_and_its_files_are_found_again()
    {
        // Real peers: supernodes 0 and 1, ordinary nodes 2 and 3.
        var stage = new KazaaStage(4, [0, 1], []);
        SystemRun built = stage.Build();
        int file = stage.FileOnlyOf(2, 0, 1, 3);
        PeerId parent = default;
        int indexed = 0;
        stage.At(100, () =>
        {
            parent = stage.Peer(2).Parent;
            stage.World.Kill(parent, silently: true);
        });
        stage.At(100 + 160, () => indexed = stage.Peer(2).Parent.IsPeer ? 1 : 0);
        stage.Ask(300, 3, file);
        stage.Play(built);
        Assert.True(parent.IsPeer);
        Assert.Equal(1, indexed); // at most 140 s to notice, and the time to join
        Assert.NotEqual(parent, stage.Peer(2).Parent);
        Assert.Equal(1, stage.Report.ValueOf("successRate"));
    }

    [Fact]
    public void Without_supernodes_an_eligible_peer_begins_as_the_first()
    {
        var stage = new KazaaStage(20, [], [], new KazaaSettings { Supernodes = new SupernodeSettings { Willing = 1, MinChildren = 60 } });
        stage.Play();
        Assert.InRange(stage.Run.Oracle.Count, 1, 20);
        Assert.Equal(0, Enumerable.Range(0, 20).Count(p => stage.Peer(p).Status == "joining"));
    }

    [Fact]
    public void Asked_to_become_a_supernode_it_does_when_it_has_been_there_for_long_enough()
    {
        foreach ((double minutes, bool agrees) in ((double, bool)[])[(30, false), (61, true)])
        {
            var stage = new KazaaStage(2, [1], [1], new KazaaSettings { Supernodes = new SupernodeSettings { Willing = 1 } }, Lines(2, "t1", 70));
            Network.Connection? link = null;
            stage[1].Reacts = (tap, connection, message) =>
            {
                if (message is ChildHello) link = connection;
                KazaaStage.Script.AnswerAsSupernode(tap, connection, message);
            };
            stage[1].At(minutes * 60, _ => link!.Send(PromotionRequest.Instance));
            stage.Play();
            Assert.Equal(agrees, stage.Peer(0).IsSupernode);
            Assert.Equal((agrees ? 1 : 0, agrees ? 0 : 1), (stage.Count(m => m.Promotions), stage.Count(m => m.PromotionsRefused)));
            // The supernode that asked is the first that it links with.
            Assert.Equal(agrees, stage[1].All<SupernodeHello>().Any());
        }
    }

    [Fact]
    public void Modems_the_firewalled_and_the_unwilling_never_serve()
    {
        var willing = new KazaaSettings { Supernodes = new SupernodeSettings { Willing = 1, MinUptime = TimeSpan.Zero } };
        Assert.Equal(0, Eligible(willing, Lines(50, "modem-56k")));
        Assert.Equal(50, Eligible(willing, Lines(50, "dsl")));
        ScenarioSettings firewalled = Lines(50, "dsl");
        Assert.Equal(0, Eligible(willing, firewalled with { Network = firewalled.Network with { Nat = new NatSettings { Firewalled = 1 } } }));
        Assert.Equal(0, Eligible(willing with { Supernodes = new SupernodeSettings { Willing = 0 } }, Lines(50, "dsl")));

        static int Eligible(KazaaSettings settings, ScenarioSettings scenario)
        {
            var stage = new KazaaStage(50, [], [], settings, scenario);
            stage.Build();
            return Enumerable.Range(0, 50).Count(p => stage.Run.IsEligible(new PeerId(p)));
        }
    }

    [Theory]
    [InlineData("dsl", 79)] // 60 + 90 ln(256/160) / ln(1544/160)
    [InlineData("t1", 150)]
    [InlineData("campus", 150)]
    public void The_limit_of_children_follows_the_uplink(string line, int children)
    {
        var stage = new KazaaStage(2, [0], [], scenario: Lines(2, line));
        stage.Build();
        Assert.Equal(children, stage.Run.ChildLimit(new PeerId(0)));
    }

    [Fact]
    public void Kazaa_Lite_changes_its_parent_every_ten_minutes()
    {
        var stage = new KazaaStage(4, [1, 2, 3], [1, 2, 3], new KazaaSettings { Parent = new ParentSettings { Hoppers = 1 } }, minutes: 35);
        foreach (int peer in (int[])[1, 2, 3]) stage[peer].ActsAsSupernode();
        stage.Play();
        Assert.Equal(3, stage.Count(m => m.Hops));
        Assert.Equal(4, stage.Count(m => m.ParentsFound));
    }

    [Fact]
    public void Saved_supernodes_are_known_again_in_the_next_session()
    {
        // The bootstrap server dies, and so does everything but what the node has on its disk.
        var stage = new KazaaStage(3, [0, 1], []);
        SystemRun built = stage.Build();
        stage.At(60, () =>
        {
            stage.World.Kill(new PeerId(3), silently: true);
            stage.World.Kill(new PeerId(2), silently: false);
        });
        stage.At(120, () => stage.World.Restart(new PeerId(2)));
        stage.Play(built);
        Assert.Equal("ordinary node", stage.Peer(2).Status);
    }

    private static ScenarioSettings Lines(int peers, string line, double minutes = 10)
    {
        ScenarioSettings quiet = KazaaStage.Quiet(peers, minutes);
        return quiet with
        {
            Network = quiet.Network with { Links = new Network.AccessLinks.LinkMixSettings { Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { [line] = 1 } } },
        };
    }
}
