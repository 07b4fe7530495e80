using P2PActors.Actors;

namespace P2PActors.Protocols.FileSharing;

/// <summary>The bytes of a file, or the rest of it, sent from one peer to another outside any overlay. Everything that is not this is signalling.</summary>
/// <param name="File">Number of the file in the catalogue.</param>
/// <param name="Bytes">How many bytes, at least 1.</param>
public sealed record FileData(int File, int Bytes) : Message
{
    /// <inheritdoc />
    public override int WireSize => Bytes;
}
