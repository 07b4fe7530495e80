namespace P2PActors.Content;

/// <summary>
/// Which files have which word in their names: an inverted index over the whole catalogue, immutable and shared by all peers.
/// Whether a peer has a file that fits a search is then the intersection of two sorted lists (<see cref="SearchText"/>).
/// </summary>
public sealed class KeywordIndex
{
    // The last 30 words of a name are indexed (OpenNap 0.36, search.c).
    private const int MostWordsPerName = 30;

    private readonly Catalogue _catalogue;
    private readonly Dictionary<string, int> _numberOf = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly int[] _first;
    private readonly int[] _files;

    /// <summary>Indexes a catalogue.</summary>
    public KeywordIndex(Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _catalogue = catalogue;
        (List<int> words, int[] endOfFile) = NumberWords();

        _first = new int[_words.Count + 1];
        foreach (int word in words) _first[word + 1]++;
        for (int i = 1; i < _first.Length; i++) _first[i] += _first[i - 1];

        _files = new int[words.Count];
        int[] next = [.. _first];
        for (int file = 0, i = 0; file < catalogue.Count; file++)
            for (; i < endOfFile[file]; i++) _files[next[words[i]]++] = file;
    }

    /// <summary>How many different words there are.</summary>
    public int WordCount => _words.Count;

    /// <summary>The catalogue.</summary>
    public Catalogue Catalogue => _catalogue;

    /// <summary>The files that have the word as a whole word in their names, sorted; the word in any case.</summary>
    public ReadOnlyMemory<int> FilesWith(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return _numberOf.TryGetValue(word.ToLowerInvariant(), out int number) ? Posting(number) : default;
    }

    /// <summary>The files whose names have every one of the words, sorted; none for no words.</summary>
    /// <param name="words">Words as <see cref="Tokens.Of"/> makes them.</param>
    /// <param name="match">When a word counts as found.</param>
    public ReadOnlyMemory<int> Match(IReadOnlyList<string> words, KeywordMatch match = KeywordMatch.Words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count == 0) return default;
        var lists = new ReadOnlyMemory<int>[words.Count];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i] = match == KeywordMatch.Substring ? FilesWithPart(words[i]) : FilesWith(words[i]);
            if (lists[i].IsEmpty) return default;
        }
        Array.Sort(lists, (a, b) => a.Length.CompareTo(b.Length));
        return match == KeywordMatch.OpenNap ? WithAllParts(lists[0], words) : Common(lists);
    }

    private ReadOnlyMemory<int> Posting(int word) => _files.AsMemory(_first[word].._first[word + 1]);

    private static ReadOnlyMemory<int> Common(ReadOnlyMemory<int>[] lists)
    {
        // One list is handed out as it is: it is part of the index and read-only.
        if (lists.Length == 1) return lists[0];
        int[] common = new int[lists[0].Length];
        int count = SortedIds.Intersect(lists[0].Span, lists[1].Span, common);
        for (int i = 2; i < lists.Length; i++) count = SortedIds.Intersect(common.AsSpan(0, count), lists[i].Span, common);
        return common.AsMemory(0, count).ToArray();
    }

    private ReadOnlyMemory<int> WithAllParts(ReadOnlyMemory<int> candidates, IReadOnlyList<string> words)
    {
        if (words.Count == 1) return candidates;
        var fitting = new List<int>();
        foreach (int file in candidates.Span)
        {
            string name = _catalogue.Name(file);
            bool all = true;
            foreach (string word in words) all &= name.Contains(word, StringComparison.OrdinalIgnoreCase);
            if (all) fitting.Add(file);
        }
        return fitting.ToArray();
    }

    // A part of a name made of word characters lies within one word: so the words are scanned, not the names.
    private ReadOnlyMemory<int> FilesWithPart(string part)
    {
        var numbers = new List<int>();
        for (int i = 0; i < _words.Count; i++)
            if (_words[i].Contains(part, StringComparison.OrdinalIgnoreCase)) numbers.Add(i);
        if (numbers.Count == 1) return Posting(numbers[0]);
        var files = new List<int>();
        foreach (int number in numbers) files.AddRange(Posting(number).Span);
        files.Sort();
        int kept = 0;
        for (int i = 0; i < files.Count; i++)
            if (kept == 0 || files[i] != files[kept - 1]) files[kept++] = files[i];
        files.RemoveRange(kept, files.Count - kept);
        return files.ToArray();
    }

    /// <summary>Gives each word a number; returns the numbers file by file, and where those of each file end.</summary>
    private (List<int> Words, int[] EndOfFile) NumberWords()
    {
        var lookup = _numberOf.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = new List<int>(_catalogue.Count * 6);
        int[] end = new int[_catalogue.Count];
        for (int file = 0; file < end.Length; file++)
        {
            string name = _catalogue.Name(file).ToLowerInvariant();
            int start = words.Count, at = 0;
            while (Tokens.Next(name, ref at, out Range range))
            {
                ReadOnlySpan<char> word = name.AsSpan(range);
                if (!lookup.TryGetValue(word, out int number))
                {
                    number = _words.Count;
                    _words.Add(word.ToString());
                    _numberOf.Add(_words[number], number);
                }
                if (words.IndexOf(number, start) < 0) words.Add(number);
            }
            int surplus = words.Count - start - MostWordsPerName;
            if (surplus > 0) words.RemoveRange(start, surplus);
            end[file] = words.Count;
        }
        return (words, end);
    }
}
