using System.Buffers;

namespace P2PActors.Engine;

/// <summary>
/// Orders the events of a window once, when it opens. What is sorted is one word per event (time within the window, then
/// index), so that the 32-byte structs are never moved; ties in time are then put in the order of sender and sequence.
/// </summary>
internal static class EventSort
{
    private const int LongestInsertion = 24;

    public static void Order(Event[] events, int count, long windowStart, ulong[] keys)
    {
        for (int i = 0; i < count; i++) keys[i] = ((ulong)(events[i].Time - windowStart) << 32) | (uint)i;
        Array.Sort(keys, 0, count);
        for (int i = 1; i < count; i++)
        {
            if (keys[i] >> 32 != keys[i - 1] >> 32) continue;
            int first = i - 1;
            while (i + 1 < count && keys[i + 1] >> 32 == keys[first] >> 32) i++;
            OrderTies(events, keys, first, i);
        }
    }

    private static void OrderTies(Event[] events, ulong[] keys, int first, int last)
    {
        if (last - first > LongestInsertion)
        {
            // Many events at one tick: all first starts, or a flood where every latency is the same.
            int count = last - first + 1;
            ulong[] order = ArrayPool<ulong>.Shared.Rent(count);
            for (int i = 0; i < count; i++)
            {
                ref readonly Event e = ref events[(uint)keys[first + i]];
                order[i] = ((ulong)((uint)e.Sender ^ 0x8000_0000u) << 32) | e.Sequence; // signed order
            }

            order.AsSpan(0, count).Sort(keys.AsSpan(first, count));
            ArrayPool<ulong>.Shared.Return(order);
            return;
        }

        for (int i = first + 1; i <= last; i++)
        {
            ulong key = keys[i];
            int j = i - 1;
            while (j >= first && Event.Before(in events[(uint)key], in events[(uint)keys[j]]))
            {
                keys[j + 1] = keys[j];
                j--;
            }

            keys[j + 1] = key;
        }
    }
}
