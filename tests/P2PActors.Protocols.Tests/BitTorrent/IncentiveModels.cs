using P2PActors.Churn;
using P2PActors.Engine;
using P2PActors.Protocols.PrisonersDilemma;
using P2PActors.Protocols.TwoServers;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>The two models behind the incentives: values of the formulas, and the emulation beside them.</summary>
[Trait("fidelity", "incentives")]
public class IncentiveModels
{
    private static ScenarioSettings Quiet(int peers, TimeSpan duration) => new()
    {
        Peers = peers,
        Duration = duration,
        Churn = ChurnPresets.None with { Arrivals = new Churn.Arrivals.SteadyArrivals { Spread = TimeSpan.Zero } },
        Network = new NetworkSettings { Bandwidth = false, Latency = new ConstantLatencySettings { OneWay = TimeSpan.FromSeconds(1) } },
    };

    private static SystemResult Play(TwoServersSettings settings, int crowds, double hours) =>
        new SystemRun("two", new TwoServersProtocol(), settings, Quiet(crowds, TimeSpan.FromHours(hours)), new RunOptions { Threads = 1 }).Run();

    private static SystemResult Play(DilemmaSettings settings, int threads = 1, long seed = 1) =>
        new SystemRun("pd", new DilemmaProtocol(), settings, Quiet(2 * settings.Strategies.Count, TimeSpan.FromHours(2)) with { Seed = seed }, new RunOptions { Threads = threads, Cohorts = threads == 1 ? 0 : 5 }).Run();

    [Theory]
    [InlineData(1, 1, 0.10556)]
    [InlineData(4, 1, 0.13333)]
    [InlineData(7, 0.97595, 0.21539)]
    [InlineData(8, 0.92219, 0.26963)]
    [InlineData(9, 0.88720, 0.34996)]
    [InlineData(9.5, 0.87426, 0.41117)]
    [InlineData(11, 0.84646, 0.94183)]
    public void Best_division_between_ten_and_two_a_second(double load, double share, double time)
    {
        var model = new TwoServerModel(10, 2);
        Assert.Equal(share, model.BestShare(load), 1e-5);
        Assert.Equal(time, model.MeanResponse(load, model.BestShare(load)), 1e-5);
    }

    [Theory]
    [InlineData(8, 1, 0.30000)]
    [InlineData(9, 0.99061, 0.51103)]
    [InlineData(9.5, 0.95211, 0.57361)]
    [InlineData(11, 0.86814, 1.15990)]
    public void Selfish_division_between_ten_and_two_a_second(double load, double share, double time)
    {
        var model = new TwoServerModel(10, 2);
        Assert.Equal(share, model.SelfishShare(load), 1e-5);
        Assert.Equal(time, model.MeanResponse(load, model.SelfishShare(load)), 1e-5);
    }

    [Fact]
    public void The_slow_one_is_needed_from_a_load_on()
    {
        Assert.Equal(6.667, new TwoServerModel(10, 2).FastOnlyUpTo, 3);
        Assert.Equal(3.4535, new TwoServerModel(10, 6).FastOnlyUpTo, 4);
        Assert.Equal(0.83073, new TwoServerModel(10, 6).BestShare(5), 4);
        Assert.Equal(0.20833, new TwoServerModel(10, 2).MeanResponse(4, 5 / 6.0), 4);
        Assert.True(double.IsNaN(new TwoServerModel(10, 2).BestShare(12)));
    }

    [Theory]
    [InlineData(0.8, 0.6, LoadRegion.BothBest)]
    [InlineData(0.8, 0.1, LoadRegion.FastBest)]
    [InlineData(0.2, 0.5, LoadRegion.FastOnly)]
    [InlineData(0.5, 1.2, LoadRegion.BothMust)]
    [InlineData(0.3, 1.4, LoadRegion.NothingWorks)]
    public void Five_regions(double ratio, double load, LoadRegion region) => Assert.Equal(region, new TwoServerModel(1, ratio).RegionOf(load));

