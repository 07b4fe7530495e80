namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>Bytes that are not FastTrack; the message says what was found, where, and what was expected.</summary>
internal sealed class FastTrackFormatException(int at, string what) : FormatException(FormattableString.Invariant($"FastTrack, byte {at}: {what}."));
