using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>
/// A way to learn of peers: a tracker, the exchange between neighbours, a distributed hash table, the local network. What it
/// learns it hands to <see cref="BitTorrentPeer.Learn"/>. Each looks after its own messages and connections.
/// </summary>
/// <param name="peer">For whom.</param>
internal abstract class PeerFinder(BitTorrentPeer peer)
{
    protected BitTorrentPeer Peer { get; } = peer;

    /// <summary>The peer has the .torrent file and begins.</summary>
    public virtual void Joined() { }

    /// <summary>The peer has got the last piece.</summary>
    public virtual void Completed() { }

    /// <summary>The peer leaves.</summary>
    public virtual void Left() { }

    /// <summary>Ten seconds have passed.</summary>
    public virtual void Round() { }

    /// <summary>A neighbour has been won.</summary>
    public virtual void LinkOpened(PeerLink link) { }

    /// <summary>A neighbour has been lost.</summary>
    public virtual void LinkClosed(PeerLink link) { }

    /// <returns>Whether the message was for this one.</returns>
    public virtual bool Receive(Message message, Connection? channel) => false;

    /// <summary>A connection that this one asked for is open: its tag is this one's.</summary>
    public virtual void Connected(Connection connection) { }

    /// <summary>A connection that this one asked for is not to be had, or has ended.</summary>
    public virtual void Disconnected(Connection connection) { }
}

/// <summary>Marks a connection as that of a way to learn of peers.</summary>
/// <param name="Finder">Whose.</param>
/// <param name="Call">What it is about.</param>
internal sealed record FinderCall(PeerFinder Finder, object Call);

/// <summary>Peers that might be called: each is waiting, called, or left alone for a time.</summary>
internal sealed class CandidatePool(int most)
{
    private const long Busy = long.MaxValue;
    private readonly List<(PeerId Peer, PeerSource Source, bool IsSeed)> _waiting = [];

    /// <summary>Until when nobody calls a peer, ticks; busy for one that waits or is called.</summary>
    private readonly Dictionary<int, long> _known = [];

    public int Waiting => _waiting.Count;

    /// <returns>False if it is known, is to be left alone, or too many wait.</returns>
    public bool Add(PeerId peer, PeerSource source, bool isSeed, long now)
    {
        if (_waiting.Count >= most || (_known.TryGetValue(peer.Value, out long until) && now < until)) return false;
        _known[peer.Value] = Busy;
        _waiting.Add((peer, source, isSeed));
        return true;
    }

    /// <summary>Takes the one that was added last.</summary>
    public bool TryTake(out PeerId peer, out PeerSource source)
    {
        (peer, source) = (PeerId.None, PeerSource.Tracker);
        if (_waiting.Count == 0) return false;
        (peer, source, _) = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        return true;
    }

    /// <summary>Seeds are of no use any more: those that wait are left alone for good.</summary>
    public void DropSeeds()
    {
        foreach ((PeerId peer, _, bool isSeed) in _waiting)
        {
            if (isSeed) Rest(peer, long.MaxValue);
        }

        _waiting.RemoveAll(static w => w.IsSeed);
    }

    /// <summary>Leaves a peer alone for a time.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="until">Virtual time, ticks; <see cref="long.MaxValue"/> for good.</param>
    public void Rest(PeerId peer, long until) => _known[peer.Value] = until;
}
