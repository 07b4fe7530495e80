using P2PActors.Content;
using P2PActors.Faults;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Napster;

/// <summary>What real clients do with each other.</summary>
public sealed class Transfers
{
    private static ScenarioSettings Calm { get; } = NapsterRuns.Scenario with { Peers = 60 };

    [Fact]
    public void Sources_behind_firewalls_push()
    {
        ScenarioSettings scenario = Calm with { Network = Calm.Network with { Nat = new NatSettings { Firewalled = 0.5 } } };
        SystemResult result = NapsterRuns.Prepare(scenario).Healthy();
        Assert.InRange(result.Value("napster.pushShare"), 0.1, 0.7);
        Assert.InRange(result.Value("downloads.completed"), 0.9, 1);
    }

    [Fact]
    public void A_busy_source_turns_others_away()
    {
        ScenarioSettings scenario = Calm with { Network = Calm.Network with { Links = NapsterRuns.Links("modem-56k") } };
        SystemRun run = NapsterRuns.Prepare(scenario, new NapsterSettings { Downloads = new FileSharingSettings { UploadSlots = 1 } });
        SystemResult result = run.Healthy();
        Assert.Contains(result.Report.Tables, t => t.Title == "Download attempts" && t.Rows[0][1] != "0");
        Assert.Contains(run.World.CollectTraffic(), t => t.Type == nameof(QueueLimited));
    }

    [Fact]
    public void A_broken_transfer_goes_on_from_another_source_where_it_stopped()
    {
        ScenarioSettings scenario = Calm with
        {
            Network = Calm.Network with { Links = NapsterRuns.Links("cable") },
            Content = Calm.Content with { Catalogue = new CatalogueSettings { Files = 20, Audio = 1, Video = 0 }, Placement = new UniformPlacement { Files = 10 } },
            Faults = [.. Enumerable.Range(1, 9).Select(i => new KillFault { At = TimeSpan.FromMinutes(2 * i), Role = "client", Share = 0.1, Silently = i % 2 == 0 })],
        };
        SystemRun run = NapsterRuns.Prepare(scenario);
        SystemResult result = run.Healthy();
        Assert.True(result.Value("napster.resumes") >= 3);
        Assert.Contains(run.World.CollectTraffic(), t => t.Type == nameof(ResumeMatch));
        Assert.True(result.Value("downloads.completed") > 0);
    }

    [Fact]
    public void What_is_uploaded_is_what_is_downloaded()
    {
        SystemRun run = NapsterRuns.Prepare(Calm);
        SystemResult result = run.Healthy();
        var protocol = result.Report;
        double downloads = protocol.ValueOf("downloads")!.Value;
        long started = run.World.CollectTraffic().Where(t => t.Type == nameof(DownloadStarted)).Sum(t => t.Total.MessagesSent);
        long finished = run.World.CollectTraffic().Where(t => t.Type == nameof(DownloadFinished)).Sum(t => t.Total.MessagesSent);
        Assert.True(downloads > 50);
        Assert.InRange(finished, started - 5, started);
        Assert.InRange(run.World.CollectTraffic().Where(t => t.Type == nameof(UploadFinished)).Sum(t => t.Total.MessagesSent), started - 5, started);
    }

    [Fact]
    public void A_client_that_takes_its_output_too_slowly_is_cut_off()
    {
        // 5,000 files are 500 kB of browse results: more than a modem takes before the server's queue is full.
        ScenarioSettings scenario = Calm with
        {
            Peers = 10,
            Network = Calm.Network with { Links = NapsterRuns.Links("modem-28k") },
            Content = Calm.Content with { Catalogue = new CatalogueSettings { Files = 4000 }, Placement = new UniformPlacement { Files = 3000 } },
            Duration = TimeSpan.FromMinutes(25),
            Queries = Calm.Queries with { StartAfter = TimeSpan.FromMinutes(15), MeanInterval = TimeSpan.FromMinutes(3) },
        };
        var settings = new NapsterSettings { BrowseShare = 1, MaxBrowseResults = 5000, MaxResults = 20, Downloads = new FileSharingSettings { Enabled = false } };
        Assert.True(NapsterRuns.Prepare(scenario, settings).Healthy().Value("napster.cutOff") > 0);
        Assert.Equal(0, NapsterRuns.Prepare(scenario, settings with { MaxBrowseResults = 500 }).Healthy().Value("napster.cutOff"));
    }

