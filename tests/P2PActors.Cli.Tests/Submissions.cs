using System.Globalization;
using System.Text;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Cli.Control;

namespace P2PActors.Cli.Tests;

/// <summary>What <c>p2p submit</c> does with the answers of a cluster; the cluster is pretended.</summary>
public sealed class Submissions : IDisposable
{
    private const string Tiny = "peers = 40\nduration = 10m\nqueries { mean-interval = 1m }\ncontent.catalogue.files = 200\nsystems { napster {} }\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static RunStatus Status(RunState state, string message = "", int attempts = 1, string system = "", double now = 0) =>
        new(7, "tiny", state, attempts, ["akka.tcp://p2p@127.0.0.1:4700"], message, system, now, 600, (long)now * 100, 40, state == RunState.Done ? "00ff" : "");

    /// <summary>A machine that goes through some states, one at each question.</summary>
    private static PretendedMachine Going(params RunStatus[] states)
    {
        int at = 0;
        var machine = new PretendedMachine
        {
            Answers = message => message is Submission ? new Accepted(7, 0) : states[Math.Min(at++, states.Length - 1)],
        };
        machine.Files["report.html"] = Encoding.UTF8.GetBytes("<html>a report of more than one piece</html>");
        machine.Files["empty.csv"] = [];
        machine.Files["summary.json"] = Encoding.UTF8.GetBytes("{ \"digest\": \"00ff\" }\n");
        machine.Files["summary.txt"] = Encoding.UTF8.GetBytes("digest 00ff\nreport {run directory}/report.html\n");
        return machine;
    }

    private CliResult Submit(PretendedMachine machine, params string[] more) =>
        Cli.Run(["submit", _scratch.Write("tiny.conf", Tiny), "--to", machine.To, "--out", _scratch["out"], .. more]);

