using P2PActors.Scenarios.Binding;

namespace P2PActors.Scenarios;

/// <summary>
/// A row of the scorecard: a property by which the systems are compared. A measured property has a result and marks with
/// thresholds; a property that is not measured has a text for each system.
/// </summary>
public sealed record ScorecardRowSettings : IValidatedSettings
{
    /// <summary>The property.</summary>
    [Setting("Name of the property, such as resilience to attacks", Required = true)]
    public string Property { get; init; } = "";

    /// <summary>The result that measures it.</summary>
    [Setting("Result that measures it, without the system's name, such as successRate.attack; empty for a row of texts")]
    public string Metric { get; init; } = "";

    /// <summary>The marks.</summary>
    [Setting("Marks, the first that fits is given; a mark without min and max fits always")]
    public IReadOnlyList<MarkSettings> Marks { get; init; } = [];

    /// <summary>Why the thresholds are where they are.</summary>
    [Setting("Why the thresholds of the marks are where they are; shown below the scorecard")]
    public string Reason { get; init; } = "";

    /// <summary>The marks the source gives.</summary>
    [Setting("The mark that the source gives, by name of the system")]
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>Where they come from.</summary>
    [Setting("Where the marks of 'sources' or the texts come from")]
    public string Source { get; init; } = "";

    /// <summary>What is not measured.</summary>
    [Setting("What is said of each system, by its name, for a property that is not measured")]
    public IReadOnlyDictionary<string, string> Text { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Metric.Length == 0 && Text.Count == 0) yield return new SettingProblem("metric", "found neither a metric nor a text, expected one of them");
        if (Metric.Length > 0 && Text.Count > 0) yield return new SettingProblem("text", "found a metric and a text, expected one of them: what is measured needs no text");
        if (Metric.Length > 0 && Marks.Count == 0) yield return new SettingProblem("marks", "found no marks, expected at least one, as in marks = [ { mark = \"+++\", min = 0.9 }, { mark = \"-\" } ]");
        if (Metric.Length > 0 && Reason.Length == 0) yield return new SettingProblem("reason", "found no reason, expected one sentence that says why the thresholds are where they are");
        if (Sources.Count > 0 && Source.Length == 0) yield return new SettingProblem("source", "found marks of a source but not which, expected where they come from");
        foreach (string mark in Sources.Values)
        {
            if (Metric.Length > 0 && !Marks.Any(m => m.Mark == mark))
                yield return new SettingProblem("sources", $"the source gives the mark '{mark}', which is not among the marks; expected one of {string.Join(", ", Marks.Select(m => m.Mark))}");
        }
    }
}

/// <summary>A mark and the values that earn it.</summary>
public sealed record MarkSettings : IValidatedSettings
{
    /// <summary>The mark.</summary>
    [Setting("The mark, such as +++", Required = true)]
    public string Mark { get; init; } = "";

    /// <summary>Smallest value that earns it.</summary>
    [Setting("Smallest value that earns it")]
    public double? Min { get; init; }

    /// <summary>Greatest value that earns it.</summary>
    [Setting("Greatest value that earns it")]
    public double? Max { get; init; }

    /// <summary>Whether a value earns it.</summary>
    public bool Fits(double value) => !(value < Min) && !(value > Max);

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Min > Max) yield return new SettingProblem("max", FormattableString.Invariant($"found {Max}, expected at least min, {Min}"));
    }
}
