namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>A part of what one machine sends another in one step; small enough for a frame of the remoting.</summary>
/// <param name="Attempt">The attempt at a run.</param>
/// <param name="Step">Number of the step within it, from 1.</param>
/// <param name="From">The sender's number within the attempt.</param>
/// <param name="Part">Number of the part, from 0.</param>
/// <param name="Parts">How many parts the step has.</param>
/// <param name="Bytes">The bytes of this part.</param>
internal sealed record BatchPart(long Attempt, long Step, int From, int Part, int Parts, ReadOnlyMemory<byte> Bytes);

/// <summary>Asks a machine to send what it sent in a step once more: some of it did not arrive.</summary>
/// <param name="Attempt">The attempt at a run.</param>
/// <param name="Step">The step.</param>
/// <param name="To">The asker's number within the attempt.</param>
internal sealed record SendAgain(long Attempt, long Step, int To);
