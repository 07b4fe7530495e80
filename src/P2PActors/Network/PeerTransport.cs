using P2PActors.Actors;
using P2PActors.Network.Links;
using P2PActors.Network.Nat;

namespace P2PActors.Network;

/// <summary>What the transport keeps of one peer; made when it first sends over a connection, a limited link or a NAT.</summary>
internal sealed class PeerTransport
{
    /// <summary>Open and opening connections by ascending channel number.</summary>
    public readonly List<Connection> Connections = [];
    public SharedLink? Uplink;
    public SharedLink? Downlink;
    public NatTable? Nat;
    private int _lastChannel;

    public Connection Open(Transport transport, int local, PeerId remote, bool isOutgoing)
    {
        if (_lastChannel == Engine.Event.MaxChannel)
            throw new InvalidOperationException("A peer can open at most 16,777,215 connections in one run.");
        var connection = new Connection(transport, local, remote, ++_lastChannel, isOutgoing);
        Connections.Add(connection);
        return connection;
    }

    public Connection? Find(int channel)
    {
        int at = IndexOf(channel);
        return at < 0 ? null : Connections[at];
    }

    public Connection? FindByRemote(int remote, int remoteChannel)
    {
        foreach (Connection connection in Connections)
        {
            if (connection.RemoteChannel == remoteChannel && connection.Remote.Value == remote) return connection;
        }

        return null;
    }

    public void Remove(Connection connection)
    {
        int at = IndexOf(connection.Channel);
        if (at >= 0) Connections.RemoveAt(at);
    }

    private int IndexOf(int channel)
    {
        int low = 0, high = Connections.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int found = Connections[middle].Channel;
            if (found == channel) return middle;
            if (found < channel) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
