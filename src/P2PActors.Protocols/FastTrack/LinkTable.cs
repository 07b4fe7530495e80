namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Links to other supernodes by the number of a peer: open addressing, at most half full. Each search and each result that
/// comes by looks here, at another supernode's table each time, so what is found stands in one cache line and is written only
/// when it changes.
/// </summary>
internal sealed class LinkTable
{
    private Entry[] _entries = new Entry[16];

    /// <summary>Peers that have a link.</summary>
    public int Count { get; private set; }

    /// <summary>The link of a peer; null if it has none.</summary>
    public MeshLink? Find(int peer) => _entries[PlaceOf(_entries, peer)].Link;

    /// <summary>Notes a link, in place of the peer's former one.</summary>
    public void Set(int peer, MeshLink link)
    {
        ref Entry entry = ref _entries[PlaceOf(_entries, peer)];
        if (ReferenceEquals(entry.Link, link)) return;
        if (entry.Link is not null)
        {
            entry.Link = link;
            return;
        }

        entry = new Entry { Peer = peer, Link = link };
        if (++Count * 2 > _entries.Length) Grow();
    }

    /// <summary>Takes out the link of a peer, if it has one.</summary>
    public void Remove(int peer)
    {
        int mask = _entries.Length - 1, gap = PlaceOf(_entries, peer);
        if (_entries[gap].Link is null) return;
        _entries[gap] = default;
        Count--;
        // What stands behind it because its own place was taken moves up.
        for (int at = (gap + 1) & mask; _entries[at].Link is not null; at = (at + 1) & mask)
        {
            Entry entry = _entries[at];
            _entries[at] = default;
            _entries[PlaceOf(_entries, entry.Peer)] = entry;
        }
    }

    /// <summary>Takes out all.</summary>
    public void Clear()
    {
        _entries = new Entry[16];
        Count = 0;
    }

    private void Grow()
    {
        var grown = new Entry[_entries.Length * 2];
        foreach (Entry entry in _entries)
        {
            if (entry.Link is not null) grown[PlaceOf(grown, entry.Peer)] = entry;
        }

        _entries = grown;
    }

    private static int PlaceOf(Entry[] entries, int peer)
    {
        int mask = entries.Length - 1, at = (int)(((uint)peer * 0x9E3779B1u) >> 8) & mask;
        while (entries[at].Link is not null && entries[at].Peer != peer) at = (at + 1) & mask;
        return at;
    }

    private struct Entry
    {
        public MeshLink? Link;
        public int Peer;
    }
}
