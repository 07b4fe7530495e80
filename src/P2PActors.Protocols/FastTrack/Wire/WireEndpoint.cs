namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>An address and port: 6 bytes.</summary>
/// <param name="Address">IPv4 address; its first number is the highest byte.</param>
/// <param name="Port">TCP and UDP port.</param>
internal readonly record struct WireEndpoint(uint Address, ushort Port);
