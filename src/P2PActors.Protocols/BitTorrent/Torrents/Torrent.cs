using System.Buffers.Binary;
using System.Security.Cryptography;
using P2PActors.Engine;

namespace P2PActors.Protocols.BitTorrent.Torrents;

/// <summary>
/// The file that a swarm shares, as its peers see it in a run: how it is cut, and what it is called. The bytes themselves do
/// not exist; a block is either good or not.
/// </summary>
internal sealed class Torrent
{
    private Torrent(Metainfo metainfo, int swarm, int blockLength)
    {
        (Swarm, BlockLength) = (swarm, blockLength);
        (Name, InfoHash, Length, PieceLength, PieceCount) = (metainfo.Name, metainfo.InfoHash, metainfo.Length, metainfo.PieceLength, metainfo.PieceCount);
        Files = metainfo.Files.Count;
        InfoBytes = metainfo.InfoBytes.Length;
        MetainfoBytes = metainfo.Encode().Length;
    }

    public int Swarm { get; }
    public string Name { get; }
    public InfoHash InfoHash { get; }
    public long Length { get; }
    public int PieceLength { get; }
    public int PieceCount { get; }
    public int BlockLength { get; }

    /// <summary>Number of files.</summary>
    public int Files { get; }

    /// <summary>Bytes of the info dictionary, which BEP 9 transfers.</summary>
    public int InfoBytes { get; }

    /// <summary>Bytes of the .torrent file.</summary>
    public int MetainfoBytes { get; }

    public int LengthOf(int piece) => piece == PieceCount - 1 ? (int)(Length - (long)piece * PieceLength) : PieceLength;

    public int BlocksOf(int piece) => (LengthOf(piece) + BlockLength - 1) / BlockLength;

    public int LengthOf(int piece, int block) => Math.Min(BlockLength, LengthOf(piece) - block * BlockLength);

    /// <summary>A torrent that a file describes.</summary>
    public static Torrent From(Metainfo metainfo, int blockLength) => new(metainfo, 0, blockLength);

    /// <summary>A torrent made up for a run. The hashes of its pieces are a function of the run and the swarm.</summary>
    public static Torrent MadeUp(string name, long length, int pieceLength, int blockLength, int swarm, ulong seed, IReadOnlyList<IReadOnlyList<string>> trackers)
    {
        int pieces = (int)((length + pieceLength - 1) / pieceLength);
        byte[] hashes = new byte[pieces * InfoHash.Size];
        Span<byte> source = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(source, RandomStream.Mix(seed ^ (ulong)(swarm + 1) * 0x9E3779B97F4A7C15UL));
        for (int i = 0; i < pieces; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(source[8..], i);
#pragma warning disable CA5350 // SHA-1 is what the protocol is made of.
            SHA1.HashData(source, hashes.AsSpan(i * InfoHash.Size));
#pragma warning restore CA5350
        }

        return new Torrent(Metainfo.Create(name, length, pieceLength, hashes, trackers), swarm, blockLength);
    }
}
