using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// Knows which copies are on line, as of the beginning of the window. For measurement only: it says what a perfect search
/// would have found, bad copies included. Changed only between windows.
/// </summary>
internal sealed class ContentOracle
{
    private readonly int[] _copiesOnline;
    private readonly bool[] _online;
    private readonly PeerLibrary[] _libraries;
    private int[]? _badOnline;

    public ContentOracle(int files, PeerLibrary[] libraries)
    {
        _copiesOnline = new int[files];
        _online = new bool[libraries.Length];
        _libraries = libraries;
        Changes = new BarrierLedger<LibraryChange>(Apply);
    }

    /// <summary>Files that peers have begun or ceased to share.</summary>
    public BarrierLedger<LibraryChange> Changes { get; }

    /// <summary>Whether there has ever been a bad copy.</summary>
    public bool HasSeenBadCopies => _badOnline is not null;

    public bool IsOnline(PeerId peer) => peer.Value < _online.Length && _online[peer.Value];

    /// <summary>Copies of a file on line, good and bad.</summary>
    public int CopiesOnline(int file) => _copiesOnline[file];

    /// <summary>Bad copies of a file on line.</summary>
    public int BadCopiesOnline(int file) => _badOnline is null ? 0 : _badOnline[file];

    public void StateChanged(PeerId peer, PeerState state)
    {
        if (peer.Value >= _online.Length) return;
        bool online = state == PeerState.Online;
        if (_online[peer.Value] == online) return;
        _online[peer.Value] = online;
        int by = online ? 1 : -1;
        PeerLibrary library = _libraries[peer.Value];
        foreach (int file in library.Initial.Span) Count(file, 0, by);
        if (library.KnownToAll is not { } changed) return;
        // A file of the beginning that has changed since was counted as good just now.
        foreach ((int file, int version) in changed)
        {
            if (library.HadInitially(file)) Count(file, 0, -by);
            Count(file, version, by);
        }
    }

    /// <summary>Copies on line of all files that fit a search, without the asker's own.</summary>
    public long CopiesOnline(SearchText text, PeerLibrary asker)
    {
        long sum = 0;
        foreach (int file in text.Files)
        {
            sum += _copiesOnline[file];
            if (asker.KnownVersionOf(file) != LibraryChange.None) sum--;
        }

        return sum;
    }

    private void Apply(LibraryChange change)
    {
        PeerLibrary library = _libraries[change.Peer];
        if (_online[change.Peer])
        {
            Count(change.File, library.KnownVersionOf(change.File), -1);
            Count(change.File, change.Version, 1);
        }

        library.MakeKnown(change.File, change.Version);
        if (change.Version > 0) _badOnline ??= new int[_copiesOnline.Length];
    }

    private void Count(int file, int version, int by)
    {
        if (version == LibraryChange.None) return;
        _copiesOnline[file] += by;
        if (version > 0) (_badOnline ??= new int[_copiesOnline.Length])[file] += by;
    }
}
