using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.FileSharing;

/// <summary>What the users of any file-sharing system do with their results.</summary>
public sealed record FileSharingSettings
{
    /// <summary>Whether users download what they find.</summary>
    [Setting("Whether users download what they find")]
    public bool Enabled { get; init; } = true;

    /// <summary>Concurrent uploads of one peer.</summary>
    [Setting("Uploads of one peer at the same time; more are turned away as busy", Min = "0", Max = "1000", Unit = "uploads")]
    public int UploadSlots { get; init; } = 3;

    /// <summary>How many sources a user tries.</summary>
    [Setting("Sources a user tries for one file before giving up", Min = "1", Max = "100", Unit = "attempts")]
    public int Attempts { get; init; } = 3;

    /// <summary>How a source is chosen among the results.</summary>
    [Setting("How a source is chosen among the results")]
    public SourceChoice Source { get; init; } = SourceChoice.Fastest;

    /// <summary>Largest file that is downloaded.</summary>
    [Setting("Files larger than this are not downloaded", Min = "1kB", Max = "2GB")]
    public Scenarios.ByteSize LargestFile { get; init; } = new(20_000_000);

    /// <summary>Whether downloaded files are shared.</summary>
    [Setting("Whether a peer that shares anything also shares what it has downloaded")]
    public bool ShareDownloads { get; init; } = true;

    /// <summary>Longest wait for the next byte.</summary>
    [Setting("A transfer that has not begun or not moved for this long is given up", Min = "1s", Max = "1d")]
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What malicious peers offer, and how users deal with it.</summary>
    [Setting("What malicious peers offer, and how users deal with it; without such peers it has no effect")]
    public PollutionSettings Pollution { get; init; } = new();
}

/// <summary>How a user picks a source.</summary>
public enum SourceChoice
{
    /// <summary>The one that claims the fastest link; the first of equals.</summary>
    Fastest,
    /// <summary>Any.</summary>
    Random,
    /// <summary>The one that answered first.</summary>
    First,
}
