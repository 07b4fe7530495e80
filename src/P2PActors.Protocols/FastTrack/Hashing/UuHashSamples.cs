using System.Numerics;

namespace P2PActors.Protocols.FastTrack.Hashing;

/// <summary>A run of bytes of a file that is hashed.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How many bytes.</param>
public readonly record struct HashedRange(long Start, int Length);

/// <summary>
/// Which bytes of a file UUHash reads: the first 300 KiB; 300 KiB at 1 MiB, 2 MiB, 4 MiB, ... as long as such a sample ends
/// before the tail begins; and the last 300 KiB without what the head has had. All else can be changed unseen.
/// </summary>
public static class UuHashSamples
{
    /// <summary>Bytes of one sample: 300 KiB.</summary>
    public const int SampleSize = 300 * 1024;

    private const long FirstOffset = 1 << 20;

    /// <summary>The ranges in the order in which they are hashed; they never overlap. The first is the head, which alone goes into MD5.</summary>
    /// <param name="size">Size of the file, bytes.</param>
    public static IEnumerable<HashedRange> Of(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return Ranges(size);
    }

    /// <summary>How many bytes of a file are hashed.</summary>
    /// <param name="size">Size of the file, bytes.</param>
    public static long HashedBytes(long size)
    {
        long sum = 0;
        foreach (HashedRange range in Of(size)) sum += range.Length;
        return sum;
    }

    /// <summary>Share of a file's bytes that no hash depends on; 0 for an empty file.</summary>
    /// <param name="size">Size of the file, bytes.</param>
    public static double UnhashedShare(long size) => size == 0 ? 0 : 1 - ((double)HashedBytes(size) / size);

    /// <summary>Whether the hash depends on one byte of a file.</summary>
    /// <param name="at">The byte, from 0.</param>
    /// <param name="size">Size of the file, bytes.</param>
    public static bool IsHashed(long at, long size)
    {
        if (at < 0 || at >= size) return false;
        if (at < SampleSize || at >= size - SampleSize) return true;
        if (at < FirstOffset) return false;
        // Samples begin at powers of two and are shorter than the first of them, so only the nearest below can hold the byte.
        long start = 1L << BitOperations.Log2((ulong)at);
        return at < start + SampleSize && IsSampled(start, size);
    }

    private static IEnumerable<HashedRange> Ranges(long size)
    {
        yield return new HashedRange(0, (int)Math.Min(size, SampleSize));
        if (size <= SampleSize) yield break;
        for (long start = FirstOffset; IsSampled(start, size); start <<= 1)
        {
            yield return new HashedRange(start, SampleSize);
            if (start > long.MaxValue / 2) break;
        }

        long tail = Math.Max(SampleSize, size - SampleSize);
        yield return new HashedRange(tail, (int)(size - tail));
    }

    // Written so that nothing can overflow.
    private static bool IsSampled(long start, long size) => start <= size - (2 * SampleSize);
}
