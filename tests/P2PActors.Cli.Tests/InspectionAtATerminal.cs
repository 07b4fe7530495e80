using System.Net.Sockets;
using System.Text.RegularExpressions;
using P2PActors.Inspection;

namespace P2PActors.Cli.Tests;

/// <summary>Inspection as a person meets it: at a terminal, from a pipe, and from another terminal.</summary>
public sealed class InspectionAtATerminal : IDisposable
{
    private const string Tiny = "title = \"Tiny\"\npeers = 40\nduration = 20m\nqueries { mean-interval = 1m, start-after = 1m }\ncontent.catalogue.files = 200\nsystems { napster {}, gnutella {} }\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [TerminalFact]
    public void Every_command_answers_at_a_terminal()
    {
        using var terminal = new Terminal("run", _scratch.Write("tiny.conf", Tiny), "--interactive", "--out", _scratch["out"]);
        (string Command, string Answer)[] all =
        [
            ("status", "paused"), ("help", "COMMAND"), ("speed max", "fast"), ("step 3", "window"), ("resume until 5m", "running until"), ("pause", "paused at"),
            ("resume until 6m", "running until"), ("peers role=client limit 3", "limit N"), ("peer 3", "sessions"), ("roles", "redirector"), ("systems", "gnutella"),
            ("metrics search", "searches"), ("series searches", "mean"), ("journal", "by hand"), ("digest", " at 0:0"), ("step event 40", "came:"), ("step", "window"),
            ("kill 5", "kill peer 5"), ("restart 5", "restart"), ("outage 6 for=1m", "outage"), ("partition share=0.2", "partition"), ("heal", "heal"),
            ("degrade loss=1%", "degrade"), ("restore", "1"), ("pollution share=5%", "peer"), ("fail 7", "fail"), ("sybil count=3", "have to exist"),
            ("search 3 \"the\"", "search for"), ("trace next 3", "traced"), ("trace show", "begun"), ("trace stop", "off"), ($"save {_scratch["so-far"]}", "report so far"),
        ];
        Assert.Empty(InspectionCommands.All.Select(c => c.Name).Except(all.Select(a => a.Command.Split(' ')[0])).Except(["quit"]));
        foreach ((string command, string answer) in all)
        {
            terminal.Do(command, answer);
            if (command == "resume until 6m") terminal.Expect("0:06:00 paused");
        }

        terminal.Do("quit", "digest ");
        Assert.Equal(0, terminal.ExitCode());
        Assert.True(File.Exists(Path.Combine(_scratch["so-far"], "report.html")));
        Assert.True(File.Exists(Path.Combine(_scratch["out"], "journal.conf")));
    }

    [TerminalFact]
    public void Lines_are_completed_recalled_and_corrected()
    {
        using var terminal = new Terminal("run", _scratch.Write("tiny.conf", Tiny), "--interactive", "--out", _scratch["out"]);
        terminal.Expect("> ");
        terminal.Type("dig\t\r");
        terminal.Expect("at 0:00:00.000");
        terminal.Expect("> ");
        terminal.Type("sttus\u001b[D\u001b[D\u001b[Da\r");
        terminal.Expect("paused");
        terminal.Expect("> ");
        terminal.Type("\u001b[A\u001b[A\r");
        terminal.Expect("at 0:00:00.000");
        terminal.Expect("> ");
        terminal.Type("\u0004");
        Assert.Equal(0, terminal.ExitCode());
        Assert.Contains("INCOMPLETE", terminal.Screen, StringComparison.Ordinal);
    }

