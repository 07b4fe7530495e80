using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Protocols.FileSharing;
using P2PActors.Protocols.Gnutella;
using P2PActors.Protocols.Napster;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FileSharing;

/// <summary>Bad copies in whole systems. Half of the peers share all 20 titles; the others only ask.</summary>
public sealed class Pollution
{
    private static ScenarioSettings Scenario(params FaultSettings[] faults) => NapsterRuns.Scenario with
    {
        Peers = 200,
        Duration = TimeSpan.FromMinutes(60),
        Network = NapsterRuns.Scenario.Network with { Bandwidth = false },
        Content = new ContentSettings
        {
            Catalogue = new CatalogueSettings { Files = 20, Audio = 1, Video = 0 },
            Placement = new UniformPlacement { FreeRiders = 0.5, Files = 20 },
        },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5), StartAfter = TimeSpan.FromMinutes(2), MinWords = 30, MaxWords = 30 },
        Faults = faults,
    };

    private static NapsterSettings Napster(PollutionSettings pollution, bool share = false) => new()
    {
        Mp3Only = false,
        MaxResults = 1000,
        Downloads = new FileSharingSettings { ShareDownloads = share, UploadSlots = 1000, Source = SourceChoice.Random, LargestFile = new ByteSize(2_000_000_000), Pollution = pollution },
    };

    private static readonly PollutionSettings Blind = new() { Check = 0 };

    /// <summary>Half of those who share.</summary>
    private static int[] HalfOfTheSharers()
    {
        ScenarioSettings scenario = Scenario();
        SharedLibrary libraries = SystemRun.ContentOf(scenario).Libraries;
        int[] sharers = [.. Enumerable.Range(0, scenario.Peers).Where(p => libraries.CountOf(p) > 0)];
        return sharers[..(sharers.Length / 2)];
    }

    [Fact]
    public void A_blind_download_is_bad_as_often_as_a_copy_is()
    {
        int[] polluters = HalfOfTheSharers();
        ScenarioSettings scenario = Scenario(new PollutionFault { At = TimeSpan.Zero, Peers = polluters });
        double share = (double)polluters.Length / Enumerable.Range(0, scenario.Peers).Count(p => SystemRun.ContentOf(scenario).Libraries.CountOf(p) > 0);
        SystemResult result = NapsterRuns.Prepare(scenario, Napster(Blind)).Healthy();
        double bad = result.Value("downloads.bad"), completed = result.Value("downloads") * result.Value("downloads.completed");
        Assert.True(completed > 300);
        Assert.Equal(share, result.Value("copies.polluted"), 1e-9);
        Assert.Equal(share, bad, 3 * Math.Sqrt(0.25 / completed));
    }

    // Servers cannot turn, and how many a system has must not change who does.
    [Fact]
    public void The_same_users_turn_bad_in_every_system_of_a_comparison()
    {
        ScenarioSettings scenario = Scenario(new PollutionFault { At = TimeSpan.Zero, Share = 0.3 }) with { Duration = TimeSpan.FromMinutes(1) };
        SystemRun napster = NapsterRuns.Prepare(scenario, new NapsterSettings { Servers = 5 });
        var gnutella = new SystemRun("gnutella", new GnutellaProtocol(), new GnutellaSettings(), scenario, new RunOptions { Threads = 1 });
        napster.Healthy();
        gnutella.Healthy();
        int[] MaliciousOf(SystemRun run) => [.. Enumerable.Range(0, run.World.PeerCount).Where(run.World.Traits.IsMalicious)];
        Assert.Equal(60, MaliciousOf(napster).Length);
        Assert.Equal(MaliciousOf(gnutella), MaliciousOf(napster));
    }

    [Fact]
    public void A_download_of_n_chunks_is_good_only_if_every_chunk_is()
    {
        var random = new RandomStream(5);
        const int Draws = 20_000, Chunks = 4;
        int bad = 0;
        for (int i = 0; i < Draws; i++)
        {
            var download = new Download(0, 1, TimeSpan.Zero, []);
            for (int chunk = 0; chunk < Chunks; chunk++) download.Mix(random.NextBool(0.5) ? 1 : 0);
            if (download.IsBad) bad++;
        }

        double expected = 1 - Math.Pow(0.5, Chunks);
        Assert.Equal(expected, (double)bad / Draws, 3 * Math.Sqrt(expected * (1 - expected) / Draws));
    }

    [Fact]
    public void Users_who_look_at_what_they_got_keep_pollution_lower()
    {
        ScenarioSettings scenario = Scenario(new PollutionFault { At = TimeSpan.Zero, Peers = HalfOfTheSharers() }) with
        {
            Content = Scenario().Content with { Placement = new UniformPlacement { Files = 5 } },
        };
        SystemResult blind = NapsterRuns.Run(scenario, Napster(Blind, share: true));
        SystemResult careful = NapsterRuns.Run(scenario, Napster(new() { Check = 1, CheckDelay = new ExponentialLaw { Mean = TimeSpan.FromMinutes(1) } }, share: true));
        Assert.True(careful.Value("copies.polluted") < blind.Value("copies.polluted") - 0.05,
            $"{careful.Value("copies.polluted")} with checks, {blind.Value("copies.polluted")} without");
    }

    [Fact]
    public void Poison_is_found_but_leads_to_nothing()
    {
        SystemResult result = NapsterRuns.Prepare(Scenario(new PollutionFault { At = TimeSpan.Zero, Peers = HalfOfTheSharers() }), Napster(Blind with { Kind = PollutionKind.Poison })).Healthy();
        Assert.True(result.Value("poisonedAttempts") > 100);
        Assert.Equal(0, result.Value("downloads.bad"));
        // Three attempts at random sources of which half are dead: one in eight downloads fails, 3 s.e. of 300.
        Assert.Equal(1 - 0.125, result.Value("downloads.completed"), 0.06);
    }

    [Fact]
    public void Who_turns_good_again_offers_only_true_copies()
    {
        int[] peers = HalfOfTheSharers();
        ScenarioSettings scenario = Scenario(new PollutionFault { At = TimeSpan.Zero, Peers = peers, For = TimeSpan.FromMinutes(30) });
        SystemResult result = NapsterRuns.Prepare(scenario, Napster(Blind)).Healthy();
        Assert.Equal(0, result.Value("copies.polluted"));
        Assert.Equal(0, result.Report.Series.First(s => s.Name == "bad downloads").Values[^1]);
    }

    [Theory]
    [InlineData(PollutionKind.Decoy, false)]
    [InlineData(PollutionKind.Corrupt, true)]
    public void Only_a_decoy_has_a_hash_of_its_own(PollutionKind kind, bool same)
    {
        var context = new SystemContext
        {
            Label = "x",
            Scenario = Scenario(),
            Settings = new(),
            Seed = 1,
            Profiles = new PeerProfiles([], []),
            Content = SystemRun.ContentOf(Scenario()),
        };
        var plan = new PollutionPlan(context, Blind with { Kind = kind });
        Assert.Equal(same, plan.HashOf(plan.VersionOf(new PeerId(3), 7)) == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Threads_and_cohorts_never_change_the_digest_of_a_polluted_run(bool gnutella)
    {
        ScenarioSettings scenario = Scenario(new PollutionFault { At = TimeSpan.FromMinutes(1), Peers = HalfOfTheSharers() }) with
        {
            Duration = TimeSpan.FromMinutes(12),
            Churn = new ChurnSettings { Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(5) }, Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(5) } },
        };
        var pollution = new PollutionSettings { CheckDelay = new ExponentialLaw { Mean = TimeSpan.FromMinutes(1) } };
        NapsterSettings napster = Napster(pollution, share: true);
        var results = new HashSet<(string, double?, double?)>();
        foreach ((int threads, int cohorts) in ((int, int)[])[(1, 1), (1, 7), (2, 7), (2, 64)])
        {
            var options = new RunOptions { Threads = threads, Cohorts = cohorts };
            SystemResult result = (gnutella
                ? new SystemRun("gnutella", new GnutellaProtocol(), new GnutellaSettings { Downloads = napster.Downloads }, scenario, options)
                : new SystemRun("napster", new NapsterProtocol(), napster, scenario, options)).Healthy();
            Assert.True(result.Value("downloads.bad") > 0);
            results.Add((result.Digest, result.Value("downloads.bad"), result.Value("copies.polluted")));
        }

        Assert.Single(results);
    }
}
