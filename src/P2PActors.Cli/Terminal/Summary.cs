using P2PActors.Protocols;
using P2PActors.Reports;

namespace P2PActors.Cli.Terminal;

/// <summary>What a person wants to know at once, after a run.</summary>
internal static class Summary
{
    /// <summary>The results shown here, where a system has them; all others are in the report.</summary>
    private static readonly (string Name, string Title)[] Shown =
    [
        ("searches", "searches"),
        ("possible", "  possible at all"),
        ("successRate", "  found something"),
        ("recall", "  copies found of those on line"),
        ("recall100", "  the same, first 100 a search"),
        ("firstResult.median", "  time to first result (median)"),
        ("hops.mean", "  hops (mean)"),
        ("messagesPerSearch", "  signalling messages per search"),
        ("bytesPerSearch", "  signalling bytes per search"),
        ("downloads", "downloads"),
        ("downloads.completed", "  completed"),
        ("downloadTime.median", "  time (median)"),
        ("signallingShare", "signalling share of all bytes"),
        ("giantComponent", "overlay in one piece"),
        ("online.mean", "participants on line (mean)"),
        ("handlerFailures", "handler failures"),
    ];

    public static void Print(TextWriter output, ScenarioResult result, string directory)
    {
        if (result.Runs.Count == 0)
        {
            output.WriteLine("Stopped before anything was run.");
            return;
        }

        output.WriteLine();
        PrintSystems(output, result);
        PrintFaults(output, result.Runs[0]);
        PrintExpectations(output, result);
        foreach (RunResult run in result.Runs)
        {
            string of = result.Runs.Count == 1 ? "" : $" (seed {run.Seed}{(run.SweepValue is null ? "" : $", {result.Scenario.Settings.Sweep.Setting} = {run.SweepValue}")})";
            output.WriteLine($"digest {run.Digest}{of}");
        }

        foreach (SystemResult system in result.Runs[0].Systems)
        {
            foreach (string warning in system.Report.Warnings) output.WriteLine($"warning: {system.Report.Label}: {warning}");
        }

        if (!result.IsComplete) output.WriteLine("INCOMPLETE: the run was stopped before its end.");
        output.WriteLine($"report {Path.Combine(directory, "report.html")}");
    }

    private static void PrintSystems(TextWriter output, ScenarioResult result)
    {
        IReadOnlyList<RunResult> first = [.. result.Runs.Where(r => r.SweepValue == result.Runs[0].SweepValue)];
        IReadOnlyList<RepeatedValue> values = Repetition.Of(first);
        IReadOnlyList<SystemResult> systems = result.Runs[0].Systems;
        const int Title = 34;
        int width = Math.Max(14, systems.Count == 0 ? 0 : systems.Max(s => s.Report.Label.Length) + 2);
        output.Write(new string(' ', Title));
        foreach (SystemResult system in systems) output.Write(system.Report.Label.PadLeft(width));
        output.WriteLine();
        foreach ((string name, string title) in Shown)
        {
            if (!systems.Any(s => s.Report.Values.Any(v => v.Name == name))) continue;
            output.Write(title.PadRight(Title));
            foreach (SystemResult system in systems)
            {
                RepeatedValue? value = values.FirstOrDefault(v => v.Name == $"{system.Report.Label}.{name}");
                output.Write((value is null ? "-" : Text.Value(value.Mean, value.Unit)).PadLeft(width));
            }

            output.WriteLine();
        }

        output.WriteLine();
        if (first.Count > 1) output.WriteLine($"Means of {first.Count} seeds; the report has the 95 % confidence intervals.");
        if (result.Scenario.Settings.Sweep.Setting.Length > 0)
            output.WriteLine($"First point of the sweep, {result.Scenario.Settings.Sweep.Setting} = {result.Runs[0].SweepValue}; the report has all.");
    }

    private static void PrintFaults(TextWriter output, RunResult run)
    {
        foreach (SystemResult system in run.Systems)
        {
            foreach (var fault in system.Interventions)
                output.WriteLine($"fault  {Text.Time(fault.Time)}  {system.Report.Label}: {fault.Label} ({fault.Peers:N0} peers)");
        }
    }

    private static void PrintExpectations(TextWriter output, ScenarioResult result)
    {
        if (result.Expectations.Count == 0) return;
        output.WriteLine("Expected against measured:");
        foreach (ExpectationResult e in result.Expectations)
        {
            string range = (e.Min, e.Max) switch
            {
                ({ } min, { } max) => $"{Text.Value(min, e.Unit)} to {Text.Value(max, e.Unit)}",
                ({ } min, null) => $"at least {Text.Value(min, e.Unit)}",
                (null, { } max) => $"at most {Text.Value(max, e.Unit)}",
                _ => "",
            };
            output.WriteLine($"  {(e.IsMet ? "agrees " : "DIFFERS")} {e.Metric}: {Text.Value(e.Measured, e.Unit)}, expected {range}");
            if (!e.IsMet) output.WriteLine($"          source: {e.Source}");
        }

        output.WriteLine();
    }
}
