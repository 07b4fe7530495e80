using P2PActors.Engine;
using P2PActors.Examples;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Examples;

public sealed class RumourExample
{
    private const string Scenario = """
        duration = 10m
        peers = 1000
        churn { preset = none, arrivals { model = steady, spread = 0s } }
        network { bandwidth = off, latency { model = constant, one-way = 50ms } }
        systems { rumour { round = 10s } }
        """;

    [Fact]
    public void The_rumour_reaches_everybody_in_about_log2_n_plus_ln_n_rounds()
    {
        var samples = new List<double>();
        for (int seed = 1; seed <= 20; seed++)
        {
            SystemResult result = Run(seed);
            Assert.Equal(1.0, result.Report.ValueOf("coverage"));
            samples.Add(result.Report.ValueOf("rounds")!.Value);
        }

        // Pittel 1987: log2 n + ln n + O(1) rounds, 16.9 for a thousand peers.
        Assert.InRange(samples.Average(), Math.Log2(1000) + Math.Log(1000) - 2, Math.Log2(1000) + Math.Log(1000) + 3);
    }

    [Fact]
    public void Another_seed_spreads_it_another_way() => Assert.NotEqual(Run(1).Digest, Run(2).Digest);

    [Fact]
    public void The_README_shows_the_example_as_it_is()
    {
        string root = RepositoryRoot();
        string example = File.ReadAllText(Path.Combine(root, "docs", "examples", "RumourProtocol.cs"));
        Assert.True(example.Split('\n').Length < 100);
        Assert.Contains(example.Trim(), File.ReadAllText(Path.Combine(root, "README.md")), StringComparison.Ordinal);
    }

    private static SystemResult Run(int seed)
    {
        var loader = new ScenarioLoader(new ProtocolRegistry([new RumourProtocol()]));
        P2PActors.Scenarios.Scenario scenario = loader.Check("rumour", HoconDocument.Parse(Scenario, "rumour.conf", [new HoconOverride("seed", $"{seed}")]));
        return new ScenarioRunner(loader).Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = 1 } }).Runs[0].Systems[0];
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "P2PActors.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
