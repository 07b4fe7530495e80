using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FastTrack;
using P2PActors.Protocols.FileSharing;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>Downloads of user 0 from scripted sources, and uploads of user 0 to scripted askers; peer 1 is the parent.</summary>
public class Transfers
{
    private static KazaaSettings Chunks(int bytes, int streams = 4, int slots = 3) => new()
    {
        Transfers = new KazaaTransferSettings { Chunk = new ByteSize(bytes), Streams = streams },
        Downloads = new FileSharingSettings { UploadSlots = slots },
    };

    private static KazaaStage Downloader(KazaaSettings settings, bool sourcesFirewalled = false, ScenarioSettings? scenario = null)
    {
        KazaaStage stage = null!;
        stage = new KazaaStage(5, [1], [1, 2, 3, 4], settings, scenario);
        stage[1].Reacts = (tap, connection, message) =>
        {
            KazaaStage.Script.AnswerAsSupernode(tap, connection, message);
            if (message is not SearchRequest request) return;
            FoundCopy[] copies = [.. new[] { 2, 3, 4 }.Select(p => new FoundCopy(new PeerId(p), WantedFile(stage), 1000 - p, sourcesFirewalled))];
            connection!.Send(new SearchResults(request.Id, new PeerId(1), 1, copies, stage.Run.Layout));
            connection.Send(new SearchEnd(request.Id));
        };
        for (int peer = 2; peer <= 4; peer++) stage[peer].Reacts = (_, connection, message) => Serve(stage, connection, message);
        stage.Build();
        stage.Ask(60, 0, WantedFile(stage));
        return stage;
    }

    private static void Serve(KazaaStage stage, Connection? connection, Message message)
    {
        if (message is not HttpGet get) return;
        connection!.Send(new HttpPartial(get.Start, get.Length, SizeOf(stage), 0));
        connection.Send(new FileData(get.File, get.Length));
    }

    /// <summary>A song of three to eight million bytes that user 0 does not have.</summary>
    private static int WantedFile(KazaaStage stage) => Enumerable.Range(0, 50).First(f =>
        !stage.Run.Workload.LibraryOf(new PeerId(0)).Initial.Span.Contains(f) && stage.Run.Workload.Catalogue.Size(f).Bytes is > 3_000_000 and < 8_000_000);

    private static int SizeOf(KazaaStage stage) => (int)stage.Run.Workload.Catalogue.Size(WantedFile(stage)).Bytes;

    private static long Completed(KazaaStage stage) => stage.Metrics.Total(stage.Run.Workload.Metrics.Completed);

    [Fact]
    public void A_file_comes_in_chunks_from_several_sources_at_once()
    {
        KazaaStage stage = Downloader(Chunks(500_000));
        stage.PlayBuilt();
        Assert.Equal(1, Completed(stage));
        HttpGet[] asked = [.. new[] { 2, 3, 4 }.SelectMany(p => stage[p].All<HttpGet>()).OrderBy(g => g.Start)];
        for (int p = 2; p <= 4; p++) Assert.NotEmpty(stage[p].All<HttpGet>());
        // Every byte once.
        Assert.Equal(0, asked[0].Start);
        for (int i = 1; i < asked.Length; i++) Assert.Equal(asked[i - 1].Start + asked[i - 1].Length, asked[i].Start);
        Assert.Equal(SizeOf(stage), asked[^1].Start + asked[^1].Length);
        Assert.All(asked, g => Assert.True(g.Length <= 500_000));
        Assert.All(asked, g => Assert.Contains($"/.hash={stage.Run.HashOf(WantedFile(stage), 0)} ", g.Text, StringComparison.Ordinal));
        Assert.Equal(40, stage.Run.HashOf(WantedFile(stage), 0).Length);
        Assert.Equal(1, stage.Count(m => m.SeveralSources));
    }

    [Fact]
    public void A_chunk_that_one_source_does_not_bring_is_asked_of_another()
    {
        KazaaStage stage = Downloader(Chunks(500_000));
        stage[2].Reacts = (_, connection, message) =>
        {
            if (message is HttpGet) connection!.Send(HttpNotFound.Instance);
        };
        stage[3].Reacts = (_, connection, message) =>
        {
            if (message is HttpGet) connection!.Close();
        };
        stage.PlayBuilt();
        Assert.Equal(1, Completed(stage));
        Assert.Equal(2, stage.Count(m => m.ChunksRequeued));
        Assert.Equal(SizeOf(stage), stage[4].All<HttpGet>().Sum(g => g.Length));
        Assert.Equal(1, stage.Metrics.Total(stage.Run.Workload.Metrics.FailedGone));
        Assert.Equal(1, stage.Metrics.Total(stage.Run.Workload.Metrics.FailedBroken));
        Assert.Equal(3, stage.Metrics.Total(stage.Run.Workload.Metrics.Attempts));
    }

