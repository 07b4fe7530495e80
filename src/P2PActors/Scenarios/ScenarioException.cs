namespace P2PActors.Scenarios;

/// <summary>One thing wrong in a scenario, said to a person: where, what was found, what was expected.</summary>
/// <param name="Place">File and line, as <c>hocon/compare-file-sharing.conf:12</c>, or <c>--set</c>.</param>
/// <param name="Key">Full path of the setting; empty where none is concerned.</param>
/// <param name="Message">What was found, what was expected, and what to do.</param>
public sealed record ScenarioError(string Place, string Key, string Message)
{
    /// <summary>The error on one line.</summary>
    public override string ToString() => Key.Length == 0 ? $"{Place}: {Message}" : $"{Place}: {Key}: {Message}";
}

/// <summary>The scenario cannot be run; holds every error that was found in it, in file order.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>A scenario with one error or several.</summary>
    public ScenarioException(IReadOnlyList<ScenarioError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>A scenario with one error.</summary>
    public ScenarioException(string place, string key, string message)
        : this([new ScenarioError(place, key, message)]) { }

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<ScenarioError> Errors { get; }
}
