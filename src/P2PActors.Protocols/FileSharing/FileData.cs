using P2PActors.Actors;

namespace P2PActors.Protocols.FileSharing;

/// <summary>The bytes of a file, or the rest of it, sent from one peer to another outside any overlay. Everything that is not this is signalling.</summary>
/// <param name="File">Number of the file in the catalogue.</param>
/// <param name="Bytes">How many bytes, at least 1.</param>
/// <param name="Version">Of which version of the file they are: 0 for the true content. No receiver can see it before the user looks.</param>
public sealed record FileData(int File, int Bytes, int Version = 0) : Message
{
    /// <inheritdoc />
    public override int WireSize => Bytes;
}
