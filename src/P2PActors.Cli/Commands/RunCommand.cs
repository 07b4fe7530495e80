using System.CommandLine;
using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Inspection;
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
        var roundTrip = new Option<bool>("--round-trip") { Description = "Take every message through bytes and back; never changes a result, unless a protocol's messages are no immutable records" };
        var inspection = new InspectionOptions();
        var quiet = new Option<bool>("--quiet") { Description = "Only errors" };
        var json = new Option<bool>("--json") { Description = "summary.json on standard output, nothing else" };
        var command = new Command("run", "Run a scenario and write a report");
        scenario.AddTo(command);
        foreach (Option option in (Option[])[engine, threads, cohorts, speed, repeat, directory, roundTrip, quiet, json]) command.Options.Add(option);
        inspection.AddTo(command);
        scenario.File.Arity = ArgumentArity.ZeroOrOne; // a journal takes its place
        command.SetAction(parsed =>
        {
            using ActorHosting? hosting = ProductInfo.Start(parsed.GetValue(engine)!);
            var options = new RunRequest(
                inspection.Load(parsed, scenario),
                hosting,
                Range(parsed.GetValue(threads), "--threads", 0, 64),
                Range(parsed.GetValue(cohorts), "--cohorts", 0, 1_000_000),
                SpeedOf(parsed.GetValue(speed)!),
                Range(parsed.GetValue(repeat), "--repeat", 1, 10_000),
                parsed.GetValue(directory),
                parsed.GetValue(quiet),
                parsed.GetValue(json),
                scenario.CommandLine(parsed) + inspection.CommandLine(parsed))
            {
                RoundTrip = parsed.GetValue(roundTrip),
            };
            ScenarioRunner.CheckInfrastructure(options.Scenario); // before a directory is made
            InspectionRequest inspected = inspection.Request(parsed, options);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (inspection.IsBranch(parsed)) return BranchRun.Run(options, output);
            return inspected.IsAny ? InspectedRun.Run(options, inspected, output) : Run(options, output);
        });
        return command;
    }

    private static int Run(RunRequest request, TextWriter output)
    {
        Scenario scenario = request.Scenario;
        string directory = request.OutDirectory;
        RunDirectory.EnsureUsable(directory);
        using var stop = new StopSignal();
        bool talks = !request.Quiet && !request.Json;
        using IRunView view = talks ? RunView.For(output, scenario) : new SilentView();
        var runner = new ScenarioRunner(ScenarioOptions.Loader);
        DigestCheckpoint? checkpoint = scenario.Journal is { } journal && request.Repeat == 1 ? new DigestCheckpoint(journal.Until) : null;
        ScenarioResult result = runner.Run(
            scenario,
            new ScenarioRunOptions
            {
                Repeat = request.Repeat,
                Engine = request.Options with { Progress = view.Progress, Control = checkpoint },
                Began = view.Began,
            },
            stop.Token);
        view.Dispose();
        string commandLine = request.Repeat > 1 ? $"{request.CommandLine} --repeat {request.Repeat}" : request.CommandLine;
        RunDirectory.Write(directory, result, commandLine, ProductInfo.ShortVersion);
        if (request.Json) output.Write(File.ReadAllText(Path.Combine(directory, "summary.json")));
        else if (!request.Quiet) Summary.Print(output, result, directory, commandLine);
        if (talks && checkpoint is not null && BranchRun.VerdictOfReplay(scenario, checkpoint.Digests) is { } verdict) output.WriteLine(verdict);
        return result.IsComplete && !result.HasViolations ? ExitCodes.Done : ExitCodes.Failed;
    }

    internal static int Range(int value, string option, int min, int max) =>
        value >= min && value <= max ? value : throw new UsageException($"{option} {value}: expected {min:N0} to {max:N0}");

    private static double SpeedOf(string text)
    {
        if (text == "max") return 0;
        string number = text.EndsWith('x') ? text[..^1] : text;
        return double.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out double speed) && speed > 0 && speed < 1e9
            ? speed
            : throw new UsageException($"--speed {text}: expected max, or virtual seconds per real second such as 1x or 10x");
    }
}

/// <summary>What a run is asked for.</summary>
internal sealed record RunRequest(
    Scenario Scenario, ActorHosting? Hosting, int Threads, int Cohorts, double Speed, int Repeat, string? Directory, bool Quiet, bool Json, string CommandLine)
{
    /// <summary>Whether every message goes through bytes and back.</summary>
    public bool RoundTrip { get; init; }

    /// <summary>How its worlds are run.</summary>
    public RunOptions Options => new() { Hosting = Hosting, Threads = Threads, Cohorts = Cohorts, Speed = Speed, RoundTrip = RoundTrip };

    /// <summary>Where its results go.</summary>
    public string OutDirectory => Directory ?? Path.Combine("runs", $"{Scenario.Name}-{Scenario.Settings.Seed}");
}
