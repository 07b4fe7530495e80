using System.Buffers.Binary;
using P2PActors.Actors;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>What a client calls itself in a handshake and to a tracker: eight characters for the program (BEP 20), twelve bytes of its own.</summary>
/// <param name="Client">The first eight bytes.</param>
/// <param name="A">The next eight.</param>
/// <param name="B">The last four.</param>
internal readonly record struct PeerKey(ulong Client, ulong A, uint B)
{
    public const int Size = 20;

    /// <summary>The reference client of this library, <c>-P20001-</c>.</summary>
    public const ulong Reference = 0x2D50_3230_3030_312DUL;

    /// <summary>BitTyrant, <c>AZ2500BT</c> (BEP 20).</summary>
    public const ulong Tyrant = 0x415A_3235_3030_4254UL;

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Client);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], A);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], B);
    }

    public static PeerKey From(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
}

/// <summary>
/// The emulated endpoint of a peer: 10.x.y.z with its number, and the classic port. The lowest byte of the number stands in x,
/// so that peers are in different networks of 256 addresses, as users of different homes are: BEP 6 goes by these.
/// </summary>
internal static class PeerAddress
{
    public const int Port = 6881;

    /// <summary>Bytes of a compact endpoint (BEP 23).</summary>
    public const int Compact = 6;

    public static uint Of(PeerId peer) => 10u << 24 | Turn((uint)peer.Value & 0xFFFFFF);

    /// <summary>The peer with an address; nobody if it is none of this world.</summary>
    public static PeerId PeerOf(uint address) => address >> 24 == 10 ? new PeerId((int)Turn(address & 0xFFFFFF)) : PeerId.None;

    private static uint Turn(uint number) => (number & 0xFF) << 16 | (number & 0xFF00) | number >> 16;
}
