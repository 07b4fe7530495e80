using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network.Nat;

namespace P2PActors.Network;

/// <summary>An emulated IPv4 address and UDP port. Peer n has the public address 10.x.y.z with its number.</summary>
/// <param name="Address">The address; its first number is the highest byte.</param>
/// <param name="Port">The port.</param>
public readonly record struct PeerEndpoint(uint Address, ushort Port)
{
    private const uint PublicNet = 10u << 24, PrivateNet = 192u << 24 | 168u << 16;
    private const int Range = 16_000, BasePorts = 17_000, OtherPorts = 33_000, MappedPorts = 49_000;

    /// <summary>The address with dots and the port.</summary>
    public override string ToString() => FormattableString.Invariant($"{Address >> 24}.{(Address >> 16) & 255}.{(Address >> 8) & 255}.{Address & 255}:{Port}");

    /// <summary>What a receiver sees a datagram come from.</summary>
    internal static PeerEndpoint Seen(int from, int to, DatagramPorts ports) => new(PublicNet | (uint)from & 0xFF_FFFF,
        (ports & DatagramPorts.FromOwn) != 0 ? PortOf(MappedPorts, ((ulong)(uint)from << 32) | (uint)to)
        : (ports & DatagramPorts.FromOther) != 0 ? PortOf(OtherPorts, (uint)from)
        : PortOf(BasePorts, (uint)from));

    /// <summary>What a peer itself takes for its address: behind a NAT, one that means nothing outside.</summary>
    internal static PeerEndpoint Local(int peer, NatType nat) => nat is NatType.FullCone or NatType.Restricted or NatType.PortRestricted or NatType.Symmetric
        ? new PeerEndpoint(PrivateNet | 1u << 8 | 2 + (uint)peer % 250, PortOf(BasePorts, (uint)peer))
        : Seen(peer, peer, DatagramPorts.Base);

    private static ushort PortOf(int first, ulong of) => (ushort)(first + (int)(RandomStream.Mix(of + 1) % Range));
}
