using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// Knows which copies are on line, as of the beginning of the window. For measurement only: it says what a perfect search
/// would have found. Changed only between windows.
/// </summary>
internal sealed class ContentOracle
{
    private readonly int[] _copiesOnline;
    private readonly bool[] _online;
    private readonly PeerLibrary[] _libraries;

    public ContentOracle(int files, PeerLibrary[] libraries)
    {
        _copiesOnline = new int[files];
        _online = new bool[libraries.Length];
        _libraries = libraries;
        Additions = new BarrierLedger<LibraryAddition>(Apply);
    }

    /// <summary>Files that peers have begun to share.</summary>
    public BarrierLedger<LibraryAddition> Additions { get; }

    public bool IsOnline(PeerId peer) => peer.Value < _online.Length && _online[peer.Value];

    public void StateChanged(PeerId peer, PeerState state)
    {
        if (peer.Value >= _online.Length) return;
        bool online = state == PeerState.Online;
        if (_online[peer.Value] == online) return;
        _online[peer.Value] = online;
        PeerLibrary library = _libraries[peer.Value];
        foreach (int file in library.Initial.Span) _copiesOnline[file] += online ? 1 : -1;
        foreach (int file in library.KnownToAll) _copiesOnline[file] += online ? 1 : -1;
    }

    /// <summary>Copies on line of all files that fit a search, without the asker's own.</summary>
    public long CopiesOnline(SearchText text, PeerLibrary asker)
    {
        long sum = 0;
        foreach (int file in text.Files)
        {
            sum += _copiesOnline[file];
            if (asker.IsCountedOnline(file)) sum--;
        }

        return sum;
    }

    private void Apply(LibraryAddition addition)
    {
        _libraries[addition.Peer].KnownToAll.Add(addition.File);
        if (_online[addition.Peer]) _copiesOnline[addition.File]++;
    }
}

/// <summary>A peer shares one more file.</summary>
internal readonly record struct LibraryAddition(int Peer, int File) : IComparable<LibraryAddition>
{
    public int CompareTo(LibraryAddition other) => Peer != other.Peer ? Peer.CompareTo(other.Peer) : File.CompareTo(other.File);
}
