using P2PActors.Actors;

namespace P2PActors.Invariants;

/// <summary>An invariant did not hold.</summary>
/// <param name="Time">Virtual time at which it was found.</param>
/// <param name="Peer">The peer concerned.</param>
/// <param name="What">What was found.</param>
public sealed record Violation(TimeSpan Time, PeerId Peer, string What);

/// <summary>How one invariant fared.</summary>
/// <param name="Invariant">The invariant.</param>
/// <param name="Count">How often it was violated.</param>
/// <param name="First">The first few violations by time and peer; empty where it held.</param>
public sealed record InvariantResult(InvariantInfo Invariant, long Count, IReadOnlyList<Violation> First);
