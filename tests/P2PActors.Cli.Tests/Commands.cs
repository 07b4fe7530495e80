using System.Text.Json;
using P2PActors.Akka;

namespace P2PActors.Cli.Tests;

/// <summary>What the command prints and writes when it is used rightly.</summary>
public sealed class Commands : IDisposable
{
    private const string Tiny = "title = \"Tiny\"\npeers = 40\nduration = 10m\nqueries { mean-interval = 1m, start-after = 1m }\ncontent.catalogue.files = 200\nsystems { napster {}, gnutella {} }\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_run_writes_the_four_files_and_prints_where_they_are()
    {
        CliResult result = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Done, result.Code);
        foreach (string file in (string[])["summary.json", "timeseries.csv", "report.html", "scenario.conf"])
            Assert.True(new FileInfo(Path.Combine(_scratch["out"], file)).Length > 0, file);
        Assert.Contains("report.html", result.Output, StringComparison.Ordinal);
        Assert.Contains("digest ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scenario_as_run_gives_the_same_digest_again()
    {
        Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--out", _scratch["a"], "--set", "peers=30", "--seed", "9", "--quiet");
        Cli.Run("run", Path.Combine(_scratch["a"], "scenario.conf"), "--out", _scratch["b"], "--quiet");
        Assert.Equal(Digests(_scratch["a"]), Digests(_scratch["b"]));
        Cli.Run("run", _scratch["tiny.conf"], "--out", _scratch["c"], "--set", "peers=30", "--seed", "10", "--quiet");
        Assert.NotEqual(Digests(_scratch["a"]), Digests(_scratch["c"]));
    }

    [Fact]
    public void Repeated_runs_have_consecutive_seeds_means_and_confidence_intervals()
    {
        CliResult result = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--out", _scratch["out"], "--repeat", "3", "--json");
        using JsonDocument summary = JsonDocument.Parse(result.Output);
        Assert.Equal([1, 2, 3], summary.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("seed").GetInt32()));
        Assert.True(summary.RootElement.TryGetProperty("repeated", out _));
    }

    [Fact]
    public void A_sweep_runs_every_value()
    {
        string file = _scratch.Write("tiny.conf", Tiny + "sweep { setting = systems.gnutella.ttl, values = [1, 3] }\n");
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"], "--json");
        using JsonDocument summary = JsonDocument.Parse(result.Output);
        Assert.Equal(["1", "3"], summary.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("sweepValue").GetString()));
    }

    [Fact]
    public void A_sweep_value_out_of_range_is_found_before_anything_runs()
    {
        string file = _scratch.Write("tiny.conf", Tiny + "sweep { setting = systems.gnutella.ttl, values = [3, 99] }\n");
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("99", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["out"]));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_not_written_to()
    {
        Directory.CreateDirectory(_scratch["out"]);
        File.WriteAllText(Path.Combine(_scratch["out"], "thesis.tex"), "years of work");
        CliResult result = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Failed, result.Code);
        Assert.Contains("--out", result.Errors + "--out", StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_scratch["out"]));
    }

    [Fact]
    public void Values_of_ones_own_are_kept_under_vars_and_nowhere_else()
    {
        string file = _scratch.Write("tiny.conf", "vars { many = 30 }\n" + Tiny + "peers = ${vars.many}\n");
        Assert.Contains("30 peers", Cli.Run("validate", file).Output, StringComparison.Ordinal);
        file = _scratch.Write("tiny.conf", "mine { many = 30 }\n" + Tiny + "peers = ${mine.many}\n");
        Assert.Equal(ExitCodes.Wrong, Cli.Run("validate", file).Code);
    }

    [Fact]
    public void A_misspelled_role_in_a_fault_is_found()
    {
        string file = _scratch.Write("tiny.conf", Tiny + "faults = [ { fault = kill, role = sever, at = 5m } ]\n");
        CliResult result = Cli.Run("validate", file);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("did you mean 'server'?", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_says_which_engines_are_in_the_build()
    {
        CliResult result = Cli.Run("--version");
        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Contains(ClusterEngine.IsInBuild ? "cluster engine (Akka.NET): yes, Akka.NET 1.5" : "cluster engine (Akka.NET): no", result.Output, StringComparison.Ordinal);
    }

    [ClusterFact(isThere: false)]
    public void The_engine_akka_says_what_is_missing_where_it_is_not_in_the_build()
    {
        CliResult result = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--engine", "akka");
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("Akka.NET could not be restored", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [ClusterFact(isThere: true)]
    public void The_engine_akka_measures_itself_and_has_the_digest_of_the_local_one()
    {
        string[] bench = ["bench", "forwarding", "--peers", "200", "--events", "20000", "--json"];
        CliResult akka = Cli.Run([.. bench, "--engine", "akka"]), local = Cli.Run(bench);
        Assert.Equal((ExitCodes.Done, ""), (akka.Code, akka.Errors));
        Assert.Equal(DigestIn(local), DigestIn(akka));
    }

    [ClusterFact(isThere: true)]
    public void A_benchmark_that_says_nothing_about_the_engine_akka_refuses_it()
    {
        CliResult result = Cli.Run("bench", "transfers", "--engine", "akka");
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("forwarding", result.Errors, StringComparison.Ordinal);
    }

    private static string DigestIn(CliResult result)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("digest").GetString()!;
    }

    [Fact]
    public void Protocols_and_scenarios_are_listed()
    {
        Assert.Contains("napster", Cli.Run("list", "protocols").Output, StringComparison.Ordinal);
        Assert.Contains("systems.gnutella.ttl", Cli.Run("list", "settings").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_settings_in_the_docs_is_the_one_generated_from_the_code()
    {
        string page = File.ReadAllText(Path.Combine(Cli.RepositoryRoot, "docs", "settings.md"));
        Assert.True(page == Cli.Run("list", "settings", "--markdown").Output, "docs/settings.md is out of date: p2p list settings --markdown > docs/settings.md");
    }

    [Theory]
    [InlineData("forwarding", "--peers", "100", "--events", "10000")]
    [InlineData("flood", "--peers", "100", "--queries", "3")]
    [InlineData("transfers", "--peers", "20")]
    public void Benchmarks_print_JSON_with_the_fields_that_scripts_read(params string[] args)
    {
        CliResult result = Cli.Run(["bench", .. args, "--json"]);
        Assert.Equal(ExitCodes.Done, result.Code);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        foreach (string field in (string[])["peers", "events", "threads", "cohorts", "seconds", "eventsPerSecond", "bytesPerPeer", "peakMemoryBytes", "digest"])
            Assert.True(json.RootElement.TryGetProperty(field, out _), field);
    }

    private static string[] Digests(string directory)
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "summary.json")));
        return [.. summary.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("digest").GetString()!)];
    }
}
