using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    /// <summary>Mappings from which on those that have timed out are looked for; after that, twice those that are left.</summary>
    private const int SmallestSweep = 16;

    private readonly Dictionary<int, Mapping> _byRemote = [];
    private int _sweepAt = SmallestSweep;
    private long _lastSent = long.MinValue;

    public NatType Type { get; } = type;

    public int Count => _byRemote.Count;

    /// <summary>Notes a datagram going out and tells its ports.</summary>
    public DatagramPorts Send(int remote, long now)
    {
        DatagramPorts own = Type == NatType.Symmetric ? DatagramPorts.FromOwn : DatagramPorts.Base;
        if (Type == NatType.None)
        {
            // Nothing to open; what is known of the remote's port is all that matters.
            return _byRemote.TryGetValue(remote, out Mapping known) && known.RemoteUsesOwnPort ? own | DatagramPorts.ToOwn : own;
        }

        ref Mapping mapping = ref Place(remote, now);
        mapping.Sent = now + 1;
        mapping.SentToOwnPort = mapping.RemoteUsesOwnPort;
        _lastSent = now;
        return mapping.RemoteUsesOwnPort ? own | DatagramPorts.ToOwn : own;
    }

    /// <summary>Whether a datagram comes in.</summary>
    public bool Admit(int remote, DatagramPorts ports, long now)
    {
        bool fromOwn = (ports & DatagramPorts.FromOwn) != 0, toOwn = (ports & DatagramPorts.ToOwn) != 0, fromOther = (ports & DatagramPorts.FromOther) != 0;
        bool known = _byRemote.TryGetValue(remote, out Mapping mapping);
        bool mapped = known && IsOpen(in mapping, now);
        bool admitted = Type switch
        {
            NatType.None => true,
            NatType.FullCone => _lastSent != long.MinValue && now - _lastSent <= timeout,
            NatType.Restricted => mapped,
            NatType.PortRestricted or NatType.BlocksInbound => mapped && mapping.SentToOwnPort == fromOwn && !fromOther,
            NatType.Symmetric => mapped && mapping.SentToOwnPort == fromOwn && toOwn && !fromOther,
            _ => false,
        };
        if (admitted && !fromOther && fromOwn != mapping.RemoteUsesOwnPort) Place(remote, now).RemoteUsesOwnPort = fromOwn;
        return admitted;
    }

    private bool IsOpen(in Mapping mapping, long now) => mapping.Sent > 0 && now - (mapping.Sent - 1) <= timeout;

    /// <summary>The mapping of a remote, made if there is none.</summary>
    private ref Mapping Place(int remote, long now)
    {
        ref Mapping known = ref CollectionsMarshal.GetValueRefOrNullRef(_byRemote, remote);
        if (!Unsafe.IsNullRef(ref known)) return ref known;
        if (_byRemote.Count >= _sweepAt) Sweep(now);
        if (_byRemote.Count >= capacity) Evict();
        return ref CollectionsMarshal.GetValueRefOrAddDefault(_byRemote, remote, out _)!;
    }

    /// <summary>Forgets mappings that have timed out, unless they still know a remote's port: the others say no more than none would.</summary>
    private void Sweep(long now)
    {
        foreach ((int remote, Mapping mapping) in _byRemote)
        {
            // Which are removed does not depend on the order.
            if (!mapping.RemoteUsesOwnPort && !IsOpen(in mapping, now)) _byRemote.Remove(remote);
        }

        _sweepAt = Math.Max(SmallestSweep, 2 * _byRemote.Count);
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
