namespace P2PActors.Protocols.FastTrack.Hashing;

/// <summary>
/// What later clients append to the UUHash: the root of a tree of MD5 over all blocks of 32 KiB, so that every byte counts.
/// Pairs of nodes are hashed together, a last one without partner alone, at least once over (giFT-FastTrack, fst_hash.c).
/// </summary>
public static class KzHash
{
    /// <summary>Bytes of the root.</summary>
    public const int Size = Md5Digest.Size;

    /// <summary>Bytes of a block: 32 KiB.</summary>
    public const int BlockSize = 32 * 1024;

    /// <summary>The root over the rest of a stream, which is read once from front to back; memory is half a kilobyte per MiB.</summary>
    public static byte[] Of(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] block = new byte[BlockSize], nodes = [];
        int count = 0;
        for (int read; (read = file.ReadAtLeast(block, BlockSize, throwOnEndOfStream: false)) > 0; count++)
        {
            if (nodes.Length < (count + 1) * Size) Array.Resize(ref nodes, Math.Max(64 * Size, 2 * nodes.Length));
            Md5Digest.Of(block.AsSpan(0, read), nodes.AsSpan(count * Size, Size));
        }

        return Root(nodes, count);
    }

    // Level by level in place: a parent is written where its children, or nodes before them, have been read.
    private static byte[] Root(byte[] nodes, int count)
    {
        byte[] root = new byte[Size];
        if (count == 0)
        {
            Md5Digest.Of([], root);
            return root;
        }

        do
        {
            int parents = (count + 1) / 2;
            for (int i = 0; i < parents; i++)
            {
                int children = Math.Min(2, count - (2 * i));
                Md5Digest.Of(nodes.AsSpan(2 * i * Size, children * Size), root);
                root.CopyTo(nodes.AsSpan(i * Size));
            }

            count = parents;
        }
        while (count > 1);
        return root;
    }
}
