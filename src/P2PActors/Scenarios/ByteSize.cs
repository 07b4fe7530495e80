using System.Globalization;

namespace P2PActors.Scenarios;

/// <summary>An amount of data. Written <c>700MB</c>, <c>16KiB</c>, <c>128B</c> in scenarios, as the HOCON specification says:
/// kB, MB, GB are powers of 1,000, and KiB, MiB, GiB (also K, M, G) powers of 1,024.</summary>
/// <param name="Bytes">Bytes, not negative.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    /// <inheritdoc />
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The amount with a decimal unit.</summary>
    public override string ToString() => Bytes switch
    {
        >= 1_000_000_000 => (Bytes / 1e9).ToString("0.###", CultureInfo.InvariantCulture) + "GB",
        >= 1_000_000 => (Bytes / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + "MB",
        >= 1_000 => (Bytes / 1e3).ToString("0.###", CultureInfo.InvariantCulture) + "kB",
        _ => Bytes.ToString(CultureInfo.InvariantCulture) + "B",
    };
}
