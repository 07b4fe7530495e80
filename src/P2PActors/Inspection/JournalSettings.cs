using P2PActors.Scenarios.Binding;

namespace P2PActors.Inspection;

/// <summary>What makes a scenario file the journal of a run: which run it was, and how far it went.</summary>
public sealed record JournalSettings
{
    /// <summary>The section's name in the file.</summary>
    internal const string Key = "journal";

    /// <summary>The system of the scenario that was run.</summary>
    [Setting("The system that was run; only this one is run again", Required = true)]
    public string System { get; init; } = "";

    /// <summary>Seed of the run.</summary>
    [Setting("Seed of the run", Min = "0")]
    public long Seed { get; init; } = 1;

    /// <summary>How far it went.</summary>
    [Setting("Virtual time up to which it was run", Min = "0s")]
    public TimeSpan Until { get; init; }

    /// <summary>Fingerprint of what happened before that time.</summary>
    [Setting("Digest of everything that happened before that time; empty if it was not taken")]
    public string DigestAtUntil { get; init; } = "";

    /// <summary>The command that was given.</summary>
    [Setting("The command that began the run")]
    public string Command { get; init; } = "";
}
