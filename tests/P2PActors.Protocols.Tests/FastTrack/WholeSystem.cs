using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Protocols.FastTrack;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FastTrack;

/// <summary>The whole system under churn and faults.</summary>
public class WholeSystem
{
    /// <summary>Everybody leaves after half an hour on average and comes back after half an hour; a third crash; some are firewalled; supernodes are killed.</summary>
    private static ScenarioSettings Churning(int peers, double minutes, double killed = 0.3) => KazaaStage.Quiet(peers, minutes) with
    {
        Network = new NetworkSettings { Nat = new NatSettings { Firewalled = 0.3 } },
        Churn = new ChurnSettings { Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(30) }, Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(30) } },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5) },
        Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 2000 }, Placement = new UniformPlacement { Files = 30 } },
        Faults = killed == 0 ? [] : [new KillFault { Status = "supernode", Share = killed, At = TimeSpan.FromMinutes(minutes / 2) }],
    };

    private static readonly KazaaSettings Small = new()
    {
        Supernodes = new SupernodeSettings { MinChildren = 20, MaxChildren = 40, MinUptime = TimeSpan.FromMinutes(5), MinLinks = 3, Links = 4, MaxLinks = 6, Shuffle = TimeSpan.FromMinutes(5) },
        Transfers = new KazaaTransferSettings { Chunk = new ByteSize(500_000) },
    };

    private static SystemResult Run(ScenarioSettings scenario, int threads = 1, int cohorts = 0) =>
        new SystemRun("kazaa", new KazaaProtocol(), Small, scenario, new RunOptions { Threads = threads, Cohorts = cohorts }).Run();

    [Fact]
    public void Supernodes_are_replaced_orphans_find_parents_and_users_are_served()
    {
        SystemResult result = Run(Churning(400, 60));
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
        Assert.True(result.Report.ValueOf("successRate") > 0.7);
        Assert.True(result.Report.ValueOf("downloads.completed") > 0.7);
        Assert.True(result.Report.ValueOf("promotions") > 0);
        Assert.True(result.Report.ValueOf("orphans") < 0.2);
        Assert.True(result.Report.ValueOf("children.max") <= 40);
        Assert.True(result.Report.ValueOf("severalSources") > 0);
        Assert.True(result.Report.ValueOf("push.success") > 0.5);
        Assert.True(result.Report.ValueOf("giantComponent") > 0.8);
        Assert.Empty(result.Report.Warnings);
    }

    [Fact]
    public void Threads_and_cohorts_never_change_the_digest()
    {
        var digests = new HashSet<string>();
        foreach (int threads in (int[])[1, 2])
        {
            foreach (int cohorts in (int[])[1, 7, 64]) digests.Add(Run(Churning(200, 20), threads, cohorts).Digest);
        }

        Assert.Single(digests);
        Assert.DoesNotContain(Run(Churning(200, 20) with { Seed = 2 }).Digest, digests);
    }
}
