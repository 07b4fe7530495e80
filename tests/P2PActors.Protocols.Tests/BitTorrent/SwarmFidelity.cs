using P2PActors.Churn;
using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Figures that the sources give, derived again. docs/fidelity.md is their card.</summary>
[Trait("fidelity", "bittorrent")]
public class SwarmFidelity
{
    private static readonly DurationLaw AtOnce = new FixedLaw { Length = TimeSpan.FromSeconds(1) };

    private static ScenarioSettings Crowd(int peers, double minutes, LinkMixSettings links, string seed = "campus") => Swarms.Quiet(peers, minutes) with
    {
        Churn = ChurnPresets.None with { Arrivals = new SteadyArrivals { Spread = TimeSpan.FromSeconds(10) } },
        Network = new NetworkSettings { Links = links, ServerLink = seed },
        SeriesIntervals = 300,
    };

    private static BitTorrentSettings File(int pieces, int kibibytes = 256) => new()
    {
        Torrent = new TorrentSettings { Size = new ByteSize((long)pieces * kibibytes * 1024), Piece = new ByteSize(kibibytes * 1024) },
        Seeding = new SeedingSettings { Time = new AlwaysLaw() },
    };

    [Fact]
    public void Signalling_of_a_swarm_of_100_pieces()
    {
        SystemResult result = Swarms.Run(Crowd(60, 15, Swarms.Line("1mbps")), File(100));
        Assert.Equal(1, result.Of("completed"));
        // A have to each of some 50 neighbours for each piece of 256 KiB: 9 * 50 / 262,144.
        Assert.InRange(result.Of("haveShare"), 0.001, 0.0025);
        Assert.InRange(result.Of("trackerShare"), 0, 0.001);
        // "Not much" (Cohen 2003, 2.4.4), taken as below 1 %.
        Assert.InRange(result.Of("duplicateBlocks"), 0, 0.01);
    }

    [Fact]
    public void A_super_seed_sends_hardly_more_than_one_copy_and_another_one_half_as_much_again()
    {
        BitTorrentSettings settings = File(100, 64) with { Behaviours = new BehaviourSettings() };
        ScenarioSettings scenario = Crowd(30, 20, Swarms.Line("1mbps"), seed: "1mbps");
        SystemResult super = Swarms.Run(scenario, settings with { Seeding = new SeedingSettings { Time = new AlwaysLaw(), SuperSeed = true } });
        SystemResult plain = Swarms.Run(scenario, settings);
        Assert.Equal((1, 1), (super.Of("completed"), plain.Of("completed")));
        Assert.InRange(super.Of("seedCopiesBefore"), 1.0, 1.10);
        Assert.True(plain.Of("seedCopiesBefore") > super.Of("seedCopiesBefore"));
    }

    [Fact]
    public void Uplinks_of_a_crowd_are_used_well_with_rarest_first()
    {
        BitTorrentSettings settings = File(400, 64) with { Seeding = new SeedingSettings { Time = AtOnce } };
        SystemResult result = Swarms.Run(Crowd(100, 30, Swarms.Line("1mbps")), settings);
        Assert.Equal(1, result.Of("completed"));
        // Once the first pieces are about and until the first have everything: of 125 kB/s each, what comes.
        double median = result.Of("completionTime.median");
        double?[] throughput = [.. result.Report.Series.Single(s => s.Name == "throughput").Values];
        double middle = throughput.Skip((int)(0.3 * median / 6)).Take((int)(0.5 * median / 6)).Average()!.Value;
        Assert.InRange(middle / (100 * 125_000.0), 0.9, 1.1);
        // a/b of Legout et al. 2006; their last blocks come no slower than others, their first ones do.
        Assert.InRange(result.Of("interest"), 0.9, 1);
        Assert.InRange(result.Of("pieceGap.late"), 0, 1.2 * result.Of("pieceGap.middle"));
        Assert.True(result.Of("pieceGap.early") > result.Of("pieceGap.middle"));
    }

    [Fact]
    public void Slow_peers_download_more_than_they_upload_and_fast_ones_less()
    {
        LinkMixSettings mix = (LinkMixSettings)LinkMixPresets.All.First(p => p.Name == "bharambe-2006").Value;
        SystemResult result = Swarms.Run(Crowd(80, 60, mix), File(100, 128) with { Seeding = new SeedingSettings { Time = AtOnce } });
        Assert.True(result.Of("downOverUp.bharambe-784-128") > 1.5);
        Assert.True(result.Of("downOverUp.bharambe-10000-5000") < 1);
    }

    [Fact]
    public void Half_of_the_peers_may_ride_while_seeds_stay_but_nearly_all_may_not()
    {
        ScenarioSettings scenario = Crowd(60, 120, Swarms.Line("1mbps"), seed: "campus");
        double Time(double riders, string who) => Swarms.Run(scenario, File(50, 128) with { Behaviours = new BehaviourSettings { FreeRiders = riders } }).Of("completionTime." + who);
        double none = Time(0, "contributors"), half = Time(0.5, "contributors");
        Assert.True(half < 1.5 * none);
        Assert.True(Time(0.95, "freeRiders") > 1.5 * none);
    }
}
