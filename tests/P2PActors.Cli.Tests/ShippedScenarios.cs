using System.Text.Json;
using P2PActors.Tests;

namespace P2PActors.Cli.Tests;

/// <summary>
/// Every scenario that is shipped, run small: it validates, it runs, and its digest is the recorded one whatever the threads
/// and cohorts. A digest that changes without a reason is a defect; one that changes for a reason is recorded anew here.
/// </summary>
public sealed class ShippedScenarios : IDisposable
{
    private static readonly string[] Small =
    [
        "--set", "duration=30m", "--set", "churn.arrivals={ model = steady, spread = 2m }", "--set", "queries.start-after=5m",
        "--set", "queries.mean-interval=5m", "--set", "sweep=null", "--set", "sweep={}", "--set", "faults=[]",
    ];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string[], string> Recorded => new()
    {
        { "quickstart", ["--set", "peers=150"], "b0d8a7389a25a167f63b7b8ef0d947ce" },
        { "napster-farm", ["--set", "peers=150"], "422d4bd0c53b3ef370c159de9decf618" },
        { "gnutella-growth", ["--set", "peers=150"], "16f014a630909eae2d44b220cdcd6b33" },
        { "gnutella-crawl", ["--set", "peers=300", "--set", "topology=null", "--set", "topology={ model = preferential }", "--set", "network.latency=null", "--set", "network.latency={ model = coordinates }"], "cbb3d6be35d0b65a9272f47b54bc2706" },
    };

    [Fact]
    public void Each_is_in_the_list_below()
    {
        IEnumerable<string> shipped = Directory.GetFiles(Path.Combine(Cli.RepositoryRoot, "hocon"), "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)!);
        Assert.Equal(shipped.Order(StringComparer.Ordinal), Recorded.Select(r => (string)r[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Each_runs_small_and_has_the_recorded_digest(string scenario, string[] changes, string digest)
    {
        Assert.Equal(digest, DigestOf(scenario, changes, "2", "0"));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Each_has_one_digest_whatever_the_threads_and_cohorts(string scenario, string[] changes, string digest)
    {
        foreach (string threads in (string[])["1", "2", "4"])
        {
            foreach (string cohorts in (string[])["1", "7", "64", "1000"])
                Assert.Equal(digest, DigestOf(scenario, changes, threads, cohorts));
        }
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("napster-farm")]
    [InlineData("gnutella-growth")]
    public void Each_validates_as_it_is(string scenario)
    {
        CliResult result = Cli.Run("validate", Cli.Shipped(scenario));
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
    }

    [SharedDataFact("gnutella-2002/p2p-Gnutella08.txt")]
    public void The_crawl_validates_where_its_data_is_at_hand()
    {
        CliResult result = Cli.Run("validate", Cli.Shipped("gnutella-crawl"), "--set", $"topology.file=\"{SharedData.PathOf("gnutella-2002/p2p-Gnutella08.txt")}\"");
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
    }

    private string DigestOf(string scenario, string[] changes, string threads, string cohorts)
    {
        string directory = _scratch[$"{scenario}-{threads}-{cohorts}"];
        CliResult result = Cli.Run(["run", Cli.Shipped(scenario), "--out", directory, "--quiet", "--threads", threads, "--cohorts", cohorts, .. Small, .. changes]);
        Assert.Equal("", result.Errors);
        Assert.Equal(ExitCodes.Done, result.Code);
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "summary.json")));
        return summary.RootElement.GetProperty("runs")[0].GetProperty("digest").GetString()!;
    }
}
