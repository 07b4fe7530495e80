using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Gnutella;

/// <summary>A download at its user's end; the tag of its connection. It outlives one source, so that the next one sends only the rest.</summary>
internal sealed class Fetch(Download download)
{
    public readonly Download Download = download;

    /// <summary>Bytes that earlier sources have sent.</summary>
    public int Received;

    public Connection? Connection;

    /// <summary>Whether a PUSH is under way and the source is expected to call.</summary>
    public bool AwaitsGiv;

    /// <summary>The source's servent id, while a call is awaited.</summary>
    public DescriptorId Servent;

    /// <summary>Whether the source has said that it will send.</summary>
    public bool IsPromised;

    /// <summary>Version of the source's copy; the servent does not know it.</summary>
    public int Version;

    /// <summary>Bytes that had come when the user last looked.</summary>
    public long LastLook;
}

/// <summary>An upload that holds a slot; the tag of its connection.</summary>
internal sealed class Upload(long bytes)
{
    public readonly long Bytes = bytes;
}

/// <summary>A call that a PUSH asked for; the tag of its connection until it is open.</summary>
internal sealed class PushedCall(int file)
{
    public readonly int File = file;
}
