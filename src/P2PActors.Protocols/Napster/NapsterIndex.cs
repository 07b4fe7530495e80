using P2PActors.Content;

namespace P2PActors.Protocols.Napster;

/// <summary>One shared file of one user.</summary>
internal sealed class IndexEntry(NapsterUser owner, NapsterFile file, IndexedName name, long sequence)
{
    public NapsterUser Owner { get; } = owner;

    public NapsterFile File { get; } = file;

    public IndexedName Name { get; } = name;

    /// <summary>Order in which it was put in.</summary>
    public long Sequence { get; } = sequence;
}

/// <summary>A name, however many share it: the words are looked at once for all its copies.</summary>
internal sealed class IndexedName(string path, IndexedWord[] words)
{
    public string Lower { get; } = path.ToLowerInvariant();

    public IndexedWord[] Words { get; } = words;

    /// <summary>The copies in the order in which they were put in.</summary>
    public List<IndexEntry> Copies { get; } = [];
}

/// <summary>A word, the names that have it and how many copies these have.</summary>
internal sealed class IndexedWord
{
    public List<IndexedName> Names { get; } = [];

    public int Copies { get; set; }
}

/// <summary>
/// The index of one server: from each word to the files that have it, in the order in which they came. It answers as
/// search.c of OpenNap 0.36 does; names that many users share are kept once, so that a search reads each name once.
/// </summary>
internal sealed class NapsterIndex
{
    /// <summary>Words of one file that are indexed: the last of its name.</summary>
    public const int MostWords = 30;

    private readonly Dictionary<string, IndexedWord> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexedName> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Md5, long Size), List<IndexEntry>> _contents = [];
    private readonly List<IndexedName> _matching = [];
    private readonly PriorityQueue<(IndexedName Name, int Position), long> _merge = new();
    private long _sequence;

    /// <summary>Files in the index.</summary>
    public int Files { get; private set; }

    /// <summary>Their size together, bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Pairs of word and file: what the index of a server is made of.</summary>
    public long Postings { get; private set; }

    /// <summary>Puts in a file.</summary>
    /// <returns>False if its owner shares that name already.</returns>
    public bool Add(NapsterUser owner, NapsterFile file)
    {
        IndexedName name = NameOf(file.Path);
        var entry = new IndexEntry(owner, file, name, ++_sequence);
        if (!owner.Files.TryAdd(name, entry)) return false;
        name.Copies.Add(entry);
        foreach (IndexedWord word in name.Words) word.Copies++;
        if (!_contents.TryGetValue((file.Md5, file.Size), out List<IndexEntry>? copies)) _contents.Add((file.Md5, file.Size), copies = []);
        copies.Add(entry);
        Files++;
        Bytes += file.Size;
        Postings += name.Words.Length;
        owner.SharedBytes += file.Size;
        return true;
    }

    /// <summary>The entry of one user's file; null if there is none.</summary>
    public IndexEntry? Find(NapsterUser owner, string path) =>
        _names.TryGetValue(path, out IndexedName? name) ? owner.Files.GetValueOrDefault(name) : null;

    /// <summary>Takes out one file.</summary>
    public bool Remove(NapsterUser owner, string path)
    {
        if (Find(owner, path) is not { } entry) return false;
        owner.Files.Remove(entry.Name);
        TakeOut(entry);
        return true;
    }

    /// <summary>Takes out all files of a user.</summary>
    public void RemoveAll(NapsterUser owner)
    {
        // The order in which they go makes no difference to what is left.
        foreach (IndexEntry entry in owner.Files.Values) TakeOut(entry);
        owner.Files.Clear();
    }

    /// <summary>Finds files for an asker; the first that were put in come first.</summary>
    public void Search(NapsterQuery query, NapsterUser asker, List<IndexEntry> found)
    {
        IndexedWord? shortest = null;
        foreach (string word in query.Words)
        {
            // A word without a list means no results, whatever the others (search.c).
            if (!_words.TryGetValue(word, out IndexedWord? list) || list.Copies == 0) return;
            if (shortest is null || list.Copies < shortest.Copies) shortest = list;
        }

        if (shortest is null) return;
        _matching.Clear();
        foreach (IndexedName name in shortest.Names)
        {
            if (name.Copies.Count > 0 && HasAll(name.Lower, query.Words)) _matching.Add(name);
        }

        // The list of the shortest word holds the files in their order: so the copies of the names are merged by it.
        _merge.Clear();
        foreach (IndexedName name in _matching) _merge.Enqueue((name, 0), name.Copies[0].Sequence);
        while (found.Count < query.MaxResults && _merge.TryDequeue(out (IndexedName Name, int Position) next, out _))
        {
            IndexEntry entry = next.Name.Copies[next.Position];
            if (IsFor(asker, entry.Owner) && query.Admits(entry.File, entry.Owner.Link)) found.Add(entry);
            int following = next.Position + 1;
            if (following < next.Name.Copies.Count) _merge.Enqueue((next.Name, following), next.Name.Copies[following].Sequence);
        }
    }

    /// <summary>Other copies of a content, for a transfer that broke.</summary>
    public void FindContent(string md5, long size, NapsterUser asker, int most, List<IndexEntry> found)
    {
        if (!_contents.TryGetValue((md5, size), out List<IndexEntry>? copies)) return;
        foreach (IndexEntry entry in copies)
        {
            if (found.Count == most) return;
            if (IsFor(asker, entry.Owner)) found.Add(entry);
        }
    }

    // Never the asker's own files, and never when both are firewalled (search.c).
    private static bool IsFor(NapsterUser asker, NapsterUser owner) => owner != asker && !(asker.IsFirewalled && owner.IsFirewalled);

    private static bool HasAll(string lower, IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (!lower.Contains(words[i], StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private void TakeOut(IndexEntry entry)
    {
        RemoveSorted(entry.Name.Copies, entry.Sequence);
        foreach (IndexedWord word in entry.Name.Words) word.Copies--;
        RemoveSorted(_contents[(entry.File.Md5, entry.File.Size)], entry.Sequence);
        Files--;
        Bytes -= entry.File.Size;
        Postings -= entry.Name.Words.Length;
        entry.Owner.SharedBytes -= entry.File.Size;
    }

    private static void RemoveSorted(List<IndexEntry> entries, long sequence)
    {
        int low = 0, high = entries.Count - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (entries[middle].Sequence < sequence) low = middle + 1;
            else high = middle;
        }

        entries.RemoveAt(low);
    }

    // Names and words stay when their last copy goes: whoever comes next will bring most of them again.
    private IndexedName NameOf(string path)
    {
        if (_names.TryGetValue(path, out IndexedName? known)) return known;
        IReadOnlyList<string> tokens = Tokens.Of(path);
        var words = new IndexedWord[Math.Min(MostWords, tokens.Count)];
        for (int i = 0; i < words.Length; i++)
        {
            string token = tokens[tokens.Count - words.Length + i];
            if (!_words.TryGetValue(token, out IndexedWord? word)) _words.Add(token, word = new IndexedWord());
            words[i] = word;
        }

        var name = new IndexedName(path, words);
        foreach (IndexedWord word in words) word.Names.Add(name);
        _names.Add(path, name);
        return name;
    }
}
