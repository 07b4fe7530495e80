namespace P2PActors.Akka.Cluster.Runs;

/// <summary>How far a submitted run is.</summary>
public enum RunState
{
    /// <summary>Waits for its turn, or for machines.</summary>
    Queued,
    /// <summary>Machines get ready.</summary>
    Preparing,
    /// <summary>Goes on.</summary>
    Running,
    /// <summary>Complete; its results can be fetched.</summary>
    Done,
    /// <summary>Cannot be done; the message says why.</summary>
    Failed,
    /// <summary>Was called off by a person.</summary>
    Cancelled,
}

/// <summary>Where a run stands.</summary>
/// <param name="Id">Its number in the cluster.</param>
/// <param name="Name">Name of its scenario.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it was begun; every machine lost costs one.</param>
/// <param name="Machines">Addresses of the machines of the last attempt, in their order.</param>
/// <param name="Message">What there is to say: why it waits, what was lost, why it failed.</param>
/// <param name="System">What is running now.</param>
/// <param name="Now">Virtual time, seconds.</param>
/// <param name="Duration">Virtual time it lasts, seconds.</param>
/// <param name="Events">Events handled in the system that is running.</param>
/// <param name="Online">Peers on line.</param>
/// <param name="Digest">Its digest when it is done.</param>
public sealed record RunStatus(
    long Id, string Name, RunState State, int Attempts, string[] Machines, string Message, string System, double Now, double Duration, long Events, int Online, string Digest)
    : IClusterMessage
{
    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => State is RunState.Done or RunState.Failed or RunState.Cancelled;
}

/// <summary>The submission stands in the queue.</summary>
/// <param name="Id">Number of the run.</param>
/// <param name="Ahead">Runs before it.</param>
public sealed record Accepted(long Id, int Ahead) : IClusterMessage;

/// <summary>A request cannot be met.</summary>
/// <param name="Reason">Why, and what to do.</param>
public sealed record Refused(string Reason) : IClusterMessage;

/// <summary>Asks where a run stands; answered with <see cref="RunStatus"/> or <see cref="Refused"/>.</summary>
/// <param name="Id">The run.</param>
public sealed record AskRun(long Id) : IClusterMessage;

/// <summary>Asks where all runs stand; answered with <see cref="AllRuns"/>.</summary>
public sealed record AskRuns : IClusterMessage;

/// <summary>Where all runs stand that the cluster remembers.</summary>
/// <param name="Runs">By their numbers.</param>
/// <param name="Machines">What is known of each machine.</param>
/// <param name="Coordinator">Address of the machine that has the coordinator.</param>
public sealed record AllRuns(RunStatus[] Runs, MachineStanding[] Machines, string Coordinator) : IClusterMessage;

/// <summary>A machine as the coordinator sees it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Status">Its standing in the cluster, and whether it is of the run that goes on.</param>
public sealed record MachineStanding(string Address, string Status) : IClusterMessage;

/// <summary>Calls a run off, or takes it out of the queue.</summary>
/// <param name="Id">The run.</param>
public sealed record CancelRun(long Id) : IClusterMessage;

/// <summary>A machine wants to leave: its part of the run is given to the others first. Answered with <see cref="MayLeave"/>.</summary>
/// <param name="Machine">Its address.</param>
public sealed record WantsToLeave(string Machine) : IClusterMessage;

/// <summary>A machine has no part in any run any more.</summary>
public sealed record MayLeave : IClusterMessage;

/// <summary>A piece of a file of a run.</summary>
/// <param name="Files">Names of all files.</param>
/// <param name="Bytes">The piece.</param>
/// <param name="Length">Length of the whole file.</param>
public sealed record FilePiece(string[] Files, byte[] Bytes, long Length) : IClusterMessage;
