using P2PActors.Actors;
using P2PActors.Protocols.FastTrack.Wire;

namespace P2PActors.Protocols.FastTrack;

/// <summary>Names whose length is in every message that tells them.</summary>
internal static class Names
{
    /// <summary>Length of the network's name, "KaZaA".</summary>
    public const int Network = 5;

    /// <summary>Length of a user's name; all are taken to have eight letters.</summary>
    public const int User = 8;

    /// <summary>Handshake of the caller: 4 random, 4 seed, 4 encryption; then the network's name.</summary>
    public static int CallerHandshake => WireSizes.CallerHandshake + WireSizes.NetworkName(Network);

    /// <summary>Handshake of the called: 4 seed, 4 encryption; then the network's name.</summary>
    public static int CalledHandshake => WireSizes.CalledHandshake + WireSizes.NetworkName(Network);
}

/// <summary>UDP 0x27: are you a supernode with room? Encryption 4, 1, name.</summary>
internal sealed record SupernodePing : Message
{
    public static SupernodePing Instance { get; } = new();

    public override int WireSize => WireSizes.UdpPing(Names.Network);
}

/// <summary>UDP 0x28: yes, and so full am I.</summary>
internal sealed record SupernodePong(byte Load) : Message
{
    public override int WireSize => WireSizes.UdpPong(Names.Network);
}

/// <summary>UDP 0x29: no.</summary>
internal sealed record SupernodeRefusal : Message
{
    public static SupernodeRefusal Instance { get; } = new();

    public override int WireSize => WireSizes.UdpRefusal;
}

/// <summary>Handshake and 0x02 of an ordinary node: address, bandwidth 1, 1, user name (8 letters).</summary>
internal sealed record ChildHello(int Kbps, bool IsFirewalled) : Message
{
    public override int WireSize => Names.CallerHandshake + WireSizes.UserInfo(Names.User);
}

/// <summary>Handshake and 0x01 of a supernode: address, 20 more.</summary>
internal sealed record SupernodeHello(byte Load) : Message
{
    public override int WireSize => Names.CallerHandshake + WireSizes.Frame + WireSizes.Endpoint + 20;
}

/// <summary>The other half of the handshake, with 0x1D (name), 0x26 (version, 4) and 0x2C (your address, 4).</summary>
internal sealed record Welcome(byte Load) : Message
{
    public override int WireSize => Names.CalledHandshake + WireSizes.Frame + Names.Network + WireSizes.Frame + 4 + WireSizes.Frame + 4;
}

/// <summary>0x00: supernodes, with address, minutes since they were seen, load.</summary>
internal sealed record SupernodeList(SupernodeEntry[] Entries) : Message
{
    public override int WireSize => WireSizes.NodeList(Entries.Length);
}

/// <summary>To a bootstrap server: who are the supernodes? Its protocol is not known; sized as a handshake.</summary>
internal sealed record ListRequest : Message
{
    public static ListRequest Instance { get; } = new();

    public override int WireSize => Names.CallerHandshake;
}

/// <summary>To a bootstrap server: I am a supernode. Sized as the 0x01 of supernodes.</summary>
internal sealed record Announcement(byte Load) : Message
{
    public override int WireSize => Names.CallerHandshake + WireSizes.Frame + WireSizes.Endpoint + 20;
}

/// <summary>0x50: are you there?</summary>
internal sealed record KeepAlive : Message
{
    public static KeepAlive Instance { get; } = new();

    public override int WireSize => WireSizes.Ping;
}

/// <summary>0x52: yes.</summary>
internal sealed record KeepAliveAnswer : Message
{
    public static KeepAliveAnswer Instance { get; } = new();

    public override int WireSize => WireSizes.Ping;
}

/// <summary>A full supernode to an eligible child: become one too. How this is said is not known; sized as an empty packet.</summary>
internal sealed record PromotionRequest : Message
{
    public static PromotionRequest Instance { get; } = new();

    public override int WireSize => WireSizes.Frame;
}

/// <summary>A file as its owner announces it.</summary>
/// <param name="File">Number of the file in the catalogue.</param>
/// <param name="Hash">Its UUHash: 0 for that of the true file, another number for another; the same-hash corruption of the gaps that UUHash leaves has 0.</param>
internal readonly record struct SharedCopy(int File, int Hash);

/// <summary>0x22, once for each file: what a child shares. Frames sent in one go are one message here.</summary>
internal sealed record Shares : Message
{
    public Shares(SharedCopy[] files, MetadataLayout layout)
    {
        Files = files;
        foreach (SharedCopy copy in files) WireSize += layout.Share(copy.File);
    }

    public SharedCopy[] Files { get; }

    public override int WireSize { get; }
}

/// <summary>0x05: a child does not share a file any more.</summary>
internal sealed record Unshare : Message
{
    public Unshare(int file, MetadataLayout layout) => (File, WireSize) = (file, layout.Unshare(file));

    public int File { get; }

    public override int WireSize { get; }
}
