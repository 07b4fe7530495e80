using P2PActors.Network;

namespace P2PActors.Protocols.Gnutella;

/// <summary>One end of an overlay link, from the call or the greeting on; the tag of its connection.</summary>
internal sealed class Neighbour(Connection connection)
{
    public readonly Connection Connection = connection;

    /// <summary>Number of the link at this servent, from 1; 0 until it is open. What the routing tables remember.</summary>
    public ushort Serial;

    public TimeSpan OpenedAt;

    public bool IsOpen => Serial != 0;
}

/// <summary>The tag of a connection to a host cache.</summary>
internal sealed class HostCacheCall
{
    public bool HasAnswered;
}
