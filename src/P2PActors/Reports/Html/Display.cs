using System.Globalization;

namespace P2PActors.Reports.Html;

/// <summary>Numbers as people read them: three significant digits, shares in percent, times and sizes in the unit that fits.</summary>
internal static class Display
{
    public const string Undefined = "–";

    private const string Space = "\u00A0";

    private static readonly (double Size, string Name)[] Times = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")];

    private static readonly (double Size, string Name)[] Sizes = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")];

    /// <summary>A value with its unit.</summary>
    public static string Value(double? value, string unit) => value is not { } number || !double.IsFinite(number)
        ? Undefined
        : unit switch
        {
            "share" => Percent(number),
            "s" => Duration(number),
            "B" => Bytes(number),
            "B/s" => Bytes(number) + "/s",
            "" => Number(number),
            _ => Number(number) + Space + unit,
        };

    /// <summary>Mean and half width of its confidence interval, in the same unit and to the same digit.</summary>
    public static string Interval(double mean, double halfWidth, string unit)
    {
        (double scale, string name) = ScaleOf(unit, Math.Max(Math.Abs(mean), Math.Abs(halfWidth)));
        string half = Short(halfWidth / scale);
        int point = half.IndexOf('.', StringComparison.Ordinal);
        bool plain = halfWidth != 0 && !half.Contains('e', StringComparison.Ordinal) && Math.Abs(mean / scale) < 1e15;
        string decimals = new('0', point < 0 ? 0 : half.Length - point - 1);
        string text = (plain ? Minus((mean / scale).ToString("#,0." + decimals, CultureInfo.InvariantCulture)) : Number(mean / scale)) + Space + "±" + Space + half;
        return name.Length == 0 ? text : text + Space + name;
    }

    /// <summary>From one value to another; a unit that both have is said once.</summary>
    public static string Range(double min, double max, string unit)
    {
        (string low, string lowUnit) = Split(Value(min, unit));
        (_, string highUnit) = Split(Value(max, unit));
        return (lowUnit == highUnit || lowUnit.Length == 0 ? low : low + Space + lowUnit) + " to " + Value(max, unit);
    }

    /// <summary>A formatted value apart from its unit.</summary>
    public static (string Number, string Unit) Split(string text)
    {
        int at = text.IndexOf(Space, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    /// <summary>The size and name of the unit in which values up to a magnitude are best read.</summary>
    public static (double Scale, string Name) ScaleOf(string unit, double magnitude)
    {
        switch (unit)
        {
            case "share": return (0.01, "%");
            case "s": return Fit(Times, magnitude);
            case "B": return Fit(Sizes, magnitude);
            case "B/s":
                (double size, string name) = Fit(Sizes, magnitude);
                return (size, name + "/s");
            default: return (1, unit);
        }
    }

    /// <summary>A number: counts in full with separators, others to three significant digits.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) return Undefined;
        double size = Math.Abs(value);
        if (size >= 1e15) return value.ToString("0.00e+0", CultureInfo.InvariantCulture);
        if (size >= 1000 || value == Math.Round(value)) return Minus(Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture));
        return size < 1e-4 ? Minus(value.ToString("0.##e+0", CultureInfo.InvariantCulture)) : Minus(Significant(value, 3));
    }

    public static string Percent(double share)
    {
        double percent = share * 100;
        if (percent == Math.Round(percent)) return Number(percent) + Space + "%";
        string text = Math.Abs(percent) < 0.1 ? Significant(percent, 2) : percent.ToString("0.0", CultureInfo.InvariantCulture);
        if (text == "100.0") text = percent < 100 ? (percent < 99.99 ? percent.ToString("0.00", CultureInfo.InvariantCulture) : "99.99+") : "100.0";
        return Minus(text) + Space + "%";
    }

    public static string Duration(double seconds)
    {
        if (seconds == 0) return "0" + Space + "s";
        (double size, string name) = Fit(Times, Math.Abs(seconds));
        return Number(seconds / size) + Space + name;
    }

    public static string Bytes(double bytes)
    {
        (double size, string name) = Fit(Sizes, Math.Abs(bytes));
        return Number(bytes / size) + Space + name;
    }

    /// <summary>A point of virtual time, as a clock shows it.</summary>
    public static string Clock(TimeSpan time) =>
        time.ToString(time < TimeSpan.FromMinutes(1) && time.Milliseconds != 0 ? @"m\:ss\.fff" : time < TimeSpan.FromHours(1) ? @"m\:ss" : time < TimeSpan.FromDays(1) ? @"h\:mm\:ss" : @"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>The largest unit of which there is at least one, but two of those of time: 90 s reads better than 1.5 min.</summary>
    private static (double Size, string Name) Fit((double Size, string Name)[] units, double magnitude)
    {
        foreach ((double size, string name) in units)
        {
            double least = name is "min" or "h" or "d" ? 2 : 0.9995;
            if (magnitude >= size * least) return (size, name);
        }

        return magnitude == 0 && units.Length > 5 ? units[3] : units[^1];
    }

    private static string Short(double value) => Math.Abs(value) >= 1000 ? Number(value) : value == 0 ? "0" : Math.Abs(value) < 1e-4 ? Number(value) : Significant(value, 2);

    private static string Significant(double value, int digits)
    {
        int magnitude = value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));
        int decimals = Math.Clamp(digits - 1 - magnitude, 0, 12);
        double rounded = Math.Round(value, decimals);
        if (Math.Abs(rounded) >= Math.Pow(10, magnitude + 1) && decimals > 0) decimals--;
        return rounded.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Minus(string text) => text.StartsWith('-') ? "−" + text[1..] : text;
}
