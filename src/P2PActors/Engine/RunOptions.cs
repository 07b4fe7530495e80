namespace P2PActors.Engine;

/// <summary>How a world is run; nothing here changes the result.</summary>
public sealed record RunOptions
{
    /// <summary>Threads that run cohorts, 1 to 64; 0 for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Cohorts, 1 to the number of peers; 0 for about a thousand peers each.</summary>
    public int Cohorts { get; init; }

    /// <summary>Virtual seconds per real second; 0 for as fast as possible.</summary>
    public double Speed { get; init; }

    /// <summary>What puts actors around the peers; null to call their handlers directly. It must outlive the world.</summary>
    public ActorHosting? Hosting { get; init; }

    /// <summary>The other machines that run the world together with this one; null if this is the only one.</summary>
    public Machines.MachineLink? Link { get; init; }

    /// <summary>
    /// Whether every message goes through bytes and back before it is put into the network. It costs time and must change
    /// nothing: another digest, or a failed handler that names a message, shows messages that are no immutable records.
    /// </summary>
    public bool RoundTrip { get; init; }

    /// <summary>Who stands between the windows; null to let them follow each other.</summary>
    public IRunControl? Control { get; init; }

    /// <summary>Told between windows, at most some ten times a second, how far the run has come.</summary>
    public Action<RunProgress>? Progress { get; init; }
}

/// <summary>How far a run has come.</summary>
/// <param name="Now">Virtual time.</param>
/// <param name="Duration">Virtual time the run lasts.</param>
/// <param name="Events">Events handled.</param>
/// <param name="Online">Peers on line.</param>
public readonly record struct RunProgress(TimeSpan Now, TimeSpan Duration, long Events, int Online);
