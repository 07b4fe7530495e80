using P2PActors.Protocols.Gnutella;

namespace P2PActors.Protocols;

/// <summary>The protocols of this library.</summary>
public static class KnownProtocols
{
    /// <summary>A registry of all of them.</summary>
    public static ProtocolRegistry Registry { get; } = new(
    [
        new GnutellaProtocol(),
    ]);
}