    [Fact]
    public void A_download_that_nobody_serves_fails_once_and_each_source_is_counted()
    {
        KazaaStage stage = Downloader(Chunks(500_000));
        for (int p = 2; p <= 4; p++)
        {
            stage[p].Reacts = (_, connection, message) =>
            {
                if (message is HttpGet) connection!.Send(HttpBusy.Instance);
            };
        }

        stage.PlayBuilt();
        FileSharingMetrics m = stage.Run.Workload.Metrics;
        Assert.Equal((0, 1, 3, 3), (Completed(stage), stage.Metrics.Total(m.Failed), stage.Metrics.Total(m.FailedBusy), stage.Metrics.Total(m.Attempts)));
    }

    [Fact]
    public void A_firewalled_source_is_asked_for_by_the_parent_and_calls_back()
    {
        KazaaStage stage = Downloader(Chunks(100_000_000), sourcesFirewalled: true);
        Action<KazaaStage.Tap, Connection?, Message> parent = stage[1].Reacts!;
        stage[1].Reacts = (tap, connection, message) =>
        {
            parent(tap, connection, message);
            // The parent passes it on to the source, which is its child; here the source is told directly.
            if (message is PushRequest push) tap.Send(push.Source.Value, new PushOrder(push.PushId, push.Requester));
        };
        stage[2].Reacts = (tap, connection, message) =>
        {
            if (message is PushOrder order) tap.Call(order.Requester.Value, new Give(order.PushId));
            Serve(stage, connection, message);
        };
        stage.PlayBuilt();
        PushRequest request = Assert.Single(stage[1].All<PushRequest>());
        Assert.Equal((new PeerId(0), new PeerId(2), new PeerId(1)), (request.Requester, request.Source, request.Supernode));
        Assert.Equal(1, stage.Count(m => m.PushSuccess));
        Assert.Equal(1, Completed(stage));
    }

    [Fact]
    public void A_push_that_nobody_answers_ends_after_its_wait_and_the_next_source_is_tried()
    {
        KazaaStage stage = Downloader(Chunks(100_000_000), sourcesFirewalled: true);
        stage.PlayBuilt();
        Assert.Equal((3, 3), (stage.Count(m => m.PushAttempts), stage.Count(m => m.PushTimeouts)));
        double[] sent = [.. stage[1].Heard.Where(h => h.Message is PushRequest).Select(h => h.Seconds)];
        Assert.Equal(30, sent[1] - sent[0], 0.1);
    }

    [Fact]
    public void When_both_are_firewalled_there_is_no_way()
    {
        KazaaStage? stage = null;
        for (long seed = 1; stage is null; seed++)
        {
            ScenarioSettings quiet = KazaaStage.Quiet(5) with { Seed = seed };
            KazaaStage tried = Downloader(Chunks(100_000_000), sourcesFirewalled: true, quiet with { Network = quiet.Network with { Nat = new NatSettings { Firewalled = 0.5 } } });
            // The user is to be firewalled, and its parent is not.
            if (tried.Run.Context.Profiles.IsFirewalled(0) && !tried.Run.Context.Profiles.IsFirewalled(1)) stage = tried;
        }

        stage.PlayBuilt();
        FileSharingMetrics m = stage.Run.Workload.Metrics;
        Assert.Equal((0, 0), (stage.Count(k => k.PushAttempts), Completed(stage)));
        Assert.Equal((1, 1, 3), (stage.Metrics.Total(m.Downloads), stage.Metrics.Total(m.Failed), stage.Metrics.Total(m.FailedFirewall)));
    }

