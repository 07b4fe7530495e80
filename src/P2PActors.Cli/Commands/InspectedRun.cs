using System.Net;
using P2PActors.Cli.Control;
using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Commands;

/// <summary>How a run is inspected.</summary>
/// <param name="IsInteractive">By a prompt here.</param>
/// <param name="Port">By a control port; null for none, 0 for any.</param>
/// <param name="Until">Where it is ended; null for its end.</param>
/// <param name="System">The system that is run; null for the first.</param>
internal sealed record InspectionRequest(bool IsInteractive, int? Port, TimeSpan? Until, string? System)
{
    /// <summary>Where the control port listens; null for this computer only.</summary>
    public IPAddress? Address { get; init; }

    public bool IsAny => IsInteractive || Port is not null || Until is not null;
}

/// <summary>A run that somebody looks into: one system, with its journal.</summary>
internal static class InspectedRun
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    public static int Run(RunRequest request, InspectionRequest inspection, TextWriter output)
    {
        Scenario scenario = request.Scenario;
        ScenarioSystem system = Choose(scenario, inspection.System);
        string directory = request.OutDirectory;
        RunDirectory.EnsureUsable(directory);
        var journal = new Journal(scenario, system, ScenarioOptions.Loader, request.CommandLine, Path.Combine(directory, Journal.FileName));
        Scenario one = scenario.Only(system.Label);
        using var session = new InspectionSession(new InspectionPlan
        {
            Scenario = scenario,
            System = system,
            Journal = journal,
            StartsPaused = inspection.IsInteractive && inspection.Until is null,
            PauseAt = inspection.IsInteractive ? inspection.Until : null, // who has a prompt wants to look at what has become of it
            Until = inspection.IsInteractive ? null : inspection.Until,
            Save = (result, elsewhere) => Save(one, journal, result, elsewhere ?? directory),
        });
        using ControlPort? port = inspection.Port is { } number ? new ControlPort(new RunTarget(session), number, inspection.Address, ControlOptions.TokenOfEnvironment) : null;
        bool talks = !request.Quiet && !request.Json;
        using IRunView view = talks ? RunView.For(output, scenario) : new SilentView();
        if (talks) Announce(output, scenario, system, inspection, port);
        using var plainStop = inspection.IsInteractive ? null : new StopSignal();
        using var promptStop = inspection.IsInteractive ? new InterruptSignal(times => Interrupted(session, times)) : null;
        using CancellationTokenRegistration? _ = plainStop?.Token.Register(session.Stop);
        Thread? prompt = null;
        ScenarioResult result = new ScenarioRunner(ScenarioOptions.Loader).Run(
            one,
            new ScenarioRunOptions
            {
                Engine = request.Options with
                {
                    Control = session,
                    Progress = inspection.IsInteractive ? null : view.Progress,
                },
                Began = inspection.IsInteractive ? null : view.Began,
                Prepared = run =>
                {
                    session.Prepared(run);
                    if (!inspection.IsInteractive) return;
                    prompt = new Thread(() =>
                    {
                        if (inspection.Until is not null && Console.IsInputRedirected) session.WaitUntilPaused();
                        new Prompt(new InspectedHere(session), output, quitsAtEnd: true, promptStop!, "quits").Read();
                    })
                    { IsBackground = true, Name = "p2p prompt" };
                    prompt.Start();
                },
            },
            plainStop?.Token ?? CancellationToken.None);
        prompt?.Join(LastWords);
        view.Dispose();
        Write(directory, result, journal, request.CommandLine);
        if (request.Json) output.Write(File.ReadAllText(Path.Combine(directory, "summary.json")));
        else if (!request.Quiet) Summary.Print(output, result, directory, request.CommandLine);
        if (talks && journal.Entries.Count > 0) output.WriteLine($"journal {Path.Combine(directory, Journal.FileName)}");
        else if (talks && inspection.Until is not null) output.WriteLine($"journal {Path.Combine(directory, Journal.FileName)}   (branch from it: p2p run --from-journal {Path.Combine(directory, Journal.FileName)} --set key=value)");
        return (result.IsComplete || session.EndedAsAsked) && !result.HasViolations ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static ScenarioSystem Choose(Scenario scenario, string? name)
    {
        if (scenario.Settings.Sweep.Setting.Length > 0)
            throw new UsageException($"the scenario goes through values of {scenario.Settings.Sweep.Setting}, and inspection is of one run. Leave the sweep away: --set sweep=null --set sweep={{}}");
        return name is null
            ? scenario.Systems[0]
            : scenario.Systems.FirstOrDefault(s => s.Label == name) ?? throw new UsageException($"--system {name}: there is no such system in the scenario; there are {string.Join(", ", scenario.Systems.Select(s => s.Label))}");
    }

    private static void Announce(TextWriter output, Scenario scenario, ScenarioSystem system, InspectionRequest inspection, ControlPort? port)
    {
        if (scenario.Systems.Count > 1)
            output.WriteLine($"Only {system.Label} is run; --system chooses among {string.Join(", ", scenario.Systems.Select(s => s.Label))}.");
        if (port is not null) output.WriteLine($"Control port {new IPEndPoint(inspection.Address ?? IPAddress.Loopback, port.Port)}; from another terminal: p2p attach {port.Port}");
        if (inspection.IsInteractive && inspection.Until is { } until) output.WriteLine($"Running until {StateText.Moment(until)}, where it pauses. 'help' lists the commands, Ctrl-C pauses now, Ctrl-D quits.");
        else if (inspection.IsInteractive) output.WriteLine("Paused at the beginning, time 0:00:00. 'resume' lets it go on, 'help' lists the commands, Ctrl-C pauses, Ctrl-D quits.");
        output.Flush();
    }

    private static void Interrupted(InspectionSession session, int times)
    {
        if (times > 1) session.Stop();
        else Task.Run(() => session.Execute("pause"));
    }

    private static string Save(Scenario scenario, Journal journal, SystemResult system, string directory)
    {
        var result = new ScenarioResult(scenario, [new RunResult(scenario.Settings.Seed, null, [system])], []);
        Write(directory, result, journal, "");
        return Path.Combine(directory, "report.html");
    }

    /// <summary>What repeats the run is its journal, and so that is the scenario as run.</summary>
    private static void Write(string directory, ScenarioResult result, Journal journal, string commandLine)
    {
        string command = journal.Entries.Count == 0 && commandLine.Length > 0 ? commandLine : $"p2p run {Path.Combine(directory, Journal.FileName)}";
        RunDirectory.Write(directory, result with { Scenario = result.Scenario with { Document = journal.Document } }, command, ProductInfo.ShortVersion);
    }
}
