using System.CommandLine;
using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p run</c>: runs a scenario and writes a run directory.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var scenario = new ScenarioOptions();
        var engine = new Option<string>("--engine") { Description = "local or akka", DefaultValueFactory = _ => "local" };
        engine.AcceptOnlyFromAmong("local", "akka");
        var threads = new Option<int>("--threads") { Description = "Threads; 0 for one per core. Never changes a result", HelpName = "N" };
        var cohorts = new Option<int>("--cohorts") { Description = "Cohorts; 0 for about a thousand peers each. Never changes a result", HelpName = "N" };
        var speed = new Option<string>("--speed") { Description = "max, or virtual seconds per real second, as 1x or 10x", DefaultValueFactory = _ => "max", HelpName = "max|1x|10x" };
        var repeat = new Option<int>("--repeat") { Description = "Run with N consecutive seeds; the report shows mean and 95 % confidence interval", DefaultValueFactory = _ => 1, HelpName = "N" };
        var directory = new Option<string?>("--out") { Description = "Run directory; runs/<scenario>-<seed> if not given", HelpName = "DIR" };
        var interactive = new Option<bool>("--interactive") { Description = "Inspect and intervene while it runs" };
        var quiet = new Option<bool>("--quiet") { Description = "Only errors" };
        var json = new Option<bool>("--json") { Description = "summary.json on standard output, nothing else" };
        var command = new Command("run", "Run a scenario and write a report");
        scenario.AddTo(command);
        foreach (Option option in (Option[])[engine, threads, cohorts, speed, repeat, directory, interactive, quiet, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(engine) == "akka") throw new UsageException(ProductInfo.ClusterMissing("--engine akka"));
            if (parsed.GetValue(interactive)) throw new UsageException("--interactive is not part of this version yet. Faults can be written into the scenario: p2p list settings shows faults.");
            var options = new RunRequest(
                scenario.Load(parsed),
                Range(parsed.GetValue(threads), "--threads", 0, 64),
                Range(parsed.GetValue(cohorts), "--cohorts", 0, 1_000_000),
                SpeedOf(parsed.GetValue(speed)!),
                Range(parsed.GetValue(repeat), "--repeat", 1, 10_000),
                parsed.GetValue(directory),
                parsed.GetValue(quiet),
                parsed.GetValue(json),
                scenario.CommandLine(parsed));
            return Run(options, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(RunRequest request, TextWriter output)
    {
        Scenario scenario = request.Scenario;
        string directory = request.Directory ?? Path.Combine("runs", $"{scenario.Name}-{scenario.Settings.Seed}");
        RunDirectory.EnsureUsable(directory);
        using var stop = new StopSignal();
        bool talks = !request.Quiet && !request.Json;
        using IRunView view = talks ? RunView.For(output, scenario) : new SilentView();
        var runner = new ScenarioRunner(ScenarioOptions.Loader);
        ScenarioResult result = runner.Run(
            scenario,
            new ScenarioRunOptions
            {
                Repeat = request.Repeat,
                Engine = new RunOptions { Threads = request.Threads, Cohorts = request.Cohorts, Speed = request.Speed, Progress = view.Progress },
                Began = view.Began,
            },
            stop.Token);
        view.Dispose();
        string commandLine = request.Repeat > 1 ? $"{request.CommandLine} --repeat {request.Repeat}" : request.CommandLine;
        RunDirectory.Write(directory, result, commandLine, ProductInfo.ShortVersion);
        if (request.Json) output.Write(File.ReadAllText(Path.Combine(directory, "summary.json")));
        else if (!request.Quiet) Summary.Print(output, result, directory);
        return result.IsComplete ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Range(int value, string option, int min, int max) =>
        value >= min && value <= max ? value : throw new UsageException($"{option} {value}: expected {min:N0} to {max:N0}");

    private static double SpeedOf(string text)
    {
        if (text == "max") return 0;
        string number = text.EndsWith('x') ? text[..^1] : text;
        return double.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out double speed) && speed > 0 && speed < 1e9
            ? speed
            : throw new UsageException($"--speed {text}: expected max, or virtual seconds per real second such as 1x or 10x");
    }

    private sealed record RunRequest(
        Scenario Scenario, int Threads, int Cohorts, double Speed, int Repeat, string? Directory, bool Quiet, bool Json, string CommandLine);
}