    /// <summary>User 0 as a source with one slot: askers 2, 3 and 4 come one after the other, with their levels.</summary>
    private static KazaaStage Uploader(KazaaSettings settings, params (int Asker, double At, int Level)[] asks)
    {
        KazaaStage stage = null!;
        ScenarioSettings quiet = KazaaStage.Quiet(5);
        // With bandwidth, so that an upload takes its time.
        stage = new KazaaStage(5, [1], [1, 2, 3, 4], settings, quiet with
        {
            Network = quiet.Network with { Bandwidth = true, Links = new Network.AccessLinks.LinkMixSettings { Shares = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["dsl"] = 1 } } },
        });
        stage[1].ActsAsSupernode();
        stage.Build();
        int file = stage.Run.Workload.LibraryOf(new PeerId(0)).Shared[0];
        foreach ((int asker, double at, int level) in asks)
        {
            stage[asker].Reacts = (_, connection, message) =>
            {
                if (message is FileData) connection!.Close();
            };
            stage[asker].At(at, tap => tap.Call(0, new HttpGet(file, 0, "x", 0, 500_000, level)));
        }

        return stage;
    }

    [Fact]
    public void The_queue_of_a_source_is_in_the_order_of_the_claimed_levels()
    {
        KazaaStage stage = Uploader(Chunks(500_000, slots: 1), (2, 30, 100), (3, 31, 50), (4, 32, 1000));
        stage.PlayBuilt();
        Assert.Empty(stage[2].All<HttpQueued>());
        Assert.Equal(1, Assert.Single(stage[3].All<HttpQueued>()).Place);
        Assert.Equal(1, Assert.Single(stage[4].All<HttpQueued>()).Place);
        Assert.True(GotAt(stage, 2) < GotAt(stage, 4) && GotAt(stage, 4) < GotAt(stage, 3));
    }

    [Fact]
    public void Where_levels_do_not_count_whoever_came_first_is_served_first()
    {
        KazaaStage stage = Uploader(Chunks(500_000, slots: 1) with { Participation = new ParticipationSettings { OrdersQueues = false } }, (2, 30, 100), (3, 31, 50), (4, 32, 1000));
        stage.PlayBuilt();
        Assert.Equal(2, Assert.Single(stage[4].All<HttpQueued>()).Place);
        Assert.True(GotAt(stage, 2) < GotAt(stage, 3) && GotAt(stage, 3) < GotAt(stage, 4));
    }

    [Fact]
    public void Beyond_its_queue_a_source_turns_askers_away()
    {
        var settings = new KazaaSettings { Transfers = new KazaaTransferSettings { Queue = 1 }, Downloads = new FileSharingSettings { UploadSlots = 1 } };
        KazaaStage stage = Uploader(settings, (2, 30, 100), (3, 31, 50), (4, 32, 1000));
        stage.PlayBuilt();
        Assert.Single(stage[4].All<HttpBusy>());
    }

    [Fact]
    public void What_is_not_shared_or_beyond_its_end_is_404()
    {
        KazaaStage stage = Uploader(new KazaaSettings());
        int other = Enumerable.Range(0, 50).First(f => !stage.Run.Workload.LibraryOf(new PeerId(0)).Shares(f));
        int own = stage.Run.Workload.LibraryOf(new PeerId(0)).Shared[0];
        int size = (int)stage.Run.Workload.Catalogue.Size(own).Bytes;
        stage[2].At(30, tap => tap.Call(0, new HttpGet(other, 0, "x", 0, 10, 100)));
        stage[3].At(30, tap => tap.Call(0, new HttpGet(own, 0, "x", size - 5, 6, 100)));
        stage.PlayBuilt();
        Assert.Single(stage[2].All<HttpNotFound>());
        Assert.Single(stage[3].All<HttpNotFound>());
    }

    [Fact]
    public void A_source_that_is_pushed_calls_with_GIVE()
    {
        var stage = new KazaaStage(3, [1], [1, 2]);
        Connection? child = null;
        stage[1].Reacts = (tap, connection, message) =>
        {
            if (message is ChildHello) child = connection;
            KazaaStage.Script.AnswerAsSupernode(tap, connection, message);
        };
        stage[1].At(30, _ => child!.Send(new PushOrder(41, new PeerId(2))));
        stage.Play();
        Assert.Equal(41, Assert.Single(stage[2].All<Give>()).PushId);
        Assert.Equal("GIVE 41\r\n\r\n", stage[2].All<Give>().Single().Text);
    }

    private static double GotAt(KazaaStage stage, int asker) => stage[asker].Heard.First(h => h.Message is FileData).Seconds;
}
