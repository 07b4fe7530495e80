using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

public class ChurnAndDeterminism
{
    private static readonly GnutellaSettings RarePings = new() { Ping = new GnutellaPingSettings { Interval = TimeSpan.FromMinutes(5) } };

    /// <summary>Everybody leaves after ten minutes on average and comes back after ten; a third crash; some are firewalled.</summary>
    private static ScenarioSettings Churning(int peers, double minutes) => GnutellaWorld.Quiet(peers, minutes) with
    {
        Network = new NetworkSettings { Nat = new NatSettings { Firewalled = 0.2 } },
        Churn = new ChurnSettings { Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) }, Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) } },
        Queries = new QuerySettings { MeanInterval = TimeSpan.FromMinutes(5) },
    };

    [Fact]
    public void The_overlay_mends_under_churn_and_users_are_served()
    {
        (SystemRun _, SystemResult result) = GnutellaWorld.Run(Churning(100, 30), RarePings);
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
        Assert.Equal(0, result.Report.ValueOf("violations"));
        Assert.True(result.Report.ValueOf("giantComponent") > 0.9);
        Assert.InRange(result.Report.ValueOf("degree.mean")!.Value, 3, 7);
        Assert.True(result.Report.ValueOf("successRate") > 0.8);
        Assert.True(result.Report.ValueOf("link.life.mean") is > 60 and < 1200);
    }

    [Fact]
    public void Lost_links_of_a_given_overlay_are_replaced()
    {
        OverlayGraph ring = RegularGraph.Ring(100);
        (SystemRun _, SystemResult mended) = GnutellaWorld.Run(Churning(100, 20), RarePings, ring);
        (SystemRun _, SystemResult left) = GnutellaWorld.Run(Churning(100, 20), RarePings with { Links = new GnutellaLinkSettings { Repair = false } }, ring);
        Assert.True(mended.Report.ValueOf("giantComponent") > 2 * left.Report.ValueOf("giantComponent"));
    }

    [Fact]
    public void Threads_and_cohorts_never_change_the_digest()
    {
        var digests = new HashSet<string>();
        foreach (int threads in (int[])[1, 2])
        {
            foreach (int cohorts in (int[])[1, 7, 64])
                digests.Add(GnutellaWorld.Run(Churning(100, 6), RarePings, threads: threads, cohorts: cohorts).Result.Digest);
        }

        Assert.Single(digests);
        Assert.DoesNotContain(GnutellaWorld.Run(Churning(100, 6) with { Seed = 2 }, RarePings).Result.Digest, digests);
    }

    [Fact]
    public void A_flood_has_one_digest_too()
    {
        var random = new RandomStream(3);
        OverlayGraph graph = RandomGraph.Build(500, 6, ref random);
        var digests = new HashSet<string>();
        foreach ((int threads, int cohorts) in ((int, int)[])[(1, 1), (2, 7), (2, 64)])
            digests.Add(GnutellaFlood.Run(graph, 7, 5, 1, new RunOptions { Threads = threads, Cohorts = cohorts }, new UniformLatencySettings()).Digest);
        Assert.Single(digests);
    }
}
