using System.Globalization;

namespace P2PActors.Scenarios;

/// <summary>A data rate. Written <c>33.6kbps</c>, <c>1.5Mbps</c>, <c>1Gbps</c> in scenarios (decimal multiples of bit/s).</summary>
/// <param name="BitsPerSecond">Bits per second, positive.</param>
public readonly record struct BitRate(double BitsPerSecond) : IComparable<BitRate>
{
    /// <summary>A rate in kilobits (1,000 bits) per second.</summary>
    public static BitRate FromKbps(double kilobits) => new(kilobits * 1000);

    /// <summary>A rate in megabits (1,000,000 bits) per second.</summary>
    public static BitRate FromMbps(double megabits) => new(megabits * 1e6);

    /// <summary>Bytes per second.</summary>
    public double BytesPerSecond => BitsPerSecond / 8;

    /// <inheritdoc />
    public int CompareTo(BitRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    /// <summary>The rate with the largest unit that keeps it at 1 or more.</summary>
    public override string ToString() => BitsPerSecond switch
    {
        >= 1e9 => (BitsPerSecond / 1e9).ToString("0.###", CultureInfo.InvariantCulture) + "Gbps",
        >= 1e6 => (BitsPerSecond / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "Mbps",
        >= 1e3 => (BitsPerSecond / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "kbps",
        _ => BitsPerSecond.ToString("0.###", CultureInfo.InvariantCulture) + "bps",
    };
}
