using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p run --from-journal</c>: a journal as it was beside the same with changes, in one report.</summary>
internal static class BranchRun
{
    /// <summary>The scenario of a branch, with the head of the journal it comes from.</summary>
    /// <param name="path">The journal.</param>
    /// <param name="changes">What <c>--set</c> changes.</param>
    /// <param name="faults">What <c>--fault</c> adds, as typed.</param>
    public static Scenario Load(string path, IReadOnlyList<HoconOverride> changes, IReadOnlyList<string> faults)
    {
        ScenarioLoader loader = ScenarioOptions.Loader;
        Scenario journal = loader.Load(path);
        if (journal.Journal is null) throw new UsageException($"--from-journal {path}: this is a scenario, but no journal of a run. Journals are written by p2p run --interactive, --control and --until");
        Scenario changed = loader.Load(path, changes);
        if (faults.Count > 0) changed = loader.Check(changed.Name, FaultText.AddTo(changed, faults));
        return Branch.Of(journal, changed, loader) with { Journal = journal.Journal };
    }

    public static int Run(RunRequest request, TextWriter output)
    {
        Scenario scenario = request.Scenario;
        JournalSettings head = scenario.Journal!;
        string directory = request.OutDirectory;
        RunDirectory.EnsureUsable(directory);
        using var stop = new StopSignal();
        bool talks = !request.Quiet && !request.Json;
        using IRunView view = talks ? RunView.For(output, scenario) : new SilentView();
        var checkpoint = new DigestCheckpoint(head.Until);
        ScenarioResult result = new ScenarioRunner(ScenarioOptions.Loader).Run(
            scenario,
            new ScenarioRunOptions
            {
                Engine = request.Options with { Progress = view.Progress, Control = checkpoint },
                Began = view.Began,
            },
            stop.Token);
        view.Dispose();
        string verdict = Verdict(head, checkpoint.Digests, result);
        RunDirectory.Write(directory, result, request.CommandLine, ProductInfo.ShortVersion);
        if (request.Json) output.Write(File.ReadAllText(Path.Combine(directory, "summary.json")));
        else if (!request.Quiet) Summary.Print(output, result, directory, request.CommandLine);
        if (talks) output.WriteLine(verdict);
        return result.IsComplete && !result.HasViolations ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>What the replay of a journal shows of its history; null for a scenario that is none.</summary>
    public static string? VerdictOfReplay(Scenario scenario, IReadOnlyList<string?> digests)
    {
        if (scenario.Journal is not { DigestAtUntil.Length: > 0 } head || digests is not [{ } digest] || head.Seed != scenario.Settings.Seed) return null;
        string until = StateText.Moment(head.Until);
        return digest == head.DigestAtUntil
            ? $"same history as the journal's until {until}"
            : $"WARNING: not the journal's history: its digest at {until} is {head.DigestAtUntil}, here it is {digest}; other settings, or another version";
    }

    /// <summary>Whether the two have the same history up to the end of the journal; where they have not, the report warns.</summary>
    private static string Verdict(JournalSettings head, IReadOnlyList<string?> digests, ScenarioResult result)
    {
        string until = StateText.Moment(head.Until);
        if (digests is not [{ } was, { } branch]) return $"The runs were stopped before {until}: whether they have the same history was not found out.";
        string? warning = null;
        if (head.DigestAtUntil.Length > 0 && was != head.DigestAtUntil)
            warning = $"the journal's own run has another digest at {until} ({head.DigestAtUntil}) than this one ({was}): it was made by another version, or with data that has changed";
        else if (was != branch)
            warning = $"the branch has another history before {until} already: the changed settings act before that time, so this is another run, not a branch";
        if (warning is null) return $"Same history until {until}.";
        foreach (SystemResult system in result.Runs[0].Systems.Skip(1)) system.Report.AddWarning(warning);
        return "WARNING: " + warning + ".";
    }
}
