using System.Runtime.InteropServices;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// Remembers which link something came from, by 64 random bits, for a while: open addressing in one array of 12-byte
/// entries, one probe in most cases. It grows when it must, forgets what is too old, and when it is full the oldest half
/// goes first (GUIDs are remembered "for a while": Gnutella 0.4). A mutable struct, held in a field: one look-up less in memory, which is what a
/// flood over many servents waits for.
/// </summary>
/// <param name="capacity">Greatest number of entries.</param>
/// <param name="lifetime">How long an entry is remembered, in stamps: at most 30,000.</param>
internal struct RouteTable(int capacity, int lifetime)
{
    private const int Smallest = 8;
    private Entry[] _entries = [];
    private int _used;

    /// <summary>Entries in the table, those too old included until the table needs their room.</summary>
    public readonly int Count => _used;

    /// <summary>Entries that had to go before their time.</summary>
    public int Evicted { get; private set; }

    /// <summary>Notes a new key.</summary>
    /// <returns>False if it is remembered already; the entry stays as it is.</returns>
    public bool TryAdd(ulong key, ushort link, ushort now)
    {
        key = NotZero(key);
        Entry[] entries = _entries;
        int at = entries.Length == 0 ? -1 : Locate(entries, key);
        if (at >= 0 && entries[at].Key == key)
        {
            if ((ushort)(now - entries[at].Stamp) <= lifetime) return false;
            entries[at].Link = link;
            entries[at].Stamp = now;
            return true;
        }

        if (_used + 1 > entries.Length - entries.Length / 5)
        {
            MakeRoom(now);
            at = Locate(_entries, key);
        }

        _entries[at] = new Entry { Key = key, Link = link, Stamp = now };
        _used++;
        return true;
    }

    /// <summary>Notes a key, new or not, with the link it came from last.</summary>
    public void Set(ulong key, ushort link, ushort now)
    {
        if (TryAdd(key, link, now)) return;
        ref Entry entry = ref _entries[Locate(_entries, NotZero(key))];
        entry.Link = link;
        entry.Stamp = now;
    }

    /// <summary>Where a key came from.</summary>
    public readonly bool TryFind(ulong key, ushort now, out ushort link)
    {
        key = NotZero(key);
        if (_entries.Length > 0 && _entries[Locate(_entries, key)] is var entry && entry.Key == key && (ushort)(now - entry.Stamp) <= lifetime)
        {
            link = entry.Link;
            return true;
        }

        link = 0;
        return false;
    }

    /// <summary>The place of a key, or the free place where it would be. Keys are random, so their upper half is the hash.</summary>
    private static int Locate(Entry[] entries, ulong key)
    {
        int at = (int)(((key >> 32) * (ulong)entries.Length) >> 32);
        while (entries[at].Key != key && entries[at].Key != 0)
        {
            if (++at == entries.Length) at = 0;
        }

        return at;
    }

    private void MakeRoom(ushort now)
    {
        int age = lifetime;
        int live = CountYounger(now, age);
        int kept = live;
        while (kept >= capacity)
        {
            // Full of what is not too old: the older half of the time goes.
            age = age / 2 - 1;
            kept = age < 0 ? 0 : CountYounger(now, age);
        }

        Evicted += live - kept;
        int room = Math.Max(Smallest, kept + kept / 2 + 1);
        Entry[] old = _entries;
        _entries = new Entry[Math.Max(Smallest, Math.Min(room, capacity) * 5 / 4 + 2)];
        _used = 0;
        for (int i = 0; i < old.Length; i++)
        {
            if (old[i].Key == 0 || (ushort)(now - old[i].Stamp) > age) continue;
            _entries[Locate(_entries, old[i].Key)] = old[i];
            _used++;
        }
    }

    private readonly int CountYounger(ushort now, int age)
    {
        int count = 0;
        foreach (Entry entry in _entries)
        {
            if (entry.Key != 0 && (ushort)(now - entry.Stamp) <= age) count++;
        }

        return count;
    }

    private static ulong NotZero(ulong key) => key == 0 ? 1 : key;

    /// <summary>Key 0 marks a free place.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Entry
    {
        public ulong Key;
        public ushort Link;
        public ushort Stamp;
    }
}
