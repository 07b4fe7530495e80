using System.Numerics;
using P2PActors.Wire;

namespace P2PActors.Metrics;

/// <summary>
/// A histogram of non-negative integers with a relative error below 1.6 % and bounded memory: 64 buckets for every power of
/// two (as HdrHistogram). Sums are exact integers, so that merging gives the same whatever the order.
/// </summary>
public sealed class HistogramData
{
    private const int SubBits = 6;
    private const int Sub = 1 << SubBits;
    private long[] _buckets = [];
    private Int128 _sum;

    /// <summary>How many values were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest value; 0 when there is none.</summary>
    public long Min { get; private set; }

    /// <summary>Greatest value; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>Exact mean; 0 when there is no value.</summary>
    public double Mean => Count == 0 ? 0 : (double)_sum / Count;

    /// <summary>Exact sum.</summary>
    public double Sum => (double)_sum;

    /// <summary>Records a value; negative ones count as 0.</summary>
    public void Record(long value)
    {
        if (value < 0) value = 0;
        int bucket = BucketOf(value);
        if (bucket >= _buckets.Length) Array.Resize(ref _buckets, Math.Max(bucket + 1, _buckets.Length * 2));
        _buckets[bucket]++;
        _sum += value;
        Min = Count == 0 ? value : Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
    }

    /// <summary>Adds all values of another histogram.</summary>
    public void Add(HistogramData other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0) return;
        if (_buckets.Length < other._buckets.Length) Array.Resize(ref _buckets, other._buckets.Length);
        for (int i = 0; i < other._buckets.Length; i++) _buckets[i] += other._buckets[i];
        Min = Count == 0 ? other.Min : Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        _sum += other._sum;
        Count += other.Count;
    }

    internal void Write(WireWriter to)
    {
        to.Unsigned((ulong)Count);
        if (Count == 0) return;
        to.Signed(Min);
        to.Signed(Max);
        to.Fixed64((ulong)(UInt128)_sum);
        to.Fixed64((ulong)((UInt128)_sum >> 64));
        to.Unsigned((ulong)_buckets.Length);
        foreach (long bucket in _buckets) to.Unsigned((ulong)bucket);
    }

    /// <summary>Adds what was written.</summary>
    internal void Read(ref WireReader from)
    {
        var other = new HistogramData { Count = (long)from.Unsigned() };
        if (other.Count == 0) return;
        (other.Min, other.Max) = (from.Signed(), from.Signed());
        ulong low = from.Fixed64();
        other._sum = (Int128)new UInt128(from.Fixed64(), low);
        other._buckets = new long[from.Count()];
        for (int i = 0; i < other._buckets.Length; i++) other._buckets[i] = (long)from.Unsigned();
        Add(other);
    }

    /// <summary>The value below which a share of the values lies, to the resolution of the buckets.</summary>
    /// <param name="share">0 to 1.</param>
    public long Quantile(double share)
    {
        if (Count == 0) return 0;
        long rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        long seen = 0;
        for (int i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank) return Math.Clamp(MiddleOf(i), Min, Max);
        }

        return Max;
    }

    /// <summary>The non-empty buckets in ascending order: lower bound, upper bound (exclusive), count.</summary>
    public IEnumerable<(long From, long To, long Count)> Buckets()
    {
        for (int i = 0; i < _buckets.Length; i++)
        {
            if (_buckets[i] > 0) yield return (LowerOf(i), LowerOf(i + 1), _buckets[i]);
        }
    }

    private static int BucketOf(long value)
    {
        if (value < Sub) return (int)value;
        int exponent = BitOperations.Log2((ulong)value) - SubBits;
        return ((exponent + 1) << SubBits) + (int)((value >> exponent) - Sub);
    }

    private static long LowerOf(int bucket)
    {
        if (bucket < Sub) return bucket;
        int exponent = (bucket >> SubBits) - 1;
        return (long)(Sub + (bucket & (Sub - 1))) << exponent;
    }

    private static long MiddleOf(int bucket) => LowerOf(bucket) + (LowerOf(bucket + 1) - LowerOf(bucket)) / 2;
}