    [Fact]
    public void Announcing_by_directories_costs_fewer_messages_and_finds_the_same()
    {
        SystemRun one = NapsterRuns.Prepare(Calm), many = NapsterRuns.Prepare(Calm, new NapsterSettings { BatchShares = true });
        SystemResult single = one.Healthy(), batched = many.Healthy();
        Assert.InRange(batched.Value("successRate"), single.Value("successRate") - 0.05, single.Value("successRate") + 0.05);
        Assert.Contains(many.World.CollectTraffic(), t => t.Type == nameof(ShareDirectory));
    }

    [Fact]
    public void The_redirector_goes_round_or_picks_the_emptiest()
    {
        foreach (RedirectorPolicy policy in Enum.GetValues<RedirectorPolicy>())
        {
            SystemResult result = NapsterRuns.Prepare(Calm, new NapsterSettings { Servers = 4, Redirector = policy }).Healthy();
            Assert.Equal(["15", "15", "15", "15"], result.Report.Tables.First(t => t.Title == "Users of the servers at the end").Rows.Select(r => r[1]));
        }
    }

    [Fact]
    public void Users_of_mp3_only_clients_share_and_find_nothing_else()
    {
        SystemRun run = NapsterRuns.Prepare(Calm, new NapsterSettings { Mp3Only = true });
        run.Healthy();
        var server = (NapsterServer)run.World.ActorOf(new Actors.PeerId(60))!;
        var any = NapsterRuns.Prepare(Calm);
        any.Healthy();
        Assert.True(server.Index.Files < ((NapsterServer)any.World.ActorOf(new Actors.PeerId(60))!).Index.Files);
    }

    [Fact]
    public void Clients_that_are_sent_to_another_server_go_there()
    {
        SystemRun run = NapsterRuns.Prepare(Calm, new NapsterSettings { Servers = 2, MaxConnections = 40, WhenFull = FullPolicy.Redirect });
        SystemResult result = run.Healthy();
        Assert.Equal(60, result.Value("napster.logins"));

        // Room for 40 of 60: the others keep trying.
        run = NapsterRuns.Prepare(Calm, new NapsterSettings { Servers = 2, MaxConnections = 20, WhenFull = FullPolicy.Redirect });
        result = run.Healthy();
        Assert.Equal(40, result.Value("napster.logins"));
        Assert.True(result.Value("napster.loginErrors") > 100);
        Assert.Contains(run.World.CollectTraffic(), t => t.Type == nameof(RedirectTo));
    }

    [Fact]
    public void Index_entries_and_server_load_grow_with_the_number_of_users()
    {
        double[] entries = new double[2], messages = new double[2];
        for (int i = 0; i < 2; i++)
        {
            SystemRun run = NapsterRuns.Prepare(Calm with { Peers = i == 0 ? 100 : 400 }, new NapsterSettings { Downloads = new FileSharingSettings { Enabled = false } });
            entries[i] = run.Healthy().Value("napster.indexEntries");
            messages[i] = run.World.LoadOf(new Actors.PeerId(i == 0 ? 100 : 400)).MessagesReceived;
        }

        Assert.InRange(entries[1] / entries[0], 3.4, 4.6);
        Assert.InRange(messages[1] / messages[0], 3.4, 4.6);
    }

    [Fact]
    public void A_slow_server_makes_searches_wait()
    {
        var settings = new NapsterSettings { Downloads = new FileSharingSettings { Enabled = false } };
        double fast = NapsterRuns.Prepare(Calm, settings).Healthy().Value("napster.queueWait.mean");
        double slow = NapsterRuns.Prepare(Calm, settings with { QueryTime = TimeSpan.FromSeconds(4) }).Healthy().Value("napster.queueWait.mean");
        Assert.True(fast < 0.001);
        // One search every 5 s, each 4 s of work: the mean wait of an M/D/1 queue at that load is 8 s.
        Assert.InRange(slow, 5, 12);
    }
}
