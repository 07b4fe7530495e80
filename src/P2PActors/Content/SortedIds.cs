namespace P2PActors.Content;

/// <summary>Sets of file numbers as sorted arrays without duplicates.</summary>
internal static class SortedIds
{
    /// <summary>Writes what both have in common to <paramref name="into"/> until it is full; returns how many were written.
    /// <paramref name="into"/> may be the memory of either set.</summary>
    internal static int Intersect(ReadOnlySpan<int> a, ReadOnlySpan<int> b, Span<int> into)
    {
        ReadOnlySpan<int> small = a.Length <= b.Length ? a : b, large = a.Length <= b.Length ? b : a;
        int found = 0, from = 0;
        for (int i = 0; i < small.Length && found < into.Length; i++)
        {
            int id = small[i];
            from = FirstNotBelow(large, id, from);
            if (from == large.Length) break;
            if (large[from] == id) into[found++] = id;
        }
        return found;
    }

    /// <summary>How many both have in common.</summary>
    internal static int CountCommon(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        ReadOnlySpan<int> small = a.Length <= b.Length ? a : b, large = a.Length <= b.Length ? b : a;
        int found = 0, from = 0;
        foreach (int id in small)
        {
            from = FirstNotBelow(large, id, from);
            if (from == large.Length) break;
            if (large[from] == id) found++;
        }
        return found;
    }

    // Galloping search: steps double from the last place, then halve. Cheap for near neighbours, logarithmic for far ones.
    private static int FirstNotBelow(ReadOnlySpan<int> ids, int id, int from)
    {
        int step = 1, low = from;
        while (low + step < ids.Length && ids[low + step] < id)
        {
            low += step;
            step <<= 1;
        }
        int high = Math.Min(low + step, ids.Length);
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            if (ids[middle] < id) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
