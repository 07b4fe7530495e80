namespace P2PActors.Scenarios.Hocon;

/// <summary>Finds the name somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The known name nearest to what was written, or null where none is near enough to be meant.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        var smallest = Math.Max(1, written.Length / 3) + 1;
        var plain = Plain(written);
        foreach (var name in known)
        {
            if (Plain(name) == plain) return name;
            var distance = Distance(written, name, smallest);
            if (distance >= smallest) continue;
            smallest = distance;
            nearest = name;
        }
        return nearest;
    }

    /// <summary>The end of an error message: the nearest name, or else all of them.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> known)
    {
        if (Of(written, known) is { } nearest) return $"did you mean '{nearest}'?";
        return known.Count == 0 ? "none is expected here" : $"expected one of: {string.Join(", ", known)}";
    }

    /// <summary>Number of insertions, deletions, changes and swaps of neighbours between two names (Damerau-Levenshtein,
    /// optimal string alignment), or <paramref name="limit"/> where it is at least that.</summary>
    internal static int Distance(string a, string b, int limit = int.MaxValue)
    {
        if (Math.Abs(a.Length - b.Length) >= limit) return limit;
        var before = new int[b.Length + 1];
        var above = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above, row) = (above, row, before);
        }
        return Math.Min(above[b.Length], limit);
    }

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
