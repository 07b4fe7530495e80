using System.Numerics;

namespace P2PActors.Engine;

/// <summary>
/// The pending events of one cohort by window (Varghese and Lauck, SOSP 1987): eight levels of 256 buckets, each level
/// allocated when it is first needed. An event costs one array write when it is inserted and one more for every level it
/// comes down; there is no heap.
/// </summary>
internal sealed class TimingWheel(WindowClock clock, EventArrayPool pool)
{
    private const int Bits = 8;
    private const int Slots = 1 << Bits;
    private const int Levels = 8;

    private readonly Level?[] _levels = new Level?[Levels];
    private long _current;

    /// <summary>No window: there is no event.</summary>
    public const long Never = long.MaxValue;

    public void Insert(in Event e, long window)
    {
        ulong difference = (ulong)(window ^ _current);
        int level = difference == 0 ? 0 : BitOperations.Log2(difference) / Bits;
        Level l = _levels[level] ??= new Level();
        int slot = (int)(window >> (level * Bits)) & (Slots - 1);
        ref Bucket bucket = ref l.Buckets[slot];
        Event[]? items = bucket.Items;
        if (items is null)
        {
            items = bucket.Items = pool.Rent(4);
            bucket.Earliest = window;
            l.Occupied[slot >> 6] |= 1UL << slot;
        }
        else
        {
            if (bucket.Count == items.Length) items = Grow(ref bucket);
            if (window < bucket.Earliest) bucket.Earliest = window;
        }

        items[bucket.Count++] = e;
    }

    /// <summary>The earliest window that has an event, or <see cref="Never"/>.</summary>
    public long NextWindow()
    {
        for (int level = 0; level < Levels; level++)
        {
            Level? l = _levels[level];
            if (l is null) continue;
            // Level 0 may hold the current window itself; a higher level's own slot has come down already.
            int from = ((int)(_current >> (level * Bits)) & (Slots - 1)) + (level == 0 ? 0 : 1);
            int slot = l.NextOccupied(from);
            if (slot >= 0) return l.Buckets[slot].Earliest;
        }

        return Never;
    }

    /// <summary>How many events wait in a window that <see cref="NextWindow"/> named; an upper level counts as one.</summary>
    public int CountAt(long window)
    {
        if ((window ^ _current) >> Bits != 0) return 1;
        Level? l = _levels[0];
        return l is null ? 0 : l.Buckets[(int)window & (Slots - 1)].Count;
    }

    /// <summary>Moves on to a window, no later than the earliest event, and takes its events, in no order.</summary>
    public Event[]? Take(long window, out int count)
    {
        long before = _current;
        _current = window;
        for (int level = Levels - 1; level > 0; level--)
        {
            int shift = level * Bits;
            if (before >> shift == window >> shift) continue;
            Level? l = _levels[level];
            if (l is null) continue;
            Event[]? items = l.Empty((int)(window >> shift) & (Slots - 1), out int n);
            if (items is null) continue;
            for (int i = 0; i < n; i++) Insert(in items[i], clock.WindowOf(items[i].Time));
            pool.Return(items, n);
        }

        if (_levels[0] is { } lowest) return lowest.Empty((int)window & (Slots - 1), out count);
        count = 0;
        return null;
    }

    private Event[] Grow(ref Bucket bucket)
    {
        Event[] old = bucket.Items!;
        Event[] grown = pool.Rent(old.Length * 2);
        Array.Copy(old, grown, bucket.Count);
        pool.Return(old, bucket.Count);
        return bucket.Items = grown;
    }

    private struct Bucket
    {
        public Event[]? Items;
        public long Earliest;
        public int Count;
    }

    private sealed class Level
    {
        public readonly Bucket[] Buckets = new Bucket[Slots];
        public readonly ulong[] Occupied = new ulong[Slots / 64];

        public int NextOccupied(int from)
        {
            if (from >= Slots) return -1;
            int word = from >> 6;
            ulong bits = Occupied[word] & (ulong.MaxValue << from);
            while (bits == 0)
            {
                if (++word == Occupied.Length) return -1;
                bits = Occupied[word];
            }

            return (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        public Event[]? Empty(int slot, out int count)
        {
            ref Bucket bucket = ref Buckets[slot];
            Event[]? items = bucket.Items;
            count = bucket.Count;
            if (items is not null)
            {
                bucket.Items = null;
                bucket.Count = 0;
                Occupied[slot >> 6] &= ~(1UL << slot);
            }

            return items;
        }
    }
}
