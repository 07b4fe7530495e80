using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// What peers that mean harm offer, and how users deal with it. Without such peers none of this has any effect. After Liang,
/// Kumar, Xi, Ross, Pollution in P2P File Sharing Systems, INFOCOM 2005, and Liang, Naoumov, Ross, The Index Poisoning
/// Attack in P2P File Sharing Systems, INFOCOM 2006; the numbers are assumptions to be varied.
/// </summary>
public sealed record PollutionSettings
{
    /// <summary>What is wrong with the offers.</summary>
    [Setting("What malicious peers offer under good names: bad files of their own hash, bad files of the true hash, or files that nobody serves")]
    public PollutionKind Kind { get; init; } = PollutionKind.Decoy;

    /// <summary>Titles that each polluter offers.</summary>
    [Setting("Titles that every malicious peer offers; fewer if there are fewer", Min = "0", Max = "1000000", Unit = "titles")]
    public int Titles { get; init; } = 100;

    /// <summary>Which titles these are.</summary>
    [Setting("Which titles these are")]
    public PollutionTargets Which { get; init; } = PollutionTargets.Popular;

    /// <summary>Bad versions of each title in circulation.</summary>
    [Setting("Different bad versions of each title; every polluter offers one of them", Min = "1", Max = "10000", Unit = "versions")]
    public int Versions { get; init; } = 10;

    /// <summary>Share of bad downloads that are ever noticed.</summary>
    [Setting("Chance that a user looks at a finished download at all and so notices that it is bad", Min = "0", Max = "1", Unit = "share")]
    public double Check { get; init; } = 0.5;

    /// <summary>How long a bad file stays shared before its user looks at it.</summary>
    [Setting("Time from the last byte until the user looks at the file; until then it is shared")]
    public DurationLaw CheckDelay { get; init; } = new ExponentialLaw { Mean = TimeSpan.FromHours(1) };

    /// <summary>Searches for the same file after a bad one was noticed.</summary>
    [Setting("How often a user searches again for a file after noticing that the one it got was bad", Min = "0", Max = "100", Unit = "searches")]
    public int Retry { get; init; } = 1;
}

/// <summary>What is wrong with what polluters offer.</summary>
public enum PollutionKind
{
    /// <summary>A bad file under a good name, with a hash of its own.</summary>
    Decoy,
    /// <summary>A bad file that has the hash of the true one: only bytes that no hash covers are changed.</summary>
    Corrupt,
    /// <summary>An entry of the index that leads to nothing: who asks for the file is told that it is not there.</summary>
    Poison,
}

/// <summary>Which titles polluters choose.</summary>
public enum PollutionTargets
{
    /// <summary>Those that are wanted most.</summary>
    Popular,
    /// <summary>Any; the same for all polluters.</summary>
    Random,
}
