using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Who is a supernode, as of the beginning of the window, for measurement; and who is one from the beginning, which is not
/// measurement but a condition of the run: the first eligible peers that came on line, until there are enough.
/// </summary>
internal sealed class SupernodeOracle
{
    private readonly bool[] _is;
    private readonly bool[] _initial;
    private readonly List<PeerId> _first = [];
    private readonly int _wanted;
    private readonly Func<PeerId, int> _limitOf;
    private double _places;

    /// <param name="population">Peers that exist.</param>
    /// <param name="wanted">Supernodes for the beginning.</param>
    /// <param name="places">Children that they must be able to take together.</param>
    /// <param name="limitOf">Children that a peer would take.</param>
    public SupernodeOracle(int population, int wanted, double places, Func<PeerId, int> limitOf)
    {
        (_is, _initial, _wanted, _places, _limitOf) = (new bool[population], new bool[population], wanted, places, limitOf);
        Changes = new BarrierLedger<RoleChange>(Apply);
    }

    /// <summary>Peers that became supernodes or ceased to be, and those that could be from the beginning.</summary>
    public BarrierLedger<RoleChange> Changes { get; }

    /// <summary>Supernodes on line.</summary>
    public int Count { get; private set; }

    /// <summary>The supernodes of the beginning.</summary>
    public IReadOnlyList<PeerId> First => _first;

    /// <summary>Whether more supernodes are wanted for the beginning.</summary>
    public bool WantsMore => _first.Count < _wanted || _places > 0;

    public bool IsFirst(PeerId peer) => _initial[peer.Value];

    public bool IsSupernode(PeerId peer) => peer.Value < _is.Length && _is[peer.Value];

    /// <summary>Names supernodes of the beginning.</summary>
    public void Name(IEnumerable<int> peers)
    {
        foreach (int peer in peers) Name(peer);
    }

    public void WentOffline(PeerId peer) => Set(peer.Value, false);

    private void Apply(RoleChange change)
    {
        if (change.Kind == RoleChangeKind.Offers)
        {
            if (WantsMore && !_initial[change.Peer]) Name(change.Peer);
        }
        else
        {
            Set(change.Peer, change.Kind == RoleChangeKind.Begins);
        }
    }

    private void Name(int peer)
    {
        _initial[peer] = true;
        _first.Add(new PeerId(peer));
        _places -= _limitOf(new PeerId(peer));
    }

    private void Set(int peer, bool value)
    {
        if (peer >= _is.Length || _is[peer] == value) return;
        _is[peer] = value;
        Count += value ? 1 : -1;
    }
}

/// <summary>What has changed about a peer.</summary>
internal enum RoleChangeKind : byte
{
    /// <summary>It could be a supernode of the beginning.</summary>
    Offers,
    /// <summary>It is a supernode from now on.</summary>
    Begins,
    /// <summary>It is none any more.</summary>
    Ends,
}

/// <summary>A peer's change, ordered by time.</summary>
internal readonly record struct RoleChange(TimeSpan Time, int Peer, RoleChangeKind Kind) : IComparable<RoleChange>
{
    public int CompareTo(RoleChange other) => (Time, Peer, Kind).CompareTo((other.Time, other.Peer, other.Kind));
}
