using P2PActors.Content;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// Which child shares which file: for each file the children that have it, newest first, as chains through one array. A bit
/// per file of the catalogue answers the usual question, whether anybody has it, without a look-up.
/// </summary>
internal sealed class ChildIndex(int catalogueSize)
{
    private const int End = -1;
    private readonly ulong[] _present = new ulong[(catalogueSize + 63) / 64];
    private readonly Dictionary<int, int> _heads = [];
    private Posting[] _postings = [];
    private int _free = End;
    private int _used;

    /// <summary>Pairs of child and file.</summary>
    public int Files { get; private set; }

    public void Add(int child, int file, int hash)
    {
        int at = _free;
        if (at == End)
        {
            if (_used == _postings.Length) Array.Resize(ref _postings, Math.Max(64, _used * 2));
            at = _used++;
        }
        else
        {
            _free = _postings[at].Next;
        }

        _postings[at] = new Posting { Child = child, Hash = hash, Next = _heads.GetValueOrDefault(file, End) };
        _heads[file] = at;
        _present[file >> 6] |= 1UL << (file & 63);
        Files++;
    }

    /// <summary>Takes out one file of one child.</summary>
    /// <returns>False if it was not there.</returns>
    public bool Remove(int child, int file)
    {
        int before = End;
        for (int at = _heads.GetValueOrDefault(file, End); at != End; before = at, at = _postings[at].Next)
        {
            if (_postings[at].Child != child) continue;
            int next = _postings[at].Next;
            if (before != End)
            {
                _postings[before].Next = next;
            }
            else if (next != End)
            {
                _heads[file] = next;
            }
            else
            {
                _heads.Remove(file);
                _present[file >> 6] &= ~(1UL << (file & 63));
            }

            _postings[at].Next = _free;
            _free = at;
            Files--;
            return true;
        }

        return false;
    }

    /// <summary>Finds copies of the files that fit a search.</summary>
    /// <param name="text">The search.</param>
    /// <param name="from">Which of the fitting files comes first; a repeated search begins elsewhere.</param>
    /// <param name="except">A child that is not told of its own files; -1 for none.</param>
    /// <param name="most">How many copies at most.</param>
    /// <param name="found">Takes them.</param>
    public void Find(SearchText text, int from, int except, int most, List<(int Child, SharedCopy Copy)> found)
    {
        ReadOnlySpan<int> files = text.Files;
        if (files.Length == 0) return;
        from %= files.Length;
        ulong[] present = _present;
        for (int i = 0; i < files.Length; i++)
        {
            int file = files[i + from < files.Length ? i + from : i + from - files.Length];
            if ((present[file >> 6] & (1UL << (file & 63))) == 0) continue;
            for (int at = _heads[file]; at != End; at = _postings[at].Next)
            {
                if (_postings[at].Child == except) continue;
                if (found.Count == most) return;
                found.Add((_postings[at].Child, new SharedCopy(file, _postings[at].Hash)));
            }
        }
    }

    /// <summary>How many of the given files the index has of a child.</summary>
    public int CountOf(int child, IReadOnlyList<SharedCopy> files)
    {
        int count = 0;
        foreach (SharedCopy copy in files)
        {
            for (int at = _heads.GetValueOrDefault(copy.File, End); at != End; at = _postings[at].Next) count += _postings[at].Child == child ? 1 : 0;
        }

        return count;
    }

    private struct Posting
    {
        public int Child;
        public int Hash;
        public int Next;
    }
}
