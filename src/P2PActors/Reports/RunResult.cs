using P2PActors.Protocols;
using P2PActors.Scenarios;

namespace P2PActors.Reports;

/// <summary>The results of one run of a scenario: one seed, one point of a sweep, all its systems.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="SweepValue">Value of the setting that is swept; null without a sweep.</param>
/// <param name="Systems">The systems in the order of the scenario.</param>
public sealed record RunResult(long Seed, string? SweepValue, IReadOnlyList<SystemResult> Systems)
{
    /// <summary>Whether all systems ran to their end.</summary>
    public bool IsComplete => Systems.All(s => s.Outcome.IsComplete);

    /// <summary>Value of a result by its full name, <c>label.name</c>; null if undefined or unknown.</summary>
    public double? ValueOf(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        foreach (SystemResult system in Systems)
        {
            if (fullName.StartsWith(system.Report.Label + ".", StringComparison.Ordinal))
            {
                string name = fullName[(system.Report.Label.Length + 1)..];
                if (system.Report.ValueOf(name) is { } value) return value;
            }
        }

        return null;
    }

    /// <summary>Fingerprint of the run: of all its systems together.</summary>
    public string Digest => RunDigest.Of(Systems);
}

/// <summary>Everything that one call of <c>p2p run</c> produced.</summary>
/// <param name="Scenario">The scenario that was run.</param>
/// <param name="Runs">The runs: one, or one per seed and point of the sweep.</param>
/// <param name="Expectations">What the sources say, beside what was measured (mean over the seeds; first point of a sweep).</param>
public sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<RunResult> Runs, IReadOnlyList<ExpectationResult> Expectations)
{
    /// <summary>Whether all runs came to their end.</summary>
    public bool IsComplete => Runs.All(r => r.IsComplete);

    /// <summary>Whether something that must always hold did not.</summary>
    public bool HasViolations => Runs.Any(r => r.Systems.Any(s => s.Report.Invariants.Any(i => i.Count > 0)));
}

/// <summary>One expectation beside what was measured.</summary>
/// <param name="Metric">Full name of the result.</param>
/// <param name="Min">Smallest value that agrees with the source; null for no bound.</param>
/// <param name="Max">Greatest value that agrees with the source; null for no bound.</param>
/// <param name="Unit">Unit of the result.</param>
/// <param name="Source">Where the expectation comes from.</param>
/// <param name="Measured">What was measured; null if the result is undefined or unknown.</param>
public sealed record ExpectationResult(string Metric, double? Min, double? Max, string Unit, string Source, double? Measured)
{
    /// <summary>Value of the swept setting at which it is expected; empty for the first.</summary>
    public string At { get; init; } = "";

    /// <summary>Whether it agrees.</summary>
    public bool IsMet => Measured is { } m && !(m < Min) && !(m > Max);
}

/// <summary>Mean and spread of one result over several seeds.</summary>
/// <param name="Name">Full name of the result.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Count">Seeds for which it is defined.</param>
/// <param name="Mean">Mean.</param>
/// <param name="HalfWidth">Half width of the 95 % confidence interval of the mean (Student's t); null for fewer than two seeds.</param>
public sealed record RepeatedValue(string Name, string Unit, string Meaning, int Count, double Mean, double? HalfWidth);