    [Fact]
    public void Emulated_queues_take_as_long_as_the_formula_says()
    {
        // 400,000 arrivals: 8 a second for 50,000 s.
        SystemResult both = Play(new TwoServersSettings { From = 0.8, To = 0.8, Share = 0.9 }, 1, 50_000 / 3600.0);
        Assert.InRange(both.Of("requests"), 395_000, 405_000);
        Assert.InRange(both.Of("responseTime.mean"), 0.2724 * 0.99, 0.2724 * 1.01);
        SystemResult fast = Play(new TwoServersSettings { From = 0.4, To = 0.4, Share = 1 }, 1, 25);
        Assert.InRange(fast.Of("responseTime.mean"), 0.1333 * 0.99, 0.1333 * 1.01);
    }

    [Fact]
    public void The_formula_alone_gives_the_same_curve_without_a_request()
    {
        SystemResult formula = Play(new TwoServersSettings { Answer = AnswerSource.Formula }, 12, 0.1), emulation = Play(new TwoServersSettings(), 12, 1.5);
        Assert.Equal(0, formula.Of("requests"));
        IReadOnlyList<(double X, double Y)> a = Curve(formula), b = Curve(emulation);
        Assert.Equal(a.Select(p => p.X), b.Select(p => p.X));
        Assert.True(emulation.Of("deviation") < 0.25);
    }

    private static IReadOnlyList<(double X, double Y)> Curve(SystemResult result) => result.Report.Curves.Single(c => c.Name == "response time by load").Points;

    [Fact]
    public void Tournament_with_the_points_of_the_lecture()
    {
        SystemResult result = Play(new DilemmaSettings { Temptation = 5, Reward = 2, Punishment = 0, Sucker = 0 });
        (string Name, double Points)[] expected = [("titForTat", 1250), ("grim", 1250), ("alternator", 1230), ("pavlov", 1175), ("allC", 1100), ("titForTwoTats", 1100), ("allD", 1020)];
        Assert.Equal(expected, expected.Select(e => (e.Name, result.Of("points." + e.Name))));
        string[][] rows = [.. result.Report.Tables.Single(t => t.Title.StartsWith("Points", StringComparison.Ordinal)).Rows.Select(r => r.ToArray())];
        // Pairs: tit-for-tat, grim, alternator, Pavlov, always, tit-for-two-tats, never.
        Assert.Equal(["200", "200", "250"], rows[0][1..4]);
        Assert.Equal(("0", "5"), (rows[0][7], rows[6][1]));
        Assert.Equal(("100", "350", "100", "5", "250", "175"), (rows[4][3], rows[2][5], rows[2][3], rows[2][2], rows[1][3], rows[2][4]));
    }

    [Fact]
    public void Tournament_with_the_classic_points()
    {
        SystemResult result = Play(new DilemmaSettings());
        (string Name, double Points)[] expected = [("titForTat", 1849), ("grim", 1898), ("alternator", 1579), ("pavlov", 1775), ("allC", 1650), ("titForTwoTats", 1748), ("allD", 1516)];
        Assert.Equal(expected, expected.Select(e => (e.Name, result.Of("points." + e.Name))));
        Assert.Equal(4900, result.Of("rounds"));
    }

    [Fact]
    public void Noise_spoils_tit_for_tat_among_its_like_and_runs_are_the_same_on_several_threads()
    {
        DilemmaSettings alone = new() { Strategies = [Strategy.TitForTat, Strategy.Random], Rounds = 1000, Noise = 0.05 };
        SystemResult noisy = Play(alone), calm = Play(alone with { Noise = 0 });
        Assert.Equal("3,000", calm.Report.Tables[0].Rows[0][1]);
        Assert.InRange(double.Parse(noisy.Report.Tables[0].Rows[0][1].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture), 1800, 2800);
        Assert.Equal(noisy.Digest, Play(alone, threads: 2).Digest);
        Assert.NotEqual(noisy.Of("points.random"), Play(alone, seed: 2).Of("points.random"));
    }

    [Fact]
    public void Too_few_players_are_refused()
    {
        var error = Assert.Throws<ScenarioException>(() => new SystemRun("pd", new DilemmaProtocol(), new DilemmaSettings(), Quiet(13, TimeSpan.FromHours(1)), new RunOptions()));
        Assert.Contains("expected at least 14", error.Message, StringComparison.Ordinal);
    }
}
