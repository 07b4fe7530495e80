using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Network.Nat;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Choking;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Swarms from the first .torrent request to the last seed.</summary>
public class WholeSwarms
{
    [Fact]
    public void Everybody_completes_and_hardly_anything_is_sent_in_vain()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(30, 5));
        Assert.Equal(1, result.Of("completed"));
        Assert.Equal(0, result.Of("badPieces"));
        Assert.True(result.Of("cancels") > 0);
        // 3.3 MB at 125 kB/s take 26 s at least; peers come over 20 s and help each other.
        Assert.InRange(result.Of("completionTime.median"), 26, 90);
        Assert.Equal(30, result.Of("joined"));
        Assert.Empty(result.Report.Warnings);
    }

    [Fact]
    public void Less_is_sent_in_vain_without_the_endgame()
    {
        BitTorrentSettings without = Swarms.Small with { Requests = new RequestSettings { Endgame = false }, Fast = false };
        SystemResult off = Swarms.Run(Swarms.Quiet(30, 5), without), on = Swarms.Run(Swarms.Quiet(30, 5), without with { Requests = new RequestSettings() });
        Assert.Equal(1, off.Of("completed"));
        Assert.True(off.Of("duplicateBlocks") < on.Of("duplicateBlocks"));
    }

    [Fact]
    public void Seeds_that_do_not_call_are_called_and_do_not_find_each_other()
    {
        // With few connections each, many pairs have not met before both are seeds.
        BitTorrentSettings few = Swarms.Small with { Connections = new ConnectionSettings { Min = 4, Initiate = 8, Max = 10 } };
        SystemResult calling = Swarms.Run(Swarms.Quiet(30, 5), few);
        SystemResult called = Swarms.Run(Swarms.Quiet(30, 5), few with { Seeding = new SeedingSettings { Time = new AlwaysLaw(), Calls = false } });
        Assert.Equal((1, 1), (calling.Of("completed"), called.Of("completed")));
        Assert.True(called.Of("links.opened") < calling.Of("links.opened"));
    }

    [Theory]
    [InlineData(TrackerTransport.Http)]
    [InlineData(TrackerTransport.Udp)]
    public void Who_scrapes_knows_how_many_there_are(TrackerTransport transport)
    {
        SystemRun run = Swarms.Prepare(Swarms.Quiet(12, 6), Swarms.Small with { Tracker = new TrackerSettings { Transport = transport, Scrape = TimeSpan.FromMinutes(1) } });
        SystemResult result = run.Run();
        // Twelve peers and the seed, each at least four times in six minutes; all have completed long before the last time.
        Assert.InRange(result.Of("scrapes"), 13 * 4, 13 * 6);
        Assert.All([.. Enumerable.Range(0, 12)], peer => Assert.Contains("a tracker counts 13 seeds, 0 leechers, 12 completed", SaidBy(run, peer)));
    }

    [Theory]
    [InlineData(PieceOrderKind.RarestFirst)]
    [InlineData(PieceOrderKind.Random)]
    [InlineData(PieceOrderKind.Sequential)]
    public void Any_order_of_pieces_completes(PieceOrderKind order)
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(12, 5), Swarms.Small with { Requests = new RequestSettings { Order = order } });
        Assert.Equal(1, result.Of("completed"));
    }

    [Fact]
    public void Without_the_extensions_it_works_as_in_the_beginning()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(20, 5), Swarms.Small with { Fast = false, Exchange = new ExchangeSettings { Enabled = false } });
        Assert.Equal(1, result.Of("completed"));
        Assert.Equal(0, result.Of("learnt.exchange"));
        Assert.DoesNotContain("HaveAll", result.Report.Tables.SelectMany(t => t.Rows).Select(r => r[0]));
    }

    [Fact]
    public void Without_bandwidth_limits_it_works_too()
    {
        ScenarioSettings scenario = Swarms.Quiet(20, 3);
        SystemResult result = Swarms.Run(scenario with { Network = scenario.Network with { Bandwidth = false } });
        Assert.Equal(1, result.Of("completed"));
    }

    [Fact]
    public void Seeds_leave_after_their_time_or_when_they_have_given_as_much_as_they_took()
    {
        SystemResult byTime = Swarms.Run(Swarms.Quiet(20, 10), Swarms.Small with { Seeding = new SeedingSettings { Time = new FixedLaw { Length = TimeSpan.FromSeconds(60) } } });
        Assert.Equal((20, 1), (byTime.Of("left"), byTime.Of("completed")));
        SystemResult byRatio = Swarms.Run(Swarms.Quiet(20, 10), Swarms.Small with { Seeding = new SeedingSettings { Time = new AlwaysLaw(), Ratio = 0.5 } });
        Assert.InRange(byRatio.Of("left"), 5, 20);
        Assert.InRange(byRatio.Of("ratio.mean"), 0.5, 2);
    }

    [Fact]
    public void Impatient_leechers_give_up()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(20, 5), Swarms.Small with { Patience = TimeSpan.FromSeconds(20) });
        Assert.InRange(result.Of("givenUp"), 5, 20);
        Assert.Equal(20, result.Of("givenUp") + 20 * result.Of("completed"));
    }

    [Fact]
    public void Peers_are_dealt_to_swarms_that_have_nothing_to_do_with_each_other()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(40, 5), Swarms.Small with { Swarms = 4 });
        Assert.Equal(1, result.Of("completed"));
        Assert.Equal(4, result.Report.Tables.Single(t => t.Title == "Torrent").Rows.Select(r => r[1]).Distinct().Count());
    }

    [Fact]
    public void A_real_torrent_file_gives_the_pieces_of_the_swarm()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".torrent");
        byte[] content = new byte[1_000_001];
        Metainfo metainfo = Metainfo.Create(
            "two", [new MetainfoFile(["a"], 400_000), new MetainfoFile(["b"], 600_001)], isFolder: true, 32768, Metainfo.HashPieces(content, 32768), [["http://t/announce"]]);
        File.WriteAllBytes(file, metainfo.Encode());
        try
        {
            SystemResult result = Swarms.Run(Swarms.Quiet(8, 3), Swarms.Small with { Torrent = new TorrentSettings { File = file } });
            Assert.Equal((1, 31), (result.Of("completed"), result.Of("piecesOfFile")));
            IReadOnlyList<string> row = result.Report.Tables.Single(t => t.Title == "Torrent").Rows[0];
            Assert.Equal(["two", metainfo.InfoHash.ToString(), "2"], new[] { row[0], row[1], row[5] });

            File.WriteAllText(file, "d3:fooe");
            var error = Assert.Throws<ScenarioException>(() => Swarms.Prepare(Swarms.Quiet(8, 3), Swarms.Small with { Torrent = new TorrentSettings { File = file } }));
            Assert.Contains("torrent.file", error.Message, StringComparison.Ordinal);
            Assert.Contains("expected a .torrent file", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_server_alone_needs_as_many_times_the_file_as_there_are_peers()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(20, 5), Swarms.Small with { Download = Distribution.Server });
        Assert.Equal(1, result.Of("completed"));
        Assert.InRange(result.Of("seedCopies"), 19.99, 20.01);
        // 20 files of 3.3 MB over 10 Mbit/s take 52 s; the last to come has come by then for 20 s less.
        Assert.InRange(result.Of("completionTime.max"), 32, 60);
    }

    [Fact]
    public void Polluters_are_found_out_and_no_bad_piece_is_taken()
    {
        SystemResult result = Swarms.Run(Swarms.Quiet(30, 8), Swarms.Small with { Behaviours = new BehaviourSettings { Polluters = 0.2 } });
        double honest = result.Of("joined") * result.Of("completed");
        Assert.InRange(honest, 20, 28);
        Assert.True(result.Of("badPieces") > 0);
        Assert.True(result.Of("bans") > 0);
    }

    [Fact]
    public void A_fault_turns_peers_into_polluters_while_they_run()
    {
        ScenarioSettings scenario = Swarms.Quiet(20, 5) with { Faults = [new PollutionFault { Share = 0.3, At = TimeSpan.FromSeconds(20) }] };
        Assert.True(Swarms.Run(scenario).Of("badPieces") > 0);
    }

    [Theory]
    [InlineData(TrackerTransport.Http)]
    [InlineData(TrackerTransport.Udp)]
    public void When_a_tracker_is_dead_the_next_of_the_list_is_asked(TrackerTransport transport)
    {
        BitTorrentSettings settings = Swarms.Small with { Tracker = new TrackerSettings { Tiers = [1, 1], Transport = transport }, Exchange = new ExchangeSettings { Enabled = false } };
        ScenarioSettings scenario = Swarms.Quiet(12, 12) with { Faults = [new KillFault { Peers = [13], At = TimeSpan.FromSeconds(1) }] };
        SystemResult result = Swarms.Run(scenario, settings);
        Assert.True(result.Of("announces.failed") > 0);
        Assert.Equal(1, result.Of("completed"));
    }

    [Fact]
    public void Without_any_tracker_the_peers_that_are_there_go_on_but_nobody_new_finds_them()
    {
        ScenarioSettings scenario = Swarms.Quiet(30, 6) with
        {
            Churn = ChurnPresets.None with { Arrivals = new Churn.Arrivals.PoissonArrivals { Over = TimeSpan.FromMinutes(3) } },
            Faults = [new KillFault { Role = "tracker", At = TimeSpan.FromMinutes(1) }],
        };
        SystemResult result = Swarms.Run(scenario);
        Assert.InRange(result.Of("completed") * 30, 4, 16);
        Assert.True(result.Of("announces.failed") > 0);
    }

    [Fact]
    public void Firewalled_peers_are_served_by_calling_others()
    {
        ScenarioSettings scenario = Swarms.Quiet(20, 6);
        SystemResult result = Swarms.Run(scenario with { Network = scenario.Network with { Nat = new NatSettings { Firewalled = 0.4 } } });
        Assert.Equal(1, result.Of("completed"));
    }

    [Fact]
    public void The_bytes_of_the_extension_handshake_and_of_the_exchange_bring_peers()
    {
        BitTorrentSettings settings = Swarms.Small with { Tracker = new TrackerSettings { Wanted = 2 } };
        ScenarioSettings scenario = Swarms.Quiet(30, 12);
        SystemResult result = Swarms.Run(scenario with { Network = scenario.Network with { Links = Swarms.Line("dsl") } }, settings);
        Assert.True(result.Of("learnt.exchange") > result.Of("learnt.tracker"));
    }

    [Fact]
    public void Threads_and_cohorts_never_change_the_digest()
    {
        ScenarioSettings scenario = Swarms.Quiet(40, 4) with
        {
            Network = new NetworkSettings { Nat = new NatSettings { Firewalled = 0.2 }, Loss = 0.01, Jitter = 0.1, ServerLink = "campus" },
            Churn = new ChurnSettings
            {
                Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(2) },
                Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(1) },
                Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.FromSeconds(30) },
                CrashShare = 0.5,
            },
            Faults =
            [
                new KillFault { Role = "tracker", Count = 1, At = TimeSpan.FromMinutes(1) }, new PollutionFault { Share = 0.1, At = TimeSpan.FromMinutes(2) },
                new FailFault { Share = 0.1, At = TimeSpan.FromMinutes(3) },
            ],
        };
        BitTorrentSettings settings = Swarms.Small with
        {
            Tracker = new TrackerSettings { Tiers = [2], Transport = TrackerTransport.Udp },
            Choking = new ChokingSettings { Seed = SeedPolicy.RoundRobin },
            Seeding = new SeedingSettings { Time = new ExponentialLaw { Mean = TimeSpan.FromMinutes(1) }, SuperSeed = true },
            Behaviours = new BehaviourSettings { FreeRiders = 0.1, LargeView = 0.1, Tyrants = 0.2, Polluters = 0.1 },
        };
        var digests = new HashSet<string>();
        foreach ((int threads, int cohorts) in ((int, int)[])[(1, 1), (2, 7), (2, 64)]) digests.Add(Swarms.Prepare(scenario, settings, threads, cohorts).Run().Digest);
        Assert.Single(digests);
        Assert.DoesNotContain(Swarms.Prepare(scenario with { Seed = 2 }, settings).Run().Digest, digests);
    }

    [Fact]
    public void Each_kind_of_peer_speaks_of_itself()
    {
        SystemRun run = Swarms.Prepare(Swarms.Quiet(12, 0.5));
        _ = run.Run();
        string all = string.Join('\n', Enumerable.Range(0, run.World.PeerCount).SelectMany(i => SaidBy(run, i)));
        Assert.Contains("leecher of \"image.iso\", 3.3 MB in 50 pieces", all, StringComparison.Ordinal);
        Assert.Contains("initial seed of", all, StringComparison.Ordinal);
        Assert.Contains("tracks 1 swarm", all, StringComparison.Ordinal);
        Assert.Contains("web server of 1 torrent", all, StringComparison.Ordinal);
        Assert.Matches(@"  peer \d+ +[dDK][uU?]?", all);
    }

    /// <summary>What a peer says of itself; nothing if it is off line.</summary>
    private static IReadOnlyList<string> SaidBy(SystemRun run, int peer)
    {
        var text = new P2PActors.Inspection.StateText();
        run.World.ActorOf(new P2PActors.Actors.PeerId(peer))?.DescribeTo(text);
        return text.Lines;
    }
}
