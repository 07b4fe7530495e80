using System.Text.Json;

namespace P2PActors.Cli.Tests;

/// <summary>Sweeps through substitutions, expectations at a point of a sweep, and the scorecard, as the command shows them.</summary>
public sealed class PhasesAndMarks : IDisposable
{
    private const string Quiet = "peers = 40\nduration = 4m\nchurn.preset = none\nqueries { mean-interval = 2m }\n";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_sweep_reaches_the_faults_of_every_system_through_a_substitution()
    {
        string file = _scratch.Write("a.conf", Quiet + """
            vars { removed = 0%, faults = [ { fault = kill, role = servent, share = ${vars.removed}, at = 1m } ] }
            systems { gnutella { override.faults = ${vars.faults} }, other { protocol = gnutella, override.faults = ${vars.faults} } }
            sweep { setting = vars.removed, values = [0%, 10%, 50%] }
            """);
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"], "--quiet");
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_scratch["out"], "summary.json")));
        var killed = summary.RootElement.GetProperty("runs").EnumerateArray().SelectMany(r => r.GetProperty("systems").EnumerateArray())
            .Select(s => s.GetProperty("interventions")[0].GetProperty("peers").GetInt32());
        Assert.Equal([0, 0, 4, 4, 20, 20], killed);
    }

    [Fact]
    public void An_expectation_is_judged_at_its_point_of_the_sweep()
    {
        string file = _scratch.Write("a.conf", Quiet + """
            systems { napster {} }
            faults = [ { fault = kill, role = server, share = 0%, at = 0s } ]
            sweep { setting = peers, values = [40, 20] }
            expect = [
              { metric = napster.online.mean, min = 40, source = "first" }
              { metric = napster.online.mean, at = 20, max = 30, source = "the other" }
            ]
            """);
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.Contains("agrees  napster.online.mean: 4", result.Output, StringComparison.Ordinal);
        Assert.Contains("agrees  napster.online.mean at 20: 2", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_at_a_value_that_the_sweep_does_not_have_is_refused()
    {
        string file = _scratch.Write("a.conf", Quiet + """
            systems { napster {} }
            sweep { setting = peers, values = [40, 20] }
            expect = [ { metric = napster.recall, at = 30, min = 0, source = "x" } ]
            """);
        CliResult result = Cli.Run("validate", file);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Contains("peers = 30, which is not among sweep.values", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scorecard_stands_below_the_results_with_what_agrees_and_what_differs()
    {
        string file = _scratch.Write("a.conf", Quiet + """
            systems { napster {}, gnutella {} }
            phases = [ { name = late, from = 2m } ]
            scorecard = [
              { property = type, text { napster = centralised, gnutella = distributed } }
              {
                property = searching, metric = messagesPerSearch.late
                marks = [ { mark = "+++", max = 0 }, { mark = "---" } ], reason = "nobody searches for nothing"
                sources { napster = "+++", gnutella = "---", kazaa = "+++" }, source = "a guess"
              }
            ]
            """);
        CliResult result = Cli.Run("run", file, "--out", _scratch["out"]);
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Errors));
        string[] lines = result.Output.Split('\n');
        Assert.Matches("type +centralised +distributed", Assert.Single(lines, l => l.StartsWith("type", StringComparison.Ordinal)));
        Assert.Matches(@"searching +--- DIFFERS from \+\+\+ +--- agrees +not run \(\+\+\+\)", Assert.Single(lines, l => l.StartsWith("searching", StringComparison.Ordinal)));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_scratch["out"], "summary.json")));
        Assert.Equal(["said", "said", "said", "differs", "agrees", "not run"], summary.RootElement.GetProperty("scorecard").EnumerateArray().Select(c => c.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void A_file_that_is_missing_in_several_places_by_one_line_is_one_error()
    {
        string file = _scratch.Write("a.conf", Quiet + """
            vars.law { topology { model = file, file = none.txt } }
            systems { gnutella { override = ${vars.law} }, other { protocol = gnutella, override = ${vars.law} } }
            """);
        CliResult result = Cli.Run("validate", file);
        Assert.Equal(ExitCodes.Wrong, result.Code);
        Assert.Single(result.Errors.Split('\n'), l => l.Contains("none.txt", StringComparison.Ordinal));
    }
}
