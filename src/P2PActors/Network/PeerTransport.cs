using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>The same by channel number: open addressing, at most half full. Finding the connection of a message is what a
    /// flood does most, and every object looked at on the way would be one more miss of the cache.</summary>
    private Connection?[] _byChannel = new Connection?[4];
    private int _mask = 3;

    public Connection Open(Transport transport, int local, PeerId remote, bool isOutgoing)
    {
        if (_lastChannel == Engine.Event.MaxChannel)
            throw new InvalidOperationException("A peer can open at most 16,777,215 connections in one run.");
        var connection = new Connection(transport, local, remote, ++_lastChannel, isOutgoing);
        Connections.Add(connection);
        if (Connections.Count * 2 > _byChannel.Length)
        {
            _byChannel = new Connection?[_byChannel.Length * 2];
            _mask = _byChannel.Length - 1;
            foreach (Connection known in Connections) Put(known);
        }
        else
        {
            Put(connection);
        }

        return connection;
    }

    public Connection? Find(int channel)
    {
        Connection?[] table = _byChannel;
        for (int at = channel & _mask; table[at] is { } found; at = (at + 1) & _mask)
        {
            if (found.Channel == channel) return found;
        }

        return null;
    }

    /// <summary>Where <see cref="Find"/> begins to look.</summary>
    public ref Connection? PlaceOf(int channel) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_byChannel), (nint)(channel & _mask));

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
        if (at < 0) return;
        Connections.RemoveAt(at);
        Take(connection);
    }

    private void Put(Connection connection)
    {
        int at = connection.Channel & _mask;
        while (_byChannel[at] is not null) at = (at + 1) & _mask;
        _byChannel[at] = connection;
    }

    private void Take(Connection connection)
    {
        int at = connection.Channel & _mask;
        while (!ReferenceEquals(_byChannel[at], connection)) at = (at + 1) & _mask;
        _byChannel[at] = null;
        // What was put behind it because its own place was taken moves up.
        for (int next = (at + 1) & _mask; _byChannel[next] is { } follower; next = (next + 1) & _mask)
        {
            _byChannel[next] = null;
            Put(follower);
        }
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
