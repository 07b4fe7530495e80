namespace P2PActors.Protocols.VolunteerComputing.Wire;

/// <summary>Bytes from outside are not what the protocol of BOINC says they should be.</summary>
/// <param name="message">What was found, where, and what was expected.</param>
public sealed class BoincFormatException(string message) : Exception(message);
