namespace P2PActors.Akka.Cluster.Runs;

/// <summary>Get ready for an attempt at a run. Whatever was running before is over.</summary>
/// <param name="Attempt">Number of the attempt, unique in the cluster.</param>
/// <param name="Run">The run.</param>
/// <param name="What">What is to be done.</param>
/// <param name="Machines">Addresses of the machines, in their order.</param>
/// <param name="Journal">What persons have done to the run in earlier attempts, as faults of the scenario.</param>
internal sealed record Prepare(long Attempt, long Run, Submission What, string[] Machines, HandMade[] Journal) : IClusterMessage;

/// <summary>A machine is ready.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Machine">Its address.</param>
/// <param name="Version">Its version of the program.</param>
/// <param name="Scenario">Its fingerprint of the scenario and its data.</param>
/// <param name="Messages">Its fingerprint of the messages it knows.</param>
internal sealed record Prepared(long Attempt, string Machine, string Version, string Scenario, ulong Messages) : IClusterMessage;

/// <summary>A machine cannot take part.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Machine">Its address.</param>
/// <param name="Reason">Why.</param>
internal sealed record CannotPrepare(long Attempt, string Machine, string Reason) : IClusterMessage;

/// <summary>All are ready: go.</summary>
/// <param name="Attempt">The attempt.</param>
internal sealed record Begin(long Attempt) : IClusterMessage;

/// <summary>Call an attempt off. Answered with <see cref="Ended"/>.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Reason">Why.</param>
internal sealed record Abort(long Attempt, string Reason) : IClusterMessage;

/// <summary>A machine is not used, because it differs from the others.</summary>
/// <param name="Reason">In what, and what to do.</param>
internal sealed record NotUsed(string Reason) : IClusterMessage;

/// <summary>How far an attempt is; from the machine with the number 0.</summary>
internal sealed record Progress(long Attempt, string System, double Now, double Duration, long Events, int Online) : IClusterMessage;

/// <summary>An attempt is over at a machine.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Machine">Its address.</param>
/// <param name="IsComplete">Whether it came to the end.</param>
/// <param name="IsLost">Whether it can be done again: the machines could not go on together.</param>
/// <param name="Digest">Digest of the run.</param>
/// <param name="Message">What went wrong, if something did.</param>
internal sealed record Ended(long Attempt, string Machine, bool IsComplete, bool IsLost, string Digest, string Message) : IClusterMessage;

/// <summary>A person has done something to the run: it is to be done again in later attempts.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Path">Path of the list of faults it belongs to.</param>
/// <param name="Fault">It, as a fault of the scenario.</param>
internal sealed record Intervened(long Attempt, string Path, string Fault) : IClusterMessage;

/// <summary>Something a person did to a run.</summary>
/// <param name="Path">Path of the list of faults it belongs to.</param>
/// <param name="Fault">It, as a fault of the scenario.</param>
public sealed record HandMade(string Path, string Fault) : IClusterMessage;

/// <summary>Asks a machine for the files of a run; answered with <see cref="FilePiece"/> or <see cref="Refused"/>.</summary>
/// <param name="Run">The run.</param>
/// <param name="File">Name of the file; empty for the list of them.</param>
/// <param name="From">Byte to begin at.</param>
internal sealed record AskFile(long Run, string File, long From) : IClusterMessage;
