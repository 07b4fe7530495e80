using System.Globalization;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>A number with a unit. A bare number is refused: the unit is part of what is meant.</summary>
internal abstract class QuantityNotation : Notation
{
    public sealed override Reading Read(string text)
    {
        var length = HoconNumbers.PrefixLength(text);
        if (length == 0) return Reading.Not;
        var unit = text[length..].Trim();
        return unit.Length == 0 ? new Reading(null, Remark: " without a unit") : Read(text[..length], unit);
    }

    public sealed override Reading ReadBound(string text) => text == "0" ? Zero : Read(text);

    /// <summary>Nothing of it; a bound only.</summary>
    protected abstract Reading Zero { get; }

    protected abstract Reading Read(string number, string unit);

    /// <summary>The product, exact; null where it is too great for a long.</summary>
    protected static decimal? Times(string number, decimal factor)
    {
        if (!decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)) return null;
        // The first check keeps the product within decimal, the second within what it is to become.
        if (Math.Abs(parsed) > long.MaxValue / factor + 1) return null;
        var product = parsed * factor;
        return Math.Abs(product) <= long.MaxValue ? product : null;
    }

    protected static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>Durations, with the units of the HOCON specification and weeks.</summary>
internal sealed class DurationNotation : QuantityNotation
{
    private static readonly (string[] Names, decimal Ticks)[] Units =
    [
        (["w", "week", "weeks"], 7 * TimeSpan.TicksPerDay),
        (["d", "day", "days"], TimeSpan.TicksPerDay),
        (["h", "hour", "hours"], TimeSpan.TicksPerHour),
        (["m", "minute", "minutes"], TimeSpan.TicksPerMinute),
        (["s", "second", "seconds"], TimeSpan.TicksPerSecond),
        (["ms", "milli", "millis", "millisecond", "milliseconds"], TimeSpan.TicksPerMillisecond),
        (["us", "micro", "micros", "microsecond", "microseconds"], TimeSpan.TicksPerMicrosecond),
        (["ns", "nano", "nanos", "nanosecond", "nanoseconds"], 0.01m),
    ];

    public override string TypeName => "duration";

    public override string Expected => "a duration such as 200ms or 5m (units ns, us, ms, s, m, h, d, w)";

    public override string Limits => ", 100ns at least unless it is none, and 10675199d at most";

    public override object? NaturalMin => TimeSpan.Zero;

    protected override Reading Zero => new(TimeSpan.Zero);

    protected override Reading Read(string number, string unit)
    {
        foreach (var (names, factor) in Units)
        {
            if (!names.Contains(unit)) continue;
            if (Times(number, factor) is not { } exact) return Reading.TooFar;
            var ticks = decimal.Round(exact);
            return ticks == 0 && exact != 0 ? Reading.TooFar : new Reading(new TimeSpan((long)ticks));
        }
        return new Reading(null, Remark: " with an unknown unit");
    }

    public override HoconScalar Write(object value)
    {
        var ticks = ((TimeSpan)value).Ticks;
        foreach (var (names, factor) in Units.AsSpan(1))
        {
            if (ticks != 0 && ticks % factor == 0)
                return new HoconString(Text(decimal.Truncate(ticks / factor)) + names[0], Nowhere);
        }
        return new HoconString("0s", Nowhere);
    }
}

/// <summary>Amounts of data, with the units of the HOCON specification.</summary>
internal sealed class SizeNotation : QuantityNotation
{
    private static readonly (string[] Names, decimal Bytes)[] Units =
    [
        (["TB", "terabyte", "terabytes"], 1_000_000_000_000),
        (["GB", "gigabyte", "gigabytes"], 1_000_000_000),
        (["MB", "megabyte", "megabytes"], 1_000_000),
        (["kB", "kilobyte", "kilobytes"], 1_000),
        (["B", "b", "byte", "bytes"], 1),
        (["K", "k", "Ki", "KiB", "kibibyte", "kibibytes"], 1L << 10),
        (["M", "m", "Mi", "MiB", "mebibyte", "mebibytes"], 1L << 20),
        (["G", "g", "Gi", "GiB", "gibibyte", "gibibytes"], 1L << 30),
        (["T", "t", "Ti", "TiB", "tebibyte", "tebibytes"], 1L << 40),
    ];

    public override string TypeName => "size";

    public override string Expected => "a size such as 16KiB or 700MB (units B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)";

    public override string Limits => ", not negative, in whole bytes, and 9223372TB at most";

    protected override Reading Zero => new(default(ByteSize));

    public override int Compare(object a, object b) => ((ByteSize)a).CompareTo((ByteSize)b);

    protected override Reading Read(string number, string unit)
    {
        foreach (var (names, factor) in Units)
        {
            if (!names.Contains(unit)) continue;
            return Times(number, factor) is { } bytes and >= 0 && decimal.Truncate(bytes) == bytes
                ? new Reading(new ByteSize((long)bytes))
                : Reading.TooFar;
        }
        return new Reading(null, Remark: " with an unknown unit");
    }

    public override HoconScalar Write(object value)
    {
        var bytes = ((ByteSize)value).Bytes;
        foreach (var (names, factor) in Units)
            if (bytes > 0 && bytes % factor == 0) return new HoconString(Text((long)(bytes / factor)) + names[0], Nowhere);
        return new HoconString(Text(bytes) + "B", Nowhere);
    }
}

/// <summary>Data rates in decimal multiples of bits per second; case does not matter.</summary>
internal sealed class RateNotation : QuantityNotation
{
    private static readonly (string Name, double Factor)[] Units = [("Gbps", 1e9), ("Mbps", 1e6), ("kbps", 1e3), ("bps", 1)];

    public override string TypeName => "data rate";

    public override string Expected => "a data rate such as 33.6kbps or 1.5Mbps (units bps, kbps, Mbps, Gbps)";

    public override string Limits => " above 0";

    protected override Reading Zero => new(default(BitRate));

    public override int Compare(object a, object b) => ((BitRate)a).CompareTo((BitRate)b);

    protected override Reading Read(string number, string unit)
    {
        foreach (var (name, factor) in Units)
        {
            if (!name.Equals(unit, StringComparison.OrdinalIgnoreCase)) continue;
            var rate = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) * factor;
            return rate > 0 && double.IsFinite(rate) ? new Reading(new BitRate(rate)) : Reading.TooFar;
        }
        return new Reading(null, Remark: " with an unknown unit");
    }

    public override HoconScalar Write(object value)
    {
        var rate = ((BitRate)value).BitsPerSecond;
        foreach (var (name, factor) in Units)
            if (rate >= factor && rate / factor * factor == rate) return new HoconString(Text(rate / factor) + name, Nowhere);
        return new HoconString(Text(rate) + "bps", Nowhere);
    }
}