    [Fact]
    public async Task What_is_submitted_is_the_scenario_after_all_overrides_and_the_command_that_repeats_it()
    {
        await using PretendedMachine machine = Going(Status(RunState.Done));

        Submit(machine, "--set", "peers=33", "--seed", "9", "--threads", "2", "--cohorts", "5", "--repeat", "2", "--machines", "3");

        var what = Assert.IsType<Submission>(machine.Asked[0]);
        Assert.Equal(("tiny", 2, 5, 2, 3), (what.Name, what.Threads, what.Cohorts, what.Repeat, what.Machines));
        Assert.Contains("peers = 33", what.Text, StringComparison.Ordinal);
        Assert.Contains("seed = 9", what.Text, StringComparison.Ordinal);
        Assert.StartsWith("p2p run ", what.CommandLine, StringComparison.Ordinal);
        Assert.Contains("--set peers=33", what.CommandLine, StringComparison.Ordinal);
        Assert.Contains("--repeat 2", what.CommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_followed_and_its_files_are_fetched_piece_by_piece()
    {
        await using PretendedMachine machine = Going(
            Status(RunState.Queued, "waits for machines: 1 of 2 are there", attempts: 0),
            Status(RunState.Running, system: "napster", now: 60),
            Status(RunState.Running, "attempt 1 was called off: a machine left", 2),
            Status(RunState.Done, attempts: 2));

        CliResult result = Submit(machine);

        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
        Assert.Contains("Run 7 was submitted.", result.Output, StringComparison.Ordinal);
        Assert.Contains("waits for machines: 1 of 2 are there", result.Output, StringComparison.Ordinal);
        Assert.Contains("attempt 1 on 1 machines", result.Output, StringComparison.Ordinal);
        Assert.Contains("attempt 1 was called off: a machine left", result.Output, StringComparison.Ordinal);
        Assert.Contains("attempt 2 on 1 machines", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"digest 00ff\nreport {_scratch["out"]}/report.html\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["empty.csv", "report.html", "summary.json"], Directory.GetFiles(_scratch["out"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(machine.Files["report.html"], File.ReadAllBytes(Path.Combine(_scratch["out"], "report.html")));
    }

    [Fact]
    public async Task As_JSON_there_is_the_summary_and_nothing_else()
    {
        await using PretendedMachine machine = Going(Status(RunState.Running, "something to say"), Status(RunState.Done));

        Assert.Equal(new CliResult(ExitCodes.Done, "{ \"digest\": \"00ff\" }\n", ""), Submit(machine, "--json"));
    }

    [Fact]
    public async Task Quietly_there_is_nothing()
    {
        await using PretendedMachine machine = Going(Status(RunState.Done));

        Assert.Equal(new CliResult(ExitCodes.Done, "", ""), Submit(machine, "--quiet"));
    }

    [Fact]
    public async Task Detached_it_does_not_wait()
    {
        await using PretendedMachine machine = Going(Status(RunState.Queued));

        CliResult result = Submit(machine, "--detach");

        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Single(machine.Asked);
        Assert.False(Directory.Exists(_scratch["out"]));
    }

    [Theory]
    [InlineData(RunState.Failed, "the machines ended with different digests")]
    [InlineData(RunState.Cancelled, "called off")]
    public async Task A_run_that_does_not_come_to_its_end_is_exit_code_1_and_its_reason(RunState state, string why)
    {
        await using PretendedMachine machine = Going(Status(RunState.Running), Status(state, why));

        CliResult result = Submit(machine, "--quiet");

        Assert.Equal(new CliResult(ExitCodes.Failed, "", $"p2p: run 7: {why}\n"), result);
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1_and_its_reason()
    {
        await using var machine = new PretendedMachine { Answers = static _ => new Refused("the coordinator did not answer within 10 s; try again") };

        CliResult result = Submit(machine, "--quiet");

        Assert.Equal(new CliResult(ExitCodes.Failed, "", "p2p: the coordinator did not answer within 10 s; try again\n"), result);
    }

    [Fact]
    public void Where_no_machine_answers_one_message_says_what_to_start()
    {
        int port;
        using (var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        }

        CliResult result = Cli.Run("submit", _scratch.Write("tiny.conf", Tiny), "--to", $"127.0.0.1:{port}", "--out", _scratch["out"]);

        Assert.Equal((ExitCodes.Wrong, ""), (result.Code, result.Output));
        Assert.StartsWith($"p2p: nobody answers at 127.0.0.1:{port}", result.Errors, StringComparison.Ordinal);
        Assert.Contains("p2p machine", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_machine_that_is_lost_is_tried_again_until_it_is_back()
    {
        PretendedMachine first = Going(Status(RunState.Running));
        int port = first.Port;
        Task<CliResult> submitting = Task.Run(() => Submit(first));
        Assert.True(SpinWait.SpinUntil(() => { lock (first.Asked) return first.Asked.Count > 1; }, TimeSpan.FromSeconds(20)));
        await first.DisposeAsync();
        await Task.Delay(700);
        var second = new PretendedMachine(port: port) { Answers = static _ => Status(RunState.Done) };
        foreach ((string name, byte[] bytes) in first.Files) second.Files[name] = bytes;

        CliResult result = await submitting;

        await second.DisposeAsync();
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
        Assert.DoesNotContain(second.Asked, asked => asked is Submission);
    }

    [Fact]
    public async Task The_token_is_given_or_found_in_the_environment()
    {
        await using var machine = new PretendedMachine("sesame") { Answers = static message => message is Submission ? new Accepted(7, 3) : Status(RunState.Queued) };

        CliResult without = Submit(machine, "--detach");
        CliResult with = Submit(machine, "--detach", "--token", "sesame");

        Assert.Equal(ExitCodes.Wrong, without.Code);
        Assert.Contains(ControlProtocol.TokenVariable, without.Errors, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Done, "Run 7 was submitted; 3 before it.\n"), (with.Code, with.Output));
    }

    [Theory]
    [InlineData("--threads", "-1")]
    [InlineData("--threads", "65")]
    [InlineData("--cohorts", "-1")]
    [InlineData("--repeat", "0")]
    [InlineData("--machines", "-1")]
    public async Task Numbers_out_of_range_are_refused_before_anything_is_submitted(string option, string value)
    {
        await using PretendedMachine machine = Going(Status(RunState.Done));

        CliResult result = Submit(machine, option, value);

        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"p2p: {option} {value}: expected "), result.Errors, StringComparison.Ordinal);
        Assert.Empty(machine.Asked);
    }

    [Fact]
    public async Task A_wrong_scenario_is_refused_before_anything_is_submitted()
    {
        await using PretendedMachine machine = Going(Status(RunState.Done));

        CliResult result = Cli.Run("submit", _scratch.Write("wrong.conf", "pears = 4\n" + Tiny), "--to", machine.To);

        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("did you mean 'peers'?", result.Errors, StringComparison.Ordinal);
        Assert.Empty(machine.Asked);
    }
}
