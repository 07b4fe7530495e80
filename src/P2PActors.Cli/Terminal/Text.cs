using System.Globalization;

namespace P2PActors.Cli.Terminal;

/// <summary>Numbers as a person reads them.</summary>
internal static class Text
{
    public static string Time(TimeSpan time) => time.TotalDays >= 1
        ? time.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);

    public static string Seconds(double s) => s switch
    {
        < 0.0005 => Invariant(s * 1e6, "0", "us"),
        < 1 => Invariant(s * 1000, "0", "ms"),
        < 120 => Invariant(s, "0.0", "s"),
        < 7200 => Invariant(s / 60, "0.0", "min"),
        _ => Invariant(s / 3600, "0.0", "h"),
    };

    public static string Value(double? value, string unit)
    {
        if (value is not { } v) return "-";
        return unit switch
        {
            "share" => v.ToString("P1", CultureInfo.InvariantCulture),
            "s" => Seconds(v),
            "B" => Bytes(v),
            "B/s" => Bytes(v) + "/s",
            _ => v.ToString(Math.Abs(v) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture) + (unit is "1/s" ? "/s" : ""),
        };
    }

    private static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        >= 1e9 => Invariant(bytes / 1e9, "0.0", "GB"),
        >= 1e6 => Invariant(bytes / 1e6, "0.0", "MB"),
        >= 1e3 => Invariant(bytes / 1e3, "0.0", "kB"),
        _ => Invariant(bytes, "0", "B"),
    };

    private static string Invariant(double value, string format, string unit) => value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
}
