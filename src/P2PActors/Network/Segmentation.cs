namespace P2PActors.Network;

/// <summary>How a long message is cut: the same rule at both ends, so that segments need no header of their own.</summary>
internal static class Segmentation
{
    /// <summary>Greatest message that travels as one packet, bytes (Ethernet MTU).</summary>
    public const int Packet = 1500;

    /// <summary>Smallest segment of a long message, bytes.</summary>
    public const int SmallestSegment = 16 * 1024;

    /// <summary>At most so many segments a message: the cost of a transfer does not grow with its size.</summary>
    public const int MostSegments = 64;

    /// <summary>Segments in flight before the receiver must have taken one: with the smallest segment, the 64 KiB window of
    /// TCP without window scaling (RFC 793).</summary>
    public const int Window = 4;

    public static bool IsLong(int bytes) => bytes > Packet;

    public static int Count(int bytes)
    {
        int size = SegmentSize(bytes);
        return (int)(((long)bytes + size - 1) / size);
    }

    public static int SizeOf(int bytes, int index)
    {
        int size = SegmentSize(bytes);
        return (int)Math.Min(size, bytes - (long)index * size);
    }

    /// <summary>A block of 16 KiB and its header are one segment: a rest that is less than a packet is no segment of its own.</summary>
    private static int SegmentSize(int bytes) =>
        bytes <= SmallestSegment + Packet ? bytes : Math.Max(SmallestSegment, (int)(((long)bytes + MostSegments - 1) / MostSegments));
}
