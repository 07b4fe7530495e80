using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>
/// What one client has, and what it wants next: it wants by popularity, but nothing twice (fetch at most once: Gummadi et
/// al., SOSP 2003). State of one peer; about 20 bytes per fetched file.
/// </summary>
/// <param name="library">Files the client has from the beginning, sorted; not copied.</param>
public sealed class FetchHistory(ReadOnlyMemory<int> library = default)
{
    // A client that has the popular files redraws often; after this many the draw is made exactly, by a pass over all files.
    private const int MostRedraws = 64;

    private readonly HashSet<int> _fetched = [];

    /// <summary>How many files it has fetched, beside those it had.</summary>
    public int Fetched => _fetched.Count;

    /// <summary>Whether it has the file.</summary>
    public bool Has(int file) => _fetched.Contains(file) || library.Span.BinarySearch(file) >= 0;

    /// <summary>Notes that it has the file from now on; false if it had it before.</summary>
    public bool Add(int file) => library.Span.BinarySearch(file) < 0 && _fetched.Add(file);

    /// <summary>Notes that it has deleted a file that it had fetched, and may want it again; false if it had not fetched it.</summary>
    public bool Remove(int file) => _fetched.Remove(file);

    /// <summary>
    /// A file it wants and does not have, by popularity among those; false if it has everything that is ever wanted. Does not
    /// add the file: a wanted file is not yet a fetched one.
    /// </summary>
    public bool TryDraw(PopularitySampler popularity, ref RandomStream random, out int file)
    {
        ArgumentNullException.ThrowIfNull(popularity);
        for (int draw = 0; draw < MostRedraws; draw++)
        {
            file = popularity.Sample(ref random);
            if (!Has(file)) return true;
        }
        return TryDrawExactly(popularity, ref random, out file);
    }

    private bool TryDrawExactly(PopularitySampler popularity, ref RandomStream random, out int file)
    {
        double left = 0;
        for (int i = 0; i < popularity.Count; i++)
            if (!Has(i)) left += popularity.Probability(i);
        double draw = random.NextDouble() * left;
        file = -1;
        for (int i = 0; i < popularity.Count; i++)
        {
            if (popularity.Probability(i) <= 0 || Has(i)) continue;
            file = i;
            if ((draw -= popularity.Probability(i)) < 0) break;
        }
        return file >= 0;
    }
}
