using System.Globalization;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Protocols;
using P2PActors.Reports;

namespace P2PActors.Scenarios;

/// <summary>How a scenario is run.</summary>
public sealed record ScenarioRunOptions
{
    /// <summary>Runs with consecutive seeds, from the scenario's on.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Threads, cohorts and speed.</summary>
    public RunOptions Engine { get; init; } = new();

    /// <summary>Given each system when it is ready, before it runs.</summary>
    public Action<SystemRun>? Prepared { get; init; }

    /// <summary>Told before each system runs: what it is, its number from 1, and how many there are.</summary>
    public Action<string, int, int>? Began { get; init; }
}

/// <summary>Runs scenarios: every point of the sweep, every seed, every system, one after the other.</summary>
/// <param name="loader">Checks the points of a sweep.</param>
public sealed class ScenarioRunner(ScenarioLoader loader)
{
    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends the run cleanly; what was measured so far is in the result, marked as incomplete.</param>
    /// <exception cref="ScenarioException">A world cannot be built as the scenario says.</exception>
    public ScenarioResult Run(Scenario scenario, ScenarioRunOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(options);
        List<(string? Value, Scenario Scenario)> points = PointsOf(scenario);
        foreach ((_, Scenario point) in points) CheckInfrastructure(point);
        int total = points.Sum(p => p.Scenario.Systems.Count) * options.Repeat, number = 0;
        var runs = new List<RunResult>();
        foreach ((string? value, Scenario point) in points)
        {
            for (int i = 0; i < options.Repeat && !MustStop(options, runs.LastOrDefault()?.Systems, stop); i++)
            {
                runs.Add(RunOnce(point, value, checked(point.Settings.Seed + i), options, total, ref number, stop));
            }
        }

        return new ScenarioResult(scenario, runs, Judge(scenario, runs));
    }

    /// <summary>
    /// Finds faults that name infrastructure which a system does not have. How much there is only a system that is made ready
    /// can tell, so that is done for all of them before the first one runs; scenarios that name none cost nothing.
    /// </summary>
    /// <exception cref="ScenarioException">There is no such participant.</exception>
    public static void CheckInfrastructure(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        foreach (ScenarioSystem system in scenario.Systems)
        {
            if (!FaultCheck.NamesInfrastructure(system.Scenario)) continue;
            try
            {
                _ = new SystemRun(system.Label, system.Protocol, system.Settings, system.Scenario, new RunOptions { Threads = 1 });
            }
            catch (ScenarioException e) when (scenario.Document.Get("faults") is { } faults)
            {
                // Only the file knows where its faults stand.
                throw new ScenarioException([.. e.Errors.Select(error => error.Key == "faults" ? error with { Place = faults.Origin.ToString() } : error)]);
            }
        }
    }

    private List<(string? Value, Scenario Scenario)> PointsOf(Scenario scenario)
    {
        SweepSettings sweep = scenario.Settings.Sweep;
        if (sweep.Setting.Length == 0) return [(null, scenario)];
        var points = new List<(string?, Scenario)>();
        var errors = new List<ScenarioError>();
        foreach (string value in sweep.Values)
        {
            try
            {
                points.Add((value, loader.Check(scenario.Name, scenario.Document.With(sweep.Setting, value, $"sweep of {sweep.Setting}"))));
            }
            catch (ScenarioException e)
            {
                errors.AddRange(e.Errors);
            }
        }

        return errors.Count == 0 ? points : throw new ScenarioException(errors);
    }

    private static RunResult RunOnce(Scenario scenario, string? sweepValue, long seed, ScenarioRunOptions options, int total, ref int number, CancellationToken stop)
    {
        var systems = new List<SystemResult>();
        // One content for all systems with the same settings: they are compared on the same files and users.
        var contents = new List<(ScenarioSettings Settings, Content.SharedContent Content)>();
        foreach (ScenarioSystem system in scenario.Systems)
        {
            if (MustStop(options, systems, stop)) break;
            ScenarioSettings settings = system.Scenario with { Seed = seed };
            Content.SharedContent? content = contents.Find(c => HasSameContent(c.Settings, settings)).Content;
            if (content is null) contents.Add((settings, content = SystemRun.ContentOf(settings)));
            options.Began?.Invoke(Describe(system.Label, sweepValue, scenario.Settings.Sweep.Setting, seed, options.Repeat), ++number, total);
            var run = new SystemRun(system.Label, system.Protocol, system.Settings, settings, options.Engine, content);
            options.Prepared?.Invoke(run);
            systems.Add(run.Run(stop));
        }

        return new RunResult(seed, sweepValue, systems);
    }

    /// <summary>On several machines the engine has them agree: what one was told, the others see in how the last system ended.</summary>
    private static bool MustStop(ScenarioRunOptions options, IReadOnlyList<SystemResult>? last, CancellationToken stop) =>
        options.Engine.Link is { Machines: > 1 } ? last is { Count: > 0 } && !last[^1].Outcome.IsComplete : stop.IsCancellationRequested;

    private static bool HasSameContent(ScenarioSettings a, ScenarioSettings b) =>
        a.Peers == b.Peers && a.Seed == b.Seed && Equals(a.Content, b.Content) && Equals(a.Queries, b.Queries);

    private static string Describe(string label, string? sweepValue, string setting, long seed, int repeat)
    {
        string text = label;
        if (sweepValue is not null) text += $", {setting} = {sweepValue}";
        return repeat > 1 ? text + string.Create(CultureInfo.InvariantCulture, $", seed {seed}") : text;
    }

    private static List<ExpectationResult> Judge(Scenario scenario, List<RunResult> runs)
    {
        var results = new List<ExpectationResult>();
        if (runs.Count == 0) return results;
        var byPoint = new Dictionary<string, IReadOnlyList<RepeatedValue>>(StringComparer.Ordinal);
        foreach (IGrouping<string, RunResult> point in runs.GroupBy(r => r.SweepValue ?? "")) byPoint[point.Key] = Repetition.Of([.. point]);
        foreach (ExpectationSettings expected in scenario.Settings.Expect)
        {
            string at = expected.At.Length > 0 ? expected.At : runs[0].SweepValue ?? "";
            RepeatedValue? value = byPoint.GetValueOrDefault(at)?.FirstOrDefault(m => m.Name == expected.Metric);
            results.Add(new ExpectationResult(expected.Metric, expected.Min, expected.Max, value?.Unit ?? "", expected.Source, value?.Mean) { At = expected.At });
        }

        return results;
    }
}
