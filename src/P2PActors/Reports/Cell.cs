using System.Globalization;

namespace P2PActors.Reports;

/// <summary>Numbers as the cells of a <see cref="ResultTable"/> show them, the same whatever the culture.</summary>
public static class Cell
{
    /// <summary>A count, with separators between thousands.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number: whole from 100 on, else with up to three decimals.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>A share in whole percent.</summary>
    public static string Share(double value) => value.ToString("P0", CultureInfo.InvariantCulture);

    /// <summary>A virtual time in hours, minutes and seconds.</summary>
    public static string Time(TimeSpan time) => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
