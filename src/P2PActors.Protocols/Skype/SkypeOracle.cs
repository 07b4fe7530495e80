using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// Who is logged in, as of the beginning of the window, for measurement; and who is a supernode from the beginning, which is
/// not measurement but a condition of the run: the first eligible peers that came on line, until there are enough.
/// </summary>
internal sealed class SkypeOracle
{
    private readonly bool[] _isLoggedIn;
    private readonly int[] _first;
    private readonly int _wanted;

    /// <param name="population">Peers that exist.</param>
    /// <param name="wanted">Supernodes for the beginning.</param>
    public SkypeOracle(int population, int wanted)
    {
        (_isLoggedIn, _first, _wanted) = (new bool[population], new int[population], wanted);
        Array.Fill(_first, -1);
        Notes = new BarrierLedger<SkypeNote>(Apply);
    }

    /// <summary>Peers that logged in, and those that could be supernodes from the beginning.</summary>
    public BarrierLedger<SkypeNote> Notes { get; }

    /// <summary>Supernodes of the beginning so far.</summary>
    public int FirstCount { get; private set; }

    /// <summary>Whether more supernodes are wanted for the beginning.</summary>
    public bool WantsMore => FirstCount < _wanted;

    /// <summary>Place among the supernodes of the beginning; negative if it is none.</summary>
    public int FirstPlace(PeerId peer) => _first[peer.Value];

    /// <summary>Whether a peer's user is logged in.</summary>
    public bool IsLoggedIn(int peer) => _isLoggedIn[peer];

    /// <summary>Names supernodes of the beginning.</summary>
    public void Name(IEnumerable<int> peers)
    {
        foreach (int peer in peers) _first[peer] = FirstCount++;
    }

    public void StateChanged(PeerId peer, PeerState state)
    {
        if (peer.Value < _isLoggedIn.Length && state != PeerState.Online) _isLoggedIn[peer.Value] = false;
    }

    private void Apply(SkypeNote note)
    {
        if (!note.IsOffer) _isLoggedIn[note.Peer] = true;
        else if (WantsMore && _first[note.Peer] < 0) _first[note.Peer] = FirstCount++;
    }
}

/// <summary>A peer has logged in, or offers to be a supernode from the beginning; ordered by time.</summary>
internal readonly record struct SkypeNote(TimeSpan Time, int Peer, bool IsOffer) : IComparable<SkypeNote>
{
    public int CompareTo(SkypeNote other) => (Time, Peer, IsOffer).CompareTo((other.Time, other.Peer, other.IsOffer));
}
