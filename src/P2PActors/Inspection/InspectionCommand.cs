namespace P2PActors.Inspection;

/// <summary>One command of an inspection.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Usage">Name and arguments, as in <c>peer ID</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Details">What there is to know, with an example.</param>
public sealed record InspectionCommand(string Name, string Usage, string Summary, string Details)
{
    /// <summary>Its settings, and what each means.</summary>
    public IReadOnlyList<(string Key, string Meaning)> Settings { get; init; } = [];

    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Carries it out; null is answered when the run has come to where the command sends it.</summary>
    internal Func<InspectionSession, IReadOnlyList<string>, Answer?> Do { get; init; } = static (_, _) => new Answer();

    /// <summary>What may stand as the next word, given those before it.</summary>
    internal Func<InspectionSession, IReadOnlyList<string>, IEnumerable<string>> Next { get; init; } = static (_, _) => [];
}

/// <summary>A command cannot be carried out as it was given.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class CommandException(string message) : Exception(message);
