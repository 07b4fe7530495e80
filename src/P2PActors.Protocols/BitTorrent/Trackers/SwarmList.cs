using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>Who is in a swarm, as a tracker knows it.</summary>
internal sealed class SwarmList
{
    private readonly List<(int Peer, bool IsSeed, long Seen)> _entries = [];
    private readonly Dictionary<int, int> _places = [];

    public int Count => _entries.Count;

    public int Seeds { get; private set; }

    /// <summary>How many have said that they have got the last piece.</summary>
    public int Downloaded { get; set; }

    /// <summary>A peer is there.</summary>
    public void Note(PeerId peer, bool isSeed, long now)
    {
        if (_places.TryGetValue(peer.Value, out int at))
        {
            Seeds += (isSeed ? 1 : 0) - (_entries[at].IsSeed ? 1 : 0);
            _entries[at] = (peer.Value, isSeed, now);
            return;
        }

        _places.Add(peer.Value, _entries.Count);
        _entries.Add((peer.Value, isSeed, now));
        Seeds += isSeed ? 1 : 0;
    }

    public void Remove(PeerId peer)
    {
        if (_places.TryGetValue(peer.Value, out int at)) RemoveAt(at);
    }

    /// <summary>Forgets those that were last heard of before a time, ticks.</summary>
    public void Forget(long before)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Seen < before) RemoveAt(i);
        }
    }

    /// <summary>Some others at random, all of them where there are not more.</summary>
    public PeerId[] Draw(PeerId asker, int wanted, ref RandomStream random)
    {
        // The asker stands last while the others are drawn from the front.
        int others = _entries.Count;
        if (_places.TryGetValue(asker.Value, out int own)) Swap(own, --others);
        var drawn = new PeerId[Math.Min(wanted, others)];
        for (int i = 0; i < drawn.Length; i++)
        {
            Swap(i, i + random.Next(others - i));
            drawn[i] = new PeerId(_entries[i].Peer);
        }

        return drawn;
    }

    private void RemoveAt(int at)
    {
        Seeds -= _entries[at].IsSeed ? 1 : 0;
        Swap(at, _entries.Count - 1);
        _places.Remove(_entries[^1].Peer);
        _entries.RemoveAt(_entries.Count - 1);
    }

    private void Swap(int a, int b)
    {
        (_entries[a], _entries[b]) = (_entries[b], _entries[a]);
        _places[_entries[a].Peer] = a;
        _places[_entries[b].Peer] = b;
    }
}
