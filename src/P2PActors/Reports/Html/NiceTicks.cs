using System.Globalization;

namespace P2PActors.Reports.Html;

/// <summary>Round numbers for an axis: 1, 2 or 5 times a power of ten, decades on a logarithmic axis, clock steps for time.</summary>
internal static class NiceTicks
{
    private static readonly double[] Seconds = [1, 2, 5, 10, 15, 20, 30, 60, 120];

    private static readonly double[] Hours = [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48];

    /// <summary>Three to ten equidistant round numbers that cover the range.</summary>
    public static double[] Linear(double min, double max)
    {
        if (!(max - min > 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max))))
        {
            double margin = min == 0 ? 1 : Math.Abs(min) * 0.5;
            (min, max) = (min - (min > 0 || min < 0 ? margin : 0), max + margin);
        }

        (int mantissa, int exponent) = RoundUp((max - min) / 5);
        double first = Math.Floor(Multiple(min, mantissa, exponent)), last = Math.Ceiling(Multiple(max, mantissa, exponent));
        double[] ticks = new double[(int)(last - first) + 1];
        for (int i = 0; i < ticks.Length; i++) ticks[i] = Scale((first + i) * mantissa, exponent);
        return ticks;
    }

    /// <summary>Three to ten powers of ten that cover a positive range; 1, 2 and 5 of each within two decades.</summary>
    public static double[] Logarithmic(double min, double max)
    {
        int low = Floor10(min), high = Floor10(max);
        if (Scale(1, high) < max || high == low) high++;
        if (high - low == 1) return [Scale(1, low), Scale(2, low), Scale(5, low), Scale(1, high)];
        int stride = (high - low + 8) / 9;
        var ticks = new List<double>();
        for (int e = low; ; e += stride)
        {
            ticks.Add(Scale(1, e));
            if (e >= high) return [.. ticks];
        }
    }

    /// <summary>Unit, steps and end of an axis of virtual time that begins at zero: at most nine ticks within the range, in seconds.</summary>
    public static (string Unit, double Scale, double[] Ticks) Time(double seconds)
    {
        (string unit, double scale) = seconds >= 4 * 86400 ? ("d", 86400.0) : seconds >= 3 * 3600 ? ("h", 3600.0) : seconds >= 180 ? ("min", 60.0) : ("s", 1.0);
        double range = seconds / scale;
        double[] steps = unit == "h" ? Hours : Seconds;
        double step = unit == "d" || range < 4 ? 0 : steps.FirstOrDefault(s => range / s <= 8);
        if (step == 0) return (unit, scale, [.. Linear(0, range).Where(t => t <= range * (1 + 1e-9)).Select(t => t * scale)]);
        return (unit, scale, [.. Enumerable.Range(0, (int)Math.Floor((range / step) + 1e-9) + 1).Select(i => i * step * scale)]);
    }

    /// <summary>A label for a tick on an axis whose ticks are a step apart.</summary>
    public static string Label(double value, double step)
    {
        double size = Math.Max(Math.Abs(value), step);
        if (size is >= 1e7 or < 1e-4 && value != 0) return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        int decimals = step > 0 && step < 1 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 10) : 0;
        if (decimals > 0 && Math.Abs((step * Math.Pow(10, decimals)) - Math.Round(step * Math.Pow(10, decimals))) > 1e-6) decimals++;
        return value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture).Replace('-', '−');
    }

    private static (int Mantissa, int Exponent) RoundUp(double step)
    {
        int exponent = Floor10(step);
        foreach (int mantissa in (int[])[1, 2, 5])
        {
            if (Scale(mantissa, exponent) >= step * (1 - 1e-9)) return (mantissa, exponent);
        }

        return (1, exponent + 1);
    }

    /// <summary>How many steps a value is from zero; a hair beyond a step counts as the step.</summary>
    private static double Multiple(double value, int mantissa, int exponent)
    {
        double steps = Scale(value, -exponent) / mantissa;
        return Math.Abs(steps - Math.Round(steps)) < 1e-9 * Math.Max(1, Math.Abs(steps)) ? Math.Round(steps) : steps;
    }

    private static int Floor10(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(value));
        return Scale(1, exponent + 1) <= value ? exponent + 1 : Scale(1, exponent) > value ? exponent - 1 : exponent;
    }

    /// <summary>A number times a power of ten, correctly rounded: 3 * 10^-1 is 0.3.</summary>
    private static double Scale(double value, int exponent) => exponent >= 0 ? value * Math.Pow(10, exponent) : value / Math.Pow(10, -exponent);
}
