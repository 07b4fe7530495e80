namespace P2PActors.Protocols.FileSharing;

/// <summary>What a peer shares of one file from now on.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Sequence">Number of the change at this peer: the order in which its changes are applied.</param>
/// <param name="File">The file.</param>
/// <param name="Version">0 for the true content, more for a bad one, <see cref="None"/> if it is not shared any more.</param>
internal readonly record struct LibraryChange(int Peer, int Sequence, int File, int Version) : IComparable<LibraryChange>
{
    public const int None = -1;

    public int CompareTo(LibraryChange other) => Peer != other.Peer ? Peer.CompareTo(other.Peer) : Sequence.CompareTo(other.Sequence);
}
