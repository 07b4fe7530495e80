using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>Draws the libraries of peers, one after the other; holds scratch memory, so one per thread.</summary>
internal sealed class LibraryDraw(PopularitySampler popularity, double tail)
{
    // Which files the library under way has already, as marks of the draw's number: nothing to clear between libraries.
    private readonly int[] _mark = new int[popularity.Count];
    private int _draw;

    /// <summary>Fills the span with different files and sorts them; there must be at least as many files as places.</summary>
    internal void Fill(Span<int> library, ref RandomStream random)
    {
        _draw++;
        int rare = (int)Math.Round(library.Length * tail);
        int filled = Add(library, 0, library.Length - rare, even: false, ref random);
        Add(library, filled, library.Length, even: true, ref random);
        library.Sort();
    }

    private int Add(Span<int> library, int filled, int until, bool even, ref RandomStream random)
    {
        // Redrawing what is there already follows the law of drawing without repetition; where most of the weight is drawn
        // the rest is taken in one pass with the same law.
        for (int draws = 8 * (until - filled) + 64; draws > 0 && filled < until; draws--)
        {
            int file = even ? random.Next(_mark.Length) : popularity.Sample(ref random);
            if (_mark[file] == _draw) continue;
            _mark[file] = _draw;
            library[filled++] = file;
        }
        return filled < until ? AddInOnePass(library, filled, until, even, ref random) : filled;
    }

    /// <summary>Each remaining file gets an exponential time with its weight as the rate; the earliest are taken
    /// (Efraimidis and Spirakis, Information Processing Letters 97, 2006).</summary>
    private int AddInOnePass(Span<int> library, int filled, int until, bool even, ref RandomStream random)
    {
        var times = new List<(double Time, int File)>();
        for (int file = 0; file < _mark.Length; file++)
        {
            double weight = even ? 1 : popularity.Probability(file);
            if (_mark[file] != _draw && weight > 0) times.Add((random.NextExponential(1 / weight), file));
        }
        times.Sort();
        for (int i = 0; i < times.Count && filled < until; i++)
        {
            _mark[times[i].File] = _draw;
            library[filled++] = times[i].File;
        }
        return filled;
    }
}
