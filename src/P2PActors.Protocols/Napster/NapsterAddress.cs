using P2PActors.Actors;

namespace P2PActors.Protocols.Napster;

/// <summary>
/// The emulated IPv4 address of a peer, 10.x.y.z with its number, as Napster sends it: network order read by a little-endian
/// host, in decimal.
/// </summary>
internal static class NapsterAddress
{
    public const int DataPort = 6699;

    public static uint Of(PeerId peer)
    {
        uint id = (uint)peer.Value;
        return 10u | ((id >> 16) & 0xFF) << 8 | ((id >> 8) & 0xFF) << 16 | (id & 0xFF) << 24;
    }

    public static PeerId PeerOf(uint address) => new((int)(((address >> 8) & 0xFF) << 16 | ((address >> 16) & 0xFF) << 8 | address >> 24));

    /// <summary>The address with dots, as the redirector writes it.</summary>
    public static string Dotted(PeerId peer) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"10.{(peer.Value >> 16) & 0xFF}.{(peer.Value >> 8) & 0xFF}.{peer.Value & 0xFF}");

    /// <summary>The peer with a dotted address; nobody if it is none.</summary>
    public static PeerId Parse(string dotted) => System.Net.IPAddress.TryParse(dotted, out System.Net.IPAddress? ip) && ip.GetAddressBytes() is [10, var a, var b, var c]
        ? new PeerId(a << 16 | b << 8 | c)
        : PeerId.None;
}
