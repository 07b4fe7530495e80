namespace P2PActors.Akka.Operations;

/// <summary>From which weight on events are logged.</summary>
public enum LogWeight
{
    /// <summary>Everything, for who looks for a defect.</summary>
    Debug,

    /// <summary>What happens, such as members that come and go, runs that begin and end.</summary>
    Information,

    /// <summary>What should not happen.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,
}

/// <summary>What a machine logs, and where.</summary>
public sealed record MachineLogSettings
{
    /// <summary>Name of the machine: letters, digits, and . - _ between them; part of the name of the file and of every line.</summary>
    public required string Machine { get; init; }

    /// <summary>Where the files go, one JSON object per line; null for no files. It is made if it is not there.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to write to standard error, as text.</summary>
    public bool ToStandardError { get; init; } = true;

    /// <summary>From which weight on.</summary>
    public LogWeight From { get; init; } = LogWeight.Information;

    /// <summary>A new file begins with each day, and when the present one has this many bytes; at least 1,000.</summary>
    public long FileBytes { get; init; } = 64_000_000;

    /// <summary>How many files are kept, the present one included; at least 1.</summary>
    public int Files { get; init; } = 10;
}
