using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.FastTrack;

/// <summary>What a list says of one supernode: eight bytes on the wire.</summary>
/// <param name="Peer">Its address.</param>
/// <param name="Seen">When it was last heard of, minutes of the run; on the wire as an age of at most 255 minutes.</param>
/// <param name="Load">Its children in percent of those it takes.</param>
internal readonly record struct SupernodeEntry(PeerId Peer, int Seen, byte Load);

/// <summary>
/// The supernodes somebody knows, each with when it was last seen and its load. It outlives sessions, as the client's file
/// does. When it is full, whoever was seen longest ago goes.
/// </summary>
internal sealed class SupernodeCache(int capacity)
{
    /// <summary>The greatest age a list can express, minutes.</summary>
    public const int OldestMinutes = 255;

    private int[] _peers = [];
    private int[] _seen = [];
    private byte[] _loads = [];

    public int Count { get; private set; }

    public SupernodeEntry this[int index] => new(new PeerId(_peers[index]), _seen[index], _loads[index]);

    public static int MinuteOf(TimeSpan time) => (int)(time.Ticks / TimeSpan.TicksPerMinute);

    /// <summary>Notes a supernode; older news of it is ignored.</summary>
    public void Add(in SupernodeEntry entry)
    {
        int at = IndexOf(entry.Peer);
        if (at < 0)
        {
            at = Place(entry.Seen);
            if (at < 0) return;
            _peers[at] = entry.Peer.Value;
        }
        else if (_seen[at] > entry.Seen)
        {
            return;
        }

        _seen[at] = entry.Seen;
        _loads[at] = entry.Load;
    }

    public void Remove(PeerId peer)
    {
        int at = IndexOf(peer);
        if (at >= 0) RemoveAt(at);
    }

    /// <summary>Forgets what was seen before a minute of the run.</summary>
    public void RemoveBefore(int minute)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (_seen[i] < minute) RemoveAt(i);
        }
    }

    /// <summary>
    /// Picks candidates for a parent: twice as many at random, of which the better half stays, by last seen in steps of five
    /// minutes and then by a middling load (giFT-FastTrack sorts its whole list so; a random half of it keeps thousands of
    /// clients from calling the same few).
    /// </summary>
    /// <param name="count">How many at most.</param>
    /// <param name="tried">Who is not wanted; those picked are added.</param>
    /// <param name="random">The asker's random numbers.</param>
    /// <param name="picked">Takes them.</param>
    public void Pick(int count, HashSet<int> tried, ref RandomStream random, List<PeerId> picked)
    {
        var drawn = new List<SupernodeEntry>(2 * count);
        int start = Count == 0 ? 0 : random.Next(Count);
        for (int i = 0; i < Count && drawn.Count < 2 * count; i++)
        {
            SupernodeEntry entry = this[(start + i) % Count];
            if (!tried.Contains(entry.Peer.Value)) drawn.Add(entry);
        }

        drawn.Sort(static (a, b) => (b.Seen / 5, Middling(b.Load), a.Peer.Value).CompareTo((a.Seen / 5, Middling(a.Load), b.Peer.Value)));
        foreach (SupernodeEntry entry in drawn)
        {
            if (picked.Count == count) break;
            tried.Add(entry.Peer.Value);
            picked.Add(entry.Peer);
        }
    }

    /// <summary>A random supernode; none where the cache is empty.</summary>
    public PeerId PickOne(ref RandomStream random) => Count == 0 ? PeerId.None : new PeerId(_peers[random.Next(Count)]);

    /// <summary>The newest entries, for a list.</summary>
    public SupernodeEntry[] Newest(int most)
    {
        var all = new SupernodeEntry[Count];
        for (int i = 0; i < all.Length; i++) all[i] = this[i];
        Array.Sort(all, static (a, b) => a.Seen != b.Seen ? b.Seen.CompareTo(a.Seen) : a.Peer.Value.CompareTo(b.Peer.Value));
        return all.Length <= most ? all : all[..most];
    }

    private static int Middling(int load) => load * (100 - Math.Min(100, load));

    private int IndexOf(PeerId peer) => _peers.AsSpan(0, Count).IndexOf(peer.Value);

    private int Place(int seen)
    {
        if (Count < capacity)
        {
            if (Count == _peers.Length) Grow();
            return Count++;
        }

        int oldest = 0;
        for (int i = 1; i < Count; i++)
        {
            if (_seen[i] < _seen[oldest]) oldest = i;
        }

        return _seen[oldest] <= seen ? oldest : -1;
    }

    private void Grow()
    {
        int size = Math.Min(capacity, Math.Max(16, Count + Count / 2));
        Array.Resize(ref _peers, size);
        Array.Resize(ref _seen, size);
        Array.Resize(ref _loads, size);
    }

    private void RemoveAt(int index)
    {
        Count--;
        _peers[index] = _peers[Count];
        _seen[index] = _seen[Count];
        _loads[index] = _loads[Count];
    }
}
