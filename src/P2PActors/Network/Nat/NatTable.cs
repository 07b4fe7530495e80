namespace P2PActors.Network.Nat;

/// <summary>
/// The mappings of one NAT or firewall for datagrams. A mapping to a remote peer exists from the last datagram sent to it
/// for the length of the time-out; what is known about a remote's port is what its last datagram showed.
/// </summary>
/// <param name="type">What kind of box this is.</param>
/// <param name="timeout">Life of a mapping after the last datagram sent, ticks.</param>
/// <param name="capacity">Greatest number of remotes kept; the one unused longest makes room.</param>
internal sealed class NatTable(NatType type, long timeout, int capacity)
{
    private readonly Dictionary<int, Mapping> _byRemote = [];
    private long _lastSent = long.MinValue;

    public NatType Type { get; } = type;

    public int Count => _byRemote.Count;

    /// <summary>Notes a datagram going out and tells its ports.</summary>
    public DatagramPorts Send(int remote, long now)
    {
        _byRemote.TryGetValue(remote, out Mapping mapping);
        var ports = DatagramPorts.Base;
        if (Type == NatType.Symmetric) ports |= DatagramPorts.FromOwn;
        if (mapping.RemoteUsesOwnPort) ports |= DatagramPorts.ToOwn;
        if (Type == NatType.None)
        {
            return ports;
        }

        mapping.Sent = now + 1;
        mapping.SentToOwnPort = mapping.RemoteUsesOwnPort;
        Store(remote, mapping);
        _lastSent = now;
        return ports;
    }

    /// <summary>Whether a datagram comes in.</summary>
    public bool Admit(int remote, DatagramPorts ports, long now)
    {
        bool fromOwn = (ports & DatagramPorts.FromOwn) != 0, toOwn = (ports & DatagramPorts.ToOwn) != 0, fromOther = (ports & DatagramPorts.FromOther) != 0;
        bool known = _byRemote.TryGetValue(remote, out Mapping mapping);
        bool mapped = known && mapping.Sent > 0 && now - (mapping.Sent - 1) <= timeout;
        bool admitted = Type switch
        {
            NatType.None => true,
            NatType.FullCone => _lastSent != long.MinValue && now - _lastSent <= timeout,
            NatType.Restricted => mapped,
            NatType.PortRestricted or NatType.BlocksInbound => mapped && mapping.SentToOwnPort == fromOwn && !fromOther,
            NatType.Symmetric => mapped && mapping.SentToOwnPort == fromOwn && toOwn && !fromOther,
            _ => false,
        };
        if (admitted && !fromOther && fromOwn != mapping.RemoteUsesOwnPort)
        {
            mapping.RemoteUsesOwnPort = fromOwn;
            Store(remote, mapping);
        }

        return admitted;
    }

    private void Store(int remote, Mapping mapping)
    {
        if (_byRemote.Count >= capacity && !_byRemote.ContainsKey(remote)) Evict();
        _byRemote[remote] = mapping;
    }

    private void Evict()
    {
        // Oldest first, then smallest number: no dependence on the order of the dictionary.
        int victim = -1;
        long oldest = long.MaxValue;
        foreach ((int remote, Mapping mapping) in _byRemote)
        {
            if (mapping.Sent < oldest || mapping.Sent == oldest && remote < victim) (oldest, victim) = (mapping.Sent, remote);
        }

        _byRemote.Remove(victim);
    }

    private struct Mapping
    {
        /// <summary>Time of the last datagram sent, plus one; 0 for never.</summary>
        public long Sent;
        public bool SentToOwnPort;
        public bool RemoteUsesOwnPort;
    }
}
