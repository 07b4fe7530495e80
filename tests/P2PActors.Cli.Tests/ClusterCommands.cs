using System.Text.Json.Nodes;
using P2PActors.Akka.Tests.Stages;

namespace P2PActors.Cli.Tests;

/// <summary>The commands of a cluster, where it is in the build and where it is not.</summary>
public sealed class ClusterCommands : IDisposable
{
    private const string Tiny = "title = \"Tiny\"\npeers = 60\nduration = 10m\nnetwork.latency { model = constant, one-way = 100ms }\nqueries { mean-interval = 1m, start-after = 1m }\ncontent.catalogue.files = 200\nfaults = [ { fault = kill, at = 5m, share = 10% } ]\nsystems { napster {}, gnutella {} }\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [ClusterFact(false)]
    public void A_machine_says_what_is_missing_and_how_to_get_it()
    {
        CliResult result = Cli.Run("machine");

        Assert.Equal((ExitCodes.Wrong, ""), (result.Code, result.Output));
        Assert.StartsWith("p2p: p2p machine needs the cluster engine, which is not in this build", result.Errors, StringComparison.Ordinal);
        Assert.Contains("dotnet restore -p:RetryAkka=true", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [ClusterTheory]
    [InlineData("--config nothing.conf", "--config nothing.conf: there is no such file")]
    [InlineData("--port 65536", "--port 65536: expected 0 to 65535")]
    [InlineData("--port -1", "--port -1: expected 0 to 65535")]
    [InlineData("--control 70000", "--control 70000: expected 0 to 65535")]
    [InlineData("--health 70000", "--health 70000: expected 0 to 65535")]
    [InlineData("--join localhost", "--join localhost: expected host:port")]
    [InlineData("--join :4700", "--join :4700: expected host:port")]
    [InlineData("--join a:b", "--join a:b: expected host:port")]
    [InlineData("--control-address everywhere", "--control-address everywhere: expected an address")]
    public void An_option_that_makes_no_sense_is_one_message_and_exit_code_2(string arguments, string message)
    {
        CliResult result = Cli.Run(["machine", .. arguments.Split(' ')]);

        Assert.Equal((ExitCodes.Wrong, ""), (result.Code, result.Output));
        Assert.StartsWith("p2p: " + message, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [ClusterFact(true)]
    public void A_control_port_that_others_reach_needs_a_token()
    {
        CliResult result = Cli.Run("machine", "--port", $"{Ports.Free()}", "--data", _scratch.Folder, "--control", "0", "--control-address", "0.0.0.0");

        Assert.Equal((ExitCodes.Wrong, ""), (result.Code, result.Output));
        Assert.Contains("a control port on 0.0.0.0 is open to other computers and needs a token: set P2P_TOKEN", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>The summary at the end of what was printed: from the head of its table on.</summary>
    private static string SummaryOf(string output) => output[output.IndexOf(new string(' ', 34), StringComparison.Ordinal)..];

    private static string WithoutTiming(string directory)
    {
        JsonObject summary = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "summary.json")))!.AsObject();
        Assert.True(summary.Remove("timing"), "there is timing");
        return summary.ToJsonString();
    }

    [ClusterFact(true)]
    [Trait("duration", "long")]
    public void What_is_submitted_to_a_machine_gives_what_a_run_gives_apart_from_timing()
    {
        string scenario = _scratch.Write("tiny.conf", Tiny);
        CliResult run = Cli.Run("run", scenario, "--out", _scratch["run"], "--seed", "4");
        using MachineProcess machine = new MachineProcess(_scratch.Folder).Started();
        CliResult submitted = Cli.Run("submit", scenario, "--to", $"127.0.0.1:{machine.ControlPort}", "--out", _scratch["sub"], "--seed", "4");

        Assert.Equal((ExitCodes.Done, ""), (submitted.Code, submitted.Errors));
        Assert.Equal(SummaryOf(run.Output).Replace(_scratch["run"], "DIR", StringComparison.Ordinal), SummaryOf(submitted.Output).Replace(_scratch["sub"], "DIR", StringComparison.Ordinal));
        Assert.Equal(Names(_scratch["run"]), Names(_scratch["sub"]));
        Assert.Equal(WithoutTiming(_scratch["run"]), WithoutTiming(_scratch["sub"]));
        foreach (string same in (string[])["timeseries.csv", "scenario.conf"])
            Assert.Equal(File.ReadAllText(Path.Combine(_scratch["run"], same)), File.ReadAllText(Path.Combine(_scratch["sub"], same)));

        static IEnumerable<string> Names(string directory) => Directory.GetFiles(directory).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
    }
}
