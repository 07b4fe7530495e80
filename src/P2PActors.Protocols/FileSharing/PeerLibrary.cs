using P2PActors.Content;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// The disk of one user: what is shared, what was fetched, what was uploaded. It outlives sessions; only the peer itself
/// touches it, except what is <see cref="KnownToAll"/>, which changes between windows.
/// </summary>
internal sealed partial class PeerLibrary(ReadOnlyMemory<int> initial)
{
    private int[]? _shared;

    /// <summary>Files shared from the beginning, sorted.</summary>
    public ReadOnlyMemory<int> Initial { get; } = initial;

    /// <summary>What the user has and what it wants.</summary>
    public FetchHistory Fetched { get; } = new(initial);

    /// <summary>Bytes uploaded in completed uploads.</summary>
    public long BytesUploaded { get; set; }

    /// <summary>Completed uploads.</summary>
    public int Uploads { get; set; }

    /// <summary>Whether the user shares anything of its own.</summary>
    public bool IsSharer => Initial.Length > 0;

    /// <summary>All files shared now, sorted.</summary>
    public ReadOnlySpan<int> Shared => _shared ?? Initial.Span;

    public bool Shares(int file) => Shared.BinarySearch(file) >= 0;

    /// <summary>Begins to share a file that was fetched.</summary>
    /// <param name="file">The file.</param>
    /// <param name="version">0 for the true content; the user cannot tell.</param>
    /// <returns>False if others see no difference: it was shared before.</returns>
    public bool Share(int file, int version = 0)
    {
        if (!Owns(file) && version != 0) (_bad ??= [])[file] = version;
        if (_planted is null) return TryInsert(ref _shared, file);
        // What is planted hides what the user has of its own.
        return TryInsert(ref _own, file) && TryInsert(ref _shared, file);
    }

    /// <summary>Ceases to share a file that was fetched.</summary>
    /// <returns>False if others see no difference: it was not shared, or another copy hides it.</returns>
    public bool Unshare(int file)
    {
        _bad?.Remove(file);
        if (_planted is null) return TryRemove(ref _shared, file);
        return TryRemove(ref _own, file) && !IsPlanted(file) && TryRemove(ref _shared, file);
    }

    private bool TryInsert(ref int[]? files, int file)
    {
        ReadOnlySpan<int> old = files ?? Initial.Span;
        int at = old.BinarySearch(file);
        if (at >= 0) return false;
        int[] grown = new int[old.Length + 1];
        old[..~at].CopyTo(grown);
        grown[~at] = file;
        old[~at..].CopyTo(grown.AsSpan(~at + 1));
        files = grown;
        return true;
    }

    private bool TryRemove(ref int[]? files, int file)
    {
        ReadOnlySpan<int> old = files ?? Initial.Span;
        int at = old.BinarySearch(file);
        if (at < 0) return false;
        int[] rest = new int[old.Length - 1];
        old[..at].CopyTo(rest);
        old[(at + 1)..].CopyTo(rest.AsSpan(at));
        files = rest;
        return true;
    }
}
