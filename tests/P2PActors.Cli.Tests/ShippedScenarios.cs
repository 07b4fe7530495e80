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
        "--set", "queries.mean-interval=5m", "--set", "sweep=null", "--set", "sweep={}", "--set", "faults=[]", "--set", "phases=[]", "--set", "expect=[]",
    ];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string[], string> Recorded => new()
    {
        { "napster-farm", ["--set", "peers=150"], "422d4bd0c53b3ef370c159de9decf618" },
        { "gnutella-growth", ["--set", "peers=150"], "16f014a630909eae2d44b220cdcd6b33" },
        { "compare-file-sharing", ["--set", "peers=150", "--set", "faults=[ { fault = outage, top = 10%, by = connections, at = 10m, for = 5m }, { fault = outage, share = 10%, at = 18m, for = 5m } ]"], "078dd75b5d8f59715ea53dc60c2210a4" },
        { "flash-crowd", ["--set", "peers=150", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = flash-crowd, at = 2m, tau = 5m }"], "8d757db1f7c40e0183db63cd6e285882" },
        { "gnutella-freeriding", ["--set", "peers=150"], "71af70de8e2c643892fa7db7c68e8cc4" },
        { "gnutella-resilience", ["--set", "peers=150", "--set", "vars.removed=10%", "--set", "vars.crawl08=null", "--set", "vars.crawl08={ topology.model = hybrid }", "--set", "vars.crawl31=null", "--set", "vars.crawl31={ topology.model = random }"], "0b165ee9222de03c19e05f8d27da9809" },
        { "napster-shutdown", ["--set", "peers=150", "--set", "vars.server.max-connections=20", "--set", "faults=[ ${vars.switch-off} { at = 10m }, ${vars.switch-off} { at = 20m } ]"], "158c15aae65bfc4a5a5ab106c8afe3e9" },
        { "kazaa-supernodes", ["--set", "peers=150"], "93fba2e0ddb96a84befc44e3eaedf650" },
        { "kazaa-pollution", ["--set", "peers=150"], "6b37a35b00cb9f4a1e2c6ecef3bf6432" },
        { "seti-at-home", ["--set", "peers=60", "--set", "vars.unit.flops=1e11", "--set", "vars.sky.compute=model", "--set", "systems.one-machine.scheduler.daily-quota=100"], "72f0c8b8087ed84d2b221fc3fea5c1a8" },
        { "seti-cheaters", ["--set", "peers=40", "--set", "vars.unit.flops=1e11"], "919744ac3fd35b11fc122ec7f4c7aba2" },
        { "seti-deadlines", ["--set", "peers=40", "--set", "vars.base.unit.flops=1e11"], "ef20cb5819ae7077c681a9c2995bc4ac" },
        { "sybil", ["--set", "peers=150"], "6d170b083d8547264785909cf6392154" },
        { "bittorrent-swarm", ["--set", "peers=30", "--set", "vars.file.size=5MiB", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }"], "c86fb02c3e6ad8f1e09be01f4ad62a97" },
        { "bittorrent-freeriders", ["--set", "peers=30", "--set", "vars.file.size=3MiB", "--set", "vars.riders=30%", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }"], "2bb40fe86adb8000adc905a6194417d7" },
        { "bittorrent-pieces", ["--set", "peers=20", "--set", "vars.swarm.torrent.size=5MiB", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }", "--set", "faults=[ { fault = kill, role = seed, at = 4m } ]"], "e78ab12f8675177f1a63d1ea8f11da30" },
        { "bittorrent-fluid", ["--set", "peers=20", "--set", "systems.lambda-0_20.override.peers=40", "--set", "vars.swarm.torrent.size=5MiB", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }"], "c943bb3cdf6e4bce709664b4377419e6" },
        { "freeride-two-servers", ["--set", "peers=5", "--set", "duration=3m", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }"], "884f087d5ec5eeeea7ab2fe51a8394b6" },
        { "prisoners-dilemma", ["--set", "peers=14", "--set", "churn.arrivals=null", "--set", "churn.arrivals={ model = steady, spread = 2m }"], "a8a7509d25b3fc10d0b1ccfe793928e1" },
        { "gnutella-crawl", ["--set", "peers=300", "--set", "topology=null", "--set", "topology={ model = preferential }", "--set", "network.latency=null", "--set", "network.latency={ model = coordinates }"], "cbb3d6be35d0b65a9272f47b54bc2706" },
        { "skype-calls", ["--set", "peers=150"], "f963cd129a5611390f7e1b88aab85316" },
        { "skype-outage-2007", ["--set", "peers=150"], "e39580ff28d9f65713f19f0ef0099889" },
        { "skype-outage-2010", ["--set", "peers=150", "--set", "vars.skype.hosted=[ { at = 10m, count = 1, max-clients = 1000 } ]"], "7c364a17f28e232dfd55aa2ec231bdee" },
        { "skype-directory", ["--set", "peers=150"], "08bf0efc5e5fe18c9a94f54d5184a939" },
        { "instant-messaging", ["--set", "peers=150"], "9887a937893ccd4c63557c4bfabaf366" },
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
    [MemberData(nameof(Recorded))]
    public void Each_has_the_same_digest_when_its_messages_go_through_bytes(string scenario, string[] changes, string digest)
    {
        Assert.Equal(digest, DigestOf(scenario, changes, "2", "0", more: "--round-trip"));
    }

    [ClusterTheory]
    [MemberData(nameof(Recorded))]
    public void Each_has_the_same_digest_when_its_peers_are_Akka_actors(string scenario, string[] changes, string digest)
    {
        Assert.Equal(digest, DigestOf(scenario, changes, "2", "0", "akka"));
    }

    [Theory]
    [InlineData("napster-farm")]
    [InlineData("gnutella-growth")]
    [InlineData("compare-file-sharing")]
    [InlineData("flash-crowd")]
    [InlineData("gnutella-freeriding")]
    [InlineData("napster-shutdown")]
    [InlineData("kazaa-supernodes")]
    [InlineData("kazaa-pollution")]
    [InlineData("seti-at-home")]
    [InlineData("seti-cheaters")]
    [InlineData("seti-deadlines")]
    [InlineData("sybil")]
    [InlineData("bittorrent-swarm")]
    [InlineData("bittorrent-freeriders")]
    [InlineData("bittorrent-pieces")]
    [InlineData("bittorrent-fluid")]
    [InlineData("freeride-two-servers")]
    [InlineData("prisoners-dilemma")]
    [InlineData("skype-calls")]
    [InlineData("skype-outage-2007")]
    [InlineData("skype-outage-2010")]
    [InlineData("skype-directory")]
    [InlineData("instant-messaging")]
    public void Each_validates_as_it_is(string scenario)
    {
        CliResult result = Cli.Run("validate", Cli.Shipped(scenario));
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
    }

    [SharedDataFact("gnutella-2002/p2p-Gnutella08.txt")]
    public void Those_of_the_crawl_validate_where_its_data_is_at_hand()
    {
        Validates("gnutella-crawl", "topology.file", "gnutella-2002/p2p-Gnutella08.txt");
        Validates("gnutella-resilience", "vars.crawls", "gnutella-2002");
    }

    private static void Validates(string scenario, string key, string data)
    {
        CliResult result = Cli.Run("validate", Cli.Shipped(scenario), "--set", $"{key}=\"{SharedData.PathOf(data)}\"");
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
    }

    private string DigestOf(string scenario, string[] changes, string threads, string cohorts, string engine = "local", params string[] more)
    {
        string directory = _scratch[$"{scenario}-{threads}-{cohorts}"];
        CliResult result = Cli.Run(["run", Cli.Shipped(scenario), "--out", directory, "--quiet", "--threads", threads, "--cohorts", cohorts, "--engine", engine, .. more, .. Small, .. changes]);
        Assert.Equal("", result.Errors);
        Assert.Equal(ExitCodes.Done, result.Code);
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "summary.json")));
        Assert.Equal(engine, summary.RootElement.GetProperty("timing").GetProperty("runs")[0].GetProperty("engine").GetString());
        return summary.RootElement.GetProperty("runs")[0].GetProperty("digest").GetString()!;
    }
}