    [TerminalFact]
    public void Ctrl_C_pauses_and_twice_quits()
    {
        using var terminal = new Terminal("run", _scratch.Write("tiny.conf", Tiny), "--interactive", "--speed", "1x", "--out", _scratch["out"]);
        terminal.Do("resume", "running");
        terminal.Expect("> ");
        terminal.Type("\u0003");
        terminal.Expect("paused (Ctrl-C again quits)>");
        terminal.Type("status\r");
        terminal.Expect(", paused");
        terminal.Expect("paused> ");
        terminal.Type("\u0003");
        terminal.Expect("paused (Ctrl-C again quits)>");
        terminal.Type("\u0003");
        terminal.Expect("INCOMPLETE");
        Assert.Equal(1, terminal.ExitCode());
    }

    [TerminalFact]
    public void Another_terminal_attaches_and_is_told_of_the_end()
    {
        using var run = new Terminal("run", _scratch.Write("tiny.conf", Tiny), "--control", "0", "--speed", "1x", "--out", _scratch["out"]);
        run.Expect("p2p attach ");
        Thread.Sleep(200);
        int port = int.Parse(Regex.Match(run.Screen, @"p2p attach (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("control port", Browse(port), StringComparison.Ordinal);
        using var first = new Terminal("attach", $"{port}");
        using var second = new Terminal("attach", $"127.0.0.1:{port}");
        first.Do("pause", "paused at");
        second.Do("kill 3", "kill peer 3");
        first.Expect("> ");
        first.Type("journ\t\r");
        first.Expect("kill peer 3");
        second.Do("quit", "ending");
        first.Expect("The run has ended");
        Assert.Equal(0, first.ExitCode());
        Assert.Equal(0, run.ExitCode());
    }

    [Fact]
    public void A_port_that_is_taken_and_a_port_where_nobody_listens_are_named()
    {
        var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        string port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        CliResult run = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--control", port, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, run.Code);
        Assert.Contains("taken", run.Errors, StringComparison.Ordinal);
        taken.Stop();
        CliResult attach = Cli.Run("attach", port);
        Assert.Equal(ExitCodes.Wrong, attach.Code);
        Assert.Contains("nobody answers", attach.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_open_to_other_computers_asks_for_a_token()
    {
        CliResult run = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--control", "0", "--control-address", "0.0.0.0", "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, run.Code);
        Assert.Contains("needs a token: set P2P_TOKEN", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_until_a_time_leaves_a_journal_that_can_be_branched_from()
    {
        CliResult until = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), "--until", "10m", "--system", "gnutella", "--out", _scratch["until"]);
        Assert.Equal((ExitCodes.Done, ""), (until.Code, until.Errors));
        string journal = Path.Combine(_scratch["until"], "journal.conf");
        CliResult branch = Cli.Run("run", "--from-journal", journal, "--fault", "kill share=50% role=servent at=12m", "--out", _scratch["branch"]);
        Assert.Equal((ExitCodes.Done, ""), (branch.Code, branch.Errors));
        Assert.Contains("Same history until 0:10:00", branch.Output, StringComparison.Ordinal);
        CliResult other = Cli.Run("run", "--from-journal", journal, "--set", "queries.mean-interval=30s", "--out", _scratch["other"]);
        Assert.Contains("WARNING", other.Output, StringComparison.Ordinal);
        CliResult again = Cli.Run("run", journal, "--out", _scratch["again"]);
        Assert.Contains("same history as the journal's until 0:10:00", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--until", "2h", "the run ends at")]
    [InlineData("--until", "soon", "expected a duration")]
    [InlineData("--system", "napster", "--system goes with")]
    [InlineData("--fault", "kill at=5m", "--from-journal")]
    [InlineData("--control-address", "0.0.0.0", "there is none")]
    public void Options_that_make_no_sense_are_named_with_the_remedy(string option, string value, string remedy)
    {
        CliResult result = Cli.Run("run", _scratch.Write("tiny.conf", Tiny), option, value, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains(remedy, result.Errors, StringComparison.Ordinal);
    }

    private static string Browse(int port)
    {
        using var client = new TcpClient("127.0.0.1", port);
        client.GetStream().Write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        using var reader = new StreamReader(client.GetStream());
        return reader.ReadLine() ?? "";
    }
}
