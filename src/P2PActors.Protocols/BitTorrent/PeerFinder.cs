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

/// <summary>Peers that might be called.</summary>
internal sealed class CandidatePool(int most)
{
    private readonly List<PeerId> _waiting = [];
    private readonly Dictionary<int, PeerSource> _known = [];

    public int Waiting => _waiting.Count;

    /// <returns>False if it is known, or too many wait.</returns>
    public bool Add(PeerId peer, PeerSource source)
    {
        if (_waiting.Count >= most || !_known.TryAdd(peer.Value, source)) return false;
        _waiting.Add(peer);
        return true;
    }

    /// <summary>Takes the one that was added last.</summary>
    public bool TryTake(out PeerId peer, out PeerSource source)
    {
        (peer, source) = (PeerId.None, PeerSource.Tracker);
        if (_waiting.Count == 0) return false;
        peer = _waiting[^1];
        source = _known[peer.Value];
        _waiting.RemoveAt(_waiting.Count - 1);
        return true;
    }

    /// <summary>It may be named again: it could not be reached, or has gone.</summary>
    public void Forget(PeerId peer)
    {
        if (_known.Remove(peer.Value)) _waiting.Remove(peer);
    }
}
