namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// The searches a supernode has had lately, in two generations: the older is forgotten when the younger has lasted long
/// enough or is full. A search is over within seconds, so the memory can be small; both generations share one table, in which
/// a bit of each key tells them apart, because a flood looks into the table of each supernode in turn and misses the cache.
/// </summary>
/// <param name="lifetime">How long a generation lasts.</param>
/// <param name="capacity">Searches from which on it is full before that.</param>
internal sealed class SeenSearches(TimeSpan lifetime, int capacity)
{
    private const int SmallestTable = 32;
    private const ulong GenerationBit = 1;

    /// <summary>Open addressing, at most half full; 0 is free.</summary>
    private ulong[] _keys = new ulong[SmallestTable];
    private ulong _generation;
    private int _young, _old;
    private TimeSpan _since;

    /// <summary>Notes a search.</summary>
    /// <param name="key">What is the same for a search whatever way it came; random bits, of which the lowest does not count.</param>
    /// <param name="now">Virtual time.</param>
    /// <returns>False if it was seen before.</returns>
    public bool TryAdd(ulong key, TimeSpan now)
    {
        if (now - _since >= lifetime || _young >= capacity) BeginGeneration(now);
        key &= ~GenerationBit;
        if (key == 0) key = 1UL << 63;
        int at = Find(_keys, key);
        if (_keys[at] != 0) return false;
        _keys[at] = key | _generation;
        if ((++_young + _old) * 2 > _keys.Length) Rebuild(_keys.Length * 2, all: true);
        return true;
    }

    private void BeginGeneration(TimeSpan now)
    {
        // A burst does not keep its memory for ever.
        int size = _keys.Length;
        while (size > SmallestTable && _young * 8 < size) size /= 2;
        Rebuild(size, all: false);
        (_old, _young) = (_young, 0);
        _generation ^= GenerationBit;
        _since = now;
    }

    /// <summary>Puts all keys, or those of the younger generation, into a table of another size.</summary>
    private void Rebuild(int size, bool all)
    {
        ulong[] rebuilt = new ulong[size];
        foreach (ulong key in _keys)
        {
            if (key != 0 && (all || (key & GenerationBit) == _generation)) rebuilt[Find(rebuilt, key & ~GenerationBit)] = key;
        }

        _keys = rebuilt;
    }

    /// <summary>Where a key stands, of whichever generation, or would stand.</summary>
    private static int Find(ulong[] keys, ulong key)
    {
        int mask = keys.Length - 1, at = (int)(key >> 1) & mask;
        while (keys[at] != 0 && (keys[at] & ~GenerationBit) != key) at = (at + 1) & mask;
        return at;
    }
}
