using System.Globalization;
using System.Text.RegularExpressions;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Protocols;
using P2PActors.Reports;

namespace P2PActors.Cli.Terminal;

/// <summary>What a person wants to know at once, after a run.</summary>
internal static partial class Summary
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
        ("joined", "came for the file"),
        ("completed", "  completed it"),
        ("completionTime.median", "  time (median)"),
        ("completionTime.contributors", "  time of contributors (mean)"),
        ("completionTime.freeRiders", "  time of free riders (mean)"),
        ("availability.min", "  least distributed copies"),
        ("uplinkUse", "  use of the peers' uplinks"),
        ("seedCopies", "  copies sent by seed or server"),
        ("duplicateBlocks", "  bytes that came twice"),
        ("units", "work units finished"),
        ("throughput", "  useful computing (GFLOPS)"),
        ("wasted", "  computing without use"),
        ("copiesPerUnit", "  copies of a unit (mean)"),
        ("timeToValidate.median", "  time to validate (median)"),
        ("timeToValidate.p95", "  time to validate (95th percentile)"),
        ("wrongAccepted", "  wrong results accepted"),
        ("credit.cheaters", "  credit of those who cheat"),
        ("foundShare", "  signals found of those put in"),
        ("usable", "users who can use it (mean)"),
        ("usable.kept", "  least, of the most before"),
        ("loggedIn", "users with a server (mean)"),
        ("loginTime.median", "  time to log in (median)"),
        ("calls.connected", "calls connected"),
        ("path.direct", "  direct"),
        ("path.reversed", "  reversed"),
        ("path.punched", "  punched"),
        ("path.relayed", "  relayed"),
        ("setUp.median", "  time to set up (median)"),
        ("mos.median", "  mean opinion score (median)"),
        ("texts", "texts"),
        ("texts.delivered", "  delivered"),
        ("texts.direct", "  from user to user"),
        ("texts.byServer", "  by way of a server"),
        ("signallingShare", "signalling share of all bytes"),
        ("giantComponent", "overlay in one piece"),
        ("online.mean", "participants on line (mean)"),
        ("handlerFailures", "handler failures"),
    ];

    public static void Print(TextWriter output, ScenarioResult result, string directory, string commandLine)
    {
        if (result.Runs.Count == 0)
        {
            output.WriteLine("Stopped before anything was run.");
            return;
        }

        output.WriteLine();
        PrintSystems(output, result);
        ScorecardText.Print(output, result);
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

        PrintViolations(output, result, commandLine);
        PrintExchange(output, result);
        if (!result.IsComplete) output.WriteLine("INCOMPLETE: the run was stopped before its end.");
        output.WriteLine($"report {Path.Combine(directory, "report.html")}");
    }

    private static void PrintExchange(TextWriter output, ScenarioResult result)
    {
        foreach (SystemResult system in result.Runs[0].Systems)
        {
            if (system.Outcome.Exchange is not { Steps: > 0 } exchange) continue;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{system.Report.Label} on {exchange.Machines} machines: {system.Outcome.WallTime.TotalSeconds:0.0} s, {system.Events / system.Outcome.WallTime.TotalSeconds:N0} events/s; {exchange.Steps:N0} steps, each {(exchange.Encoding + exchange.Waiting).TotalMicroseconds / exchange.Steps:N0} us and {(double)exchange.BytesSent / exchange.Steps:N0} B"));
        }
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
                output.WriteLine($"fault  {Text.Time(fault.Time)}  {system.Report.Label}: {fault.Label} ({fault.Peers:N0} {(fault.Peers == 1 ? "peer" : "peers")})");
        }
    }

    /// <summary>Where each invariant was violated first, and the line that goes there.</summary>
    private static void PrintViolations(TextWriter output, ScenarioResult result, string commandLine)
    {
        foreach (RunResult run in result.Runs)
        {
            foreach (SystemResult system in run.Systems)
            {
                foreach (InvariantResult invariant in system.Report.Invariants)
                {
                    if (invariant.Count == 0) continue;
                    Violation first = invariant.First[0];
                    output.WriteLine($"VIOLATED  {system.Report.Label}: {invariant.Invariant.Name}, {invariant.Count:N0} time{(invariant.Count == 1 ? "" : "s")}; first at {Text.Time(first.Time)} by peer {first.Peer}: {first.What}");
                    string again = $"{OneSeed().Replace(commandLine, "")} --seed {run.Seed}";
                    if (run.SweepValue is { } value) again += $" --set {result.Scenario.Settings.Sweep.Setting}={value} --set sweep=null --set sweep={{}}";
                    if (result.Scenario.Systems.Count > 1) again += $" --system {system.Report.Label}";
                    // What happens at that very time has happened only a moment later.
                    again += string.Create(CultureInfo.InvariantCulture, $" --until {(first.Time.Ticks + 1) / (decimal)TimeSpan.TicksPerSecond}s");
                    output.WriteLine($"          to see it: {again}");
                }
            }
        }
    }

    [GeneratedRegex(@" --(seed|repeat|system|until) \S+")]
    private static partial Regex OneSeed();

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
            output.WriteLine($"  {(e.IsMet ? "agrees " : "DIFFERS")} {e.Metric}{(e.At.Length == 0 ? "" : " at " + e.At)}: {Text.Value(e.Measured, e.Unit)}, expected {range}");
            if (!e.IsMet) output.WriteLine($"          source: {e.Source}");
        }

        output.WriteLine();
    }
}
