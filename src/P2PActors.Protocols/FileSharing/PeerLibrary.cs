using P2PActors.Content;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// The disk of one user: what is shared, what was fetched, what was uploaded. It outlives sessions; only the peer itself
/// touches it, except <see cref="KnownToAll"/>, which changes between windows.
/// </summary>
internal sealed class PeerLibrary(ReadOnlyMemory<int> initial)
{
    private int[]? _shared;

    /// <summary>Files shared from the beginning, sorted.</summary>
    public ReadOnlyMemory<int> Initial { get; } = initial;

    /// <summary>What the user has and what it wants.</summary>
    public FetchHistory Fetched { get; } = new(initial);

    /// <summary>Files shared since, as the oracle knows them.</summary>
    public List<int> KnownToAll { get; } = [];

    /// <summary>Bytes uploaded in completed uploads.</summary>
    public long BytesUploaded { get; set; }

    /// <summary>Completed uploads.</summary>
    public int Uploads { get; set; }

    /// <summary>Whether the user shares anything of its own.</summary>
    public bool IsSharer => Initial.Length > 0;

    /// <summary>All files shared now, sorted.</summary>
    public ReadOnlySpan<int> Shared => _shared ?? Initial.Span;

    public bool Shares(int file) => Shared.BinarySearch(file) >= 0;

    public bool IsCountedOnline(int file) => Initial.Span.BinarySearch(file) >= 0 || KnownToAll.Contains(file);

    /// <summary>Begins to share a file; false if it was shared before.</summary>
    public bool Share(int file)
    {
        int at = Shared.BinarySearch(file);
        if (at >= 0) return false;
        int[] grown = new int[Shared.Length + 1];
        Shared[..~at].CopyTo(grown);
        grown[~at] = file;
        Shared[~at..].CopyTo(grown.AsSpan(~at + 1));
        _shared = grown;
        return true;
    }
}
