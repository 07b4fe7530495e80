namespace P2PActors.Protocols.FileSharing;

/// <content>Bad copies: those the user means to spread, and those it does not know of. Takes no room where there are none.</content>
internal sealed partial class PeerLibrary
{
    private List<KnownCopy>? _known;
    private Dictionary<int, int>? _bad;
    private Dictionary<int, int>? _searchedAgain;
    private List<PendingCheck>? _checks;
    private int[]? _planted;
    private int[]? _own;

    /// <summary>Whether the titles of the polluters are offered here.</summary>
    public bool IsPolluting => _planted is not null;

    /// <summary>What is shared otherwise than at the beginning, as the oracle knows it, sorted by file; null where nothing is.</summary>
    public IReadOnlyList<KnownCopy>? KnownToAll => _known;

    /// <summary>Bad files that their user will look at one day.</summary>
    public IReadOnlyList<PendingCheck> Checks => _checks ?? (IReadOnlyList<PendingCheck>)[];

    /// <summary>Changes of what is shared, so far.</summary>
    public int Changes { get; set; }

    /// <summary>Whether the copy of a file that is offered here is one that the user means to spread.</summary>
    public bool IsPlanted(int file) => _planted is not null && Array.BinarySearch(_planted, file) >= 0;

    /// <summary>Version of the user's own copy of a file: 0 unless it was fetched and is bad.</summary>
    public int OwnVersionOf(int file) => _bad is null ? 0 : _bad.GetValueOrDefault(file);

    public bool HadInitially(int file) => Initial.Span.BinarySearch(file) >= 0;

    /// <summary>Whether the user has a copy of its own to share.</summary>
    public bool Owns(int file) => Own.BinarySearch(file) >= 0;

    private ReadOnlySpan<int> Own => (_planted is null ? _shared : _own) ?? Initial.Span;

    /// <summary>Offers the titles of the polluters, in place of the user's own copies of them.</summary>
    public void Plant(int[] titles)
    {
        _own = _shared;
        _planted = titles;
        _shared = Union(Own, titles);
    }

    /// <summary>Offers only the user's own files again.</summary>
    public void Uproot() => (_shared, _own, _planted) = (_own, null, null);

    /// <summary>The version the oracle knows of; <see cref="LibraryChange.None"/> if the file is not shared.</summary>
    public int KnownVersionOf(int file)
    {
        int at = PlaceOf(file);
        return at >= 0 ? _known![at].Version : HadInitially(file) ? 0 : LibraryChange.None;
    }

    /// <summary>Notes what the oracle knows of.</summary>
    public void MakeKnown(int file, int version)
    {
        int at = PlaceOf(file);
        if (at >= 0) _known![at] = new KnownCopy(file, version);
        else (_known ??= []).Insert(~at, new KnownCopy(file, version));
    }

    public void AddCheck(PendingCheck check) => (_checks ??= []).Add(check);

    public bool RemoveCheck(int file) => _checks is not null && _checks.RemoveAll(c => c.File == file) > 0;

    /// <summary>Whether the user has patience for one more search after a bad copy.</summary>
    public bool TrySearchAgain(int file, int most)
    {
        if (most == 0) return false;
        _searchedAgain ??= [];
        int done = _searchedAgain.GetValueOrDefault(file);
        if (done >= most) return false;
        _searchedAgain[file] = done + 1;
        return true;
    }

    private int PlaceOf(int file)
    {
        if (_known is null) return ~0;
        int low = 0, high = _known.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_known[middle].File < file) low = middle + 1;
            else high = middle;
        }

        return low < _known.Count && _known[low].File == file ? low : ~low;
    }

    private static int[] Union(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var union = new List<int>(a.Length + b.Length);
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            int next = j == b.Length || i < a.Length && a[i] <= b[j] ? a[i] : b[j];
            if (i < a.Length && a[i] == next) i++;
            if (j < b.Length && b[j] == next) j++;
            union.Add(next);
        }

        return [.. union];
    }
}

/// <summary>What a peer shares of a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Version">Its version; <see cref="LibraryChange.None"/> if it is not shared any more.</param>
internal readonly record struct KnownCopy(int File, int Version);

/// <summary>A bad file that its user will look at.</summary>
/// <param name="File">The file.</param>
/// <param name="Due">When, virtual time.</param>
internal readonly record struct PendingCheck(int File, TimeSpan Due);
