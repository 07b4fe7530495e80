using System.Buffers.Binary;
using System.Security.Cryptography;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.BitTorrent.Wire;

/// <summary>Pieces that a peer may ask for though it is choked: a function of its address and the torrent (BEP 6).</summary>
internal static class AllowedFastSet
{
    /// <summary>The set, in the order in which it is made.</summary>
    /// <param name="address">IPv4 address of the peer that may ask, the highest byte first.</param>
    /// <param name="hash">The torrent.</param>
    /// <param name="pieces">Pieces of the torrent.</param>
    /// <param name="count">Pieces wanted; fewer where the torrent has fewer.</param>
    public static int[] Of(uint address, InfoHash hash, int pieces, int count)
    {
        int[] set = new int[Math.Min(count, pieces)];
        int found = 0;
        Span<byte> x = stackalloc byte[4 + InfoHash.Size], next = stackalloc byte[InfoHash.Size];
        BinaryPrimitives.WriteUInt32BigEndian(x, address & 0xFFFFFF00);
        hash.CopyTo(x[4..]);
        ReadOnlySpan<byte> source = x;
        while (found < set.Length)
        {
#pragma warning disable CA5350 // SHA-1 is what the protocol is made of.
            SHA1.HashData(source, next);
#pragma warning restore CA5350
            next.CopyTo(x);
            source = x[..InfoHash.Size];
            for (int i = 0; i < 5 && found < set.Length; i++)
            {
                int piece = (int)(BinaryPrimitives.ReadUInt32BigEndian(source[(4 * i)..]) % (uint)pieces);
                if (!set.AsSpan(0, found).Contains(piece)) set[found++] = piece;
            }
        }

        return set;
    }
}
