using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Faults;
using P2PActors.Protocols.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Napster;

public sealed class WholeRuns
{
    private static ScenarioSettings Lively { get; } = NapsterRuns.Scenario with
    {
        Peers = 300,
        Churn = new ChurnSettings
        {
            Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) },
            Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(5) },
        },
        Network = NapsterRuns.Scenario.Network with
        {
            Latency = new CoordinateLatencySettings(),
            Links = new(),
            Nat = new NatSettings { Firewalled = 0.2, PortRestricted = 0.1 },
        },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(3) },
    };

    [Fact]
    public void Users_log_in_share_search_and_download()
    {
        SystemResult result = NapsterRuns.Prepare(NapsterRuns.Scenario, new NapsterSettings { Downloads = new() { ShareDownloads = false } }).Healthy();
        Assert.Equal(100, result.Value("napster.logins"));
        // 70 of 100 users share 30 files each, give or take who rides free.
        Assert.InRange(result.Value("napster.indexEntries"), 55 * 30, 85 * 30);
        Assert.True(result.Value("searches") > 300);
        Assert.InRange(result.Value("successRate"), 0.9, 1);
        Assert.InRange(result.Value("downloads.completed"), 0.8, 1);
        Assert.Equal(0, result.Value("staleHits"));
    }

    [Fact]
    public void With_churn_firewalls_and_slow_links_no_handler_fails()
    {
        SystemResult result = NapsterRuns.Prepare(Lively, new NapsterSettings { Servers = 3, Linked = true, ChatShare = 0.2, HotListShare = 0.5, BrowseShare = 0.3 }).Healthy();
        Assert.True(result.Value("napster.pushShare") > 0.05);
        Assert.True(result.Value("successRate") > 0.5);
        Assert.True(result.Value("napster.presenceNotices") > 50);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_scenario_and_seed_give_one_digest_whatever_threads_and_cohorts(bool linked)
    {
        var settings = new NapsterSettings { Servers = 3, Linked = linked, ChatShare = 0.2, HotListShare = 0.5, BatchShares = linked };
        ScenarioSettings scenario = Lively with { Duration = TimeSpan.FromMinutes(15), Peers = 150 };
        string digest = NapsterRuns.Run(scenario, settings, threads: 1, cohorts: 1).Digest;
        foreach (int threads in (int[])[1, 2])
        {
            foreach (int cohorts in (int[])[1, 7, 64])
                Assert.Equal(digest, NapsterRuns.Run(scenario, settings, threads, cohorts).Digest);
        }

        Assert.NotEqual(digest, NapsterRuns.Run(scenario with { Seed = 2 }, settings).Digest);
    }

    [Fact]
    public void Clients_that_lose_their_server_come_back_through_the_redirector_when_it_does()
    {
        ScenarioSettings scenario = NapsterRuns.Scenario with
        {
            Faults =
            [
                new KillFault { At = TimeSpan.FromMinutes(10), Role = "server" },
                new RestartFault { At = TimeSpan.FromMinutes(15), Role = "server" },
            ],
        };
        SystemRun run = NapsterRuns.Prepare(scenario);
        SystemResult result = run.Healthy();
        Assert.Equal(100, result.Value("napster.serverLosses"));
        Assert.Equal(200, result.Value("napster.logins"));
        Assert.Equal(100, result.Report.Series.First(s => s.Name == "napster users").Values[^1]);
    }
}
