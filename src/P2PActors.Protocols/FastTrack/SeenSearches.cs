namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// The searches a supernode has had lately, in two generations: the older is forgotten when the younger has lasted long
/// enough or is full. A search is over within seconds, so the memory can be small; small enough to stay in the cache, which
/// a flood needs of each supernode in turn.
/// </summary>
/// <param name="lifetime">How long a generation lasts.</param>
/// <param name="capacity">Searches from which on it is full before that.</param>
internal sealed class SeenSearches(TimeSpan lifetime, int capacity)
{
    private KeySet _young = new(), _old = new();
    private TimeSpan _since;

    /// <summary>Notes a search.</summary>
    /// <param name="key">What is the same for a search whatever way it came; random bits, not 0.</param>
    /// <param name="now">Virtual time.</param>
    /// <returns>False if it was seen before.</returns>
    public bool TryAdd(ulong key, TimeSpan now)
    {
        if (now - _since >= lifetime || _young.Count >= capacity)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
            _since = now;
        }

        return !_old.Contains(key) && _young.Add(key);
    }

    /// <summary>A set of random keys: open addressing, at most half full.</summary>
    private sealed class KeySet
    {
        private ulong[] _keys = new ulong[32];

        public int Count { get; private set; }

        public bool Contains(ulong key) => _keys[Find(_keys, key)] == key;

        public bool Add(ulong key)
        {
            int at = Find(_keys, key);
            if (_keys[at] == key) return false;
            _keys[at] = key;
            if (++Count * 2 > _keys.Length) Grow();
            return true;
        }

        public void Clear()
        {
            if (Count == 0) return;
            // A burst does not keep its memory for ever.
            if (_keys.Length > 32 && Count * 8 < _keys.Length) _keys = new ulong[_keys.Length / 2];
            else Array.Clear(_keys);
            Count = 0;
        }

        private void Grow()
        {
            ulong[] grown = new ulong[_keys.Length * 2];
            foreach (ulong key in _keys)
            {
                if (key != 0) grown[Find(grown, key)] = key;
            }

            _keys = grown;
        }

        private static int Find(ulong[] keys, ulong key)
        {
            int mask = keys.Length - 1, at = (int)key & mask;
            while (keys[at] != 0 && keys[at] != key) at = (at + 1) & mask;
            return at;
        }
    }
}
