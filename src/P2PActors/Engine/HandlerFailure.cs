using P2PActors.Actors;

namespace P2PActors.Engine;

/// <summary>An exception that came out of a peer's handler.</summary>
/// <param name="Time">Virtual time.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Handler">What was handled: a message type or a lifecycle step.</param>
/// <param name="Error">Type and text of the exception.</param>
public sealed record HandlerFailure(TimeSpan Time, PeerId Peer, string Handler, string Error);
