namespace P2PActors.Reports.Html;

/// <summary>One point of a line; null in a list of points is a gap.</summary>
/// <param name="X">Abscissa.</param>
/// <param name="Y">Ordinate.</param>
/// <param name="Error">Half width of its confidence interval; null for none.</param>
/// <param name="Text">What is read out at the point.</param>
internal sealed record PlotPoint(double X, double Y, double? Error, string Text);

/// <summary>One line of a plot.</summary>
/// <param name="Name">The system.</param>
/// <param name="Color">Place in the palette.</param>
/// <param name="Points">Its points; null is a gap.</param>
/// <param name="IsFaint">Whether it stays in the background, without label and read-out.</param>
/// <param name="HasDots">Whether the points themselves are shown.</param>
internal sealed record PlotLine(string Name, int Color, IReadOnlyList<PlotPoint?> Points, bool IsFaint = false, bool HasDots = false);

/// <summary>An axis.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Min">Its beginning.</param>
/// <param name="Max">Its end.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
/// <param name="Ticks">Its ticks.</param>
internal sealed record PlotAxis(string Title, double Min, double Max, bool IsLogarithmic, IReadOnlyList<(double Value, string Label)> Ticks)
{
    /// <summary>Where a value stands on the axis, 0 at the beginning and 1 at the end.</summary>
    public double Place(double value) => IsLogarithmic
        ? Math.Log(value / Min) / Math.Log(Max / Min)
        : (value - Min) / (Max - Min);

    /// <summary>An axis for values of a unit.</summary>
    public static PlotAxis Of(string what, string unit, double min, double max, bool isLogarithmic, bool isTight = false)
    {
        (double scale, string name) = Display.ScaleOf(unit, Math.Max(Math.Abs(min), Math.Abs(max)));
        double[] ticks = isLogarithmic ? NiceTicks.Logarithmic(min / scale, max / scale) : NiceTicks.Linear(min / scale, max / scale);
        (double low, double high) = (ticks[0], ticks[^1]);
        if (isTight && max > min)
        {
            double[] within = [.. ticks.Where(t => t >= min / scale && t <= max / scale)];
            if (within.Length >= 3) (ticks, low, high) = (within, min / scale, max / scale);
        }

        double step = isLogarithmic ? 0 : ticks[1] - ticks[0];
        string title = name.Length == 0 || name == what ? what : what.Length == 0 ? name : $"{what} ({name})";
        return new PlotAxis(title, low * scale, high * scale, isLogarithmic,
            [.. ticks.Select(t => (t * scale, NiceTicks.Label(t, isLogarithmic ? Math.Min(1, t) : step)))]);
    }

    /// <summary>An axis of virtual time from zero.</summary>
    public static PlotAxis OfTime(TimeSpan duration)
    {
        (string unit, double scale, double[] ticks) = NiceTicks.Time(duration.TotalSeconds);
        double step = ticks.Length > 1 ? (ticks[1] - ticks[0]) / scale : 1;
        return new PlotAxis($"virtual time ({unit})", 0, duration.TotalSeconds, false, [.. ticks.Select(t => (t, NiceTicks.Label(t / scale, step)))]);
    }
}

/// <summary>A plot.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Caption">One sentence below the heading.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Lines">The lines; later ones are in front.</param>
/// <param name="Marks">Faults, at the X of their time in seconds.</param>
/// <param name="Head">Read-out of an X that the lines share; null where every point says it itself.</param>
internal sealed record Plot(string Title, string Caption, PlotAxis X, PlotAxis Y, IReadOnlyList<PlotLine> Lines, IReadOnlyList<FaultMark> Marks, Func<PlotPoint, string>? Head);
