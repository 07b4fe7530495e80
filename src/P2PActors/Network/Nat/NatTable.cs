using System.Numerics;
using System.Runtime.CompilerServices;

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
    private const int SmallestTable = 16;

    /// <summary>The mappings by remote: open addressing, at most half full, so that a datagram looks at one cache line.</summary>
    private Mapping[] _places = [];
    private int _shift;
    private long _lastSent = long.MinValue;

    public NatType Type { get; } = type;

    public int Count { get; private set; }

    /// <summary>Asks for the memory that a datagram of this remote will look at.</summary>
    public void Prefetch(int remote)
    {
        if (Count > 0) Engine.Prefetch.Memory(ref _places[FirstPlace(remote)]);
    }

    /// <summary>Notes a datagram going out and tells its ports.</summary>
    public DatagramPorts Send(int remote, long now)
    {
        DatagramPorts own = Type == NatType.Symmetric ? DatagramPorts.FromOwn : DatagramPorts.Base;
        if (Type == NatType.None)
        {
            // Nothing to open; what is known of the remote's port is all that matters.
            ref Mapping known = ref Find(remote);
            return !Unsafe.IsNullRef(ref known) && known.RemoteUsesOwnPort ? own | DatagramPorts.ToOwn : own;
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
        ref Mapping known = ref Find(remote);
        Mapping mapping = Unsafe.IsNullRef(ref known) ? default : known;
        bool mapped = IsOpen(in mapping, now);
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

    private int FirstPlace(int remote) => (int)((uint)remote * 0x9E3779B9u >> _shift);

    private ref Mapping Find(int remote)
    {
        if (Count == 0) return ref Unsafe.NullRef<Mapping>();
        Mapping[] places = _places;
        for (int at = FirstPlace(remote); ; at = (at + 1) & (places.Length - 1))
        {
            ref Mapping place = ref places[at];
            if (place.Key == remote + 1) return ref place;
            if (place.Key == 0) return ref Unsafe.NullRef<Mapping>();
        }
    }

    /// <summary>The mapping of a remote, made if there is none.</summary>
    private ref Mapping Place(int remote, long now)
    {
        ref Mapping known = ref Find(remote);
        if (!Unsafe.IsNullRef(ref known)) return ref known;
        if (2 * (Count + 1) > _places.Length) Sweep(now);
        if (Count >= capacity) Evict();
        return ref Put(new Mapping { Key = remote + 1 });
    }

    private ref Mapping Put(Mapping mapping)
    {
        int at = FirstPlace(mapping.Key - 1);
        while (_places[at].Key != 0) at = (at + 1) & (_places.Length - 1);
        _places[at] = mapping;
        Count++;
        return ref _places[at];
    }

    /// <summary>
    /// Forgets mappings that have timed out, unless they still know a remote's port: the others say no more than none would.
    /// The table is made so large that the next sweep comes when there are twice as many as are left.
    /// </summary>
    private void Sweep(long now)
    {
        Mapping[] before = _places;
        int kept = 0;
        foreach (ref Mapping mapping in before.AsSpan())
        {
            if (mapping.RemoteUsesOwnPort || IsOpen(in mapping, now)) kept++;
            else mapping.Key = 0;
        }

        Rebuild(before, Math.Max(SmallestTable, (int)BitOperations.RoundUpToPowerOf2((uint)(4 * kept))));
    }

    private void Rebuild(Mapping[] before, int length)
    {
        _places = new Mapping[length];
        _shift = 32 - BitOperations.Log2((uint)length);
        Count = 0;
        foreach (ref readonly Mapping mapping in before.AsSpan())
        {
            if (mapping.Key != 0) Put(mapping);
        }
    }

    private void Evict()
    {
        // Oldest first, then smallest number: no dependence on the order of the table.
        int victim = -1;
        for (int at = 0; at < _places.Length; at++)
        {
            if (_places[at].Key == 0) continue;
            if (victim < 0 || _places[at].Sent < _places[victim].Sent || _places[at].Sent == _places[victim].Sent && _places[at].Key < _places[victim].Key) victim = at;
        }

        Remove(victim);
    }

    /// <summary>Takes a mapping out; what stands behind it because of it moves up.</summary>
    private void Remove(int at)
    {
        int last = _places.Length - 1;
        for (int next = (at + 1) & last; _places[next].Key != 0; next = (next + 1) & last)
        {
            int first = FirstPlace(_places[next].Key - 1);
            // It may move if the gap lies between its first place and the one it has.
            if (((next - first) & last) < ((next - at) & last)) continue;
            _places[at] = _places[next];
            at = next;
        }

        _places[at] = default;
        Count--;
    }

    private struct Mapping
    {
        /// <summary>Time of the last datagram sent, plus one; 0 for never.</summary>
        public long Sent;

        /// <summary>The remote's number plus one; 0 for a free place.</summary>
        public int Key;
        public bool SentToOwnPort;
        public bool RemoteUsesOwnPort;
    }
}
