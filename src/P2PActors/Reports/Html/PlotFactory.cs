using P2PActors.Protocols;

namespace P2PActors.Reports.Html;

/// <summary>Makes plots of results: over time, as distributions, over a sweep.</summary>
internal static class PlotFactory
{
    /// <summary>A distribution that spans more than this is drawn on a logarithmic axis.</summary>
    private const double ManyDecades = 1000;

    private const double FarApartRatio = 50;

    /// <summary>One plot per name of series, for the first point of the sweep.</summary>
    public static IEnumerable<Plot> OverTime(ReportModel model)
    {
        if (model.Points.Count == 0) return [];
        SweepPoint point = model.Points[0];
        return point.Runs[0].Systems.SelectMany(s => s.Report.Series).GroupBy(s => s.Name).Select(g => OverTime(model, point, g.First()));
    }

    private static Plot OverTime(ReportModel model, SweepPoint point, ResultSeries kind)
    {
        var faint = new List<PlotLine>();
        var lines = new List<PlotLine>();
        int coarse = CoarsenessOf(point.Runs[0].Systems.Count(s => SeriesOf(s, kind.Name) is not null));
        TimeSpan duration = model.Result.Scenario.Settings.Duration, shortest = TimeSpan.MaxValue;
        foreach (SystemResult system in point.Runs[0].Systems)
        {
            if (SeriesOf(system, kind.Name) is not { } first) continue;
            int color = model.ColorOf(system.Report.Label);
            if (system.SeriesBin * first.Count > duration) duration = system.SeriesBin * first.Count;
            TimeSpan interval = system.SeriesBin * coarse;
            if (interval < shortest) shortest = interval;
            if (point.Runs.Count > 1) faint.Add(new PlotLine(system.Report.Label, color, PointsOf(Coarser(first, coarse), interval, kind.Unit), IsFaint: true));
            lines.Add(new PlotLine(system.Report.Label, color, PointsOf(Coarser(MeanOf(point, system.Report.Label, kind.Name, first), coarse), interval, kind.Unit)));
        }

        string meaning = coarse == 1 ? kind.Meaning : $"{kind.Meaning} (means of {coarse} intervals each)";
        return new Plot(kind.Name, meaning, PlotAxis.OfTime(duration), YAxis(kind.Name, kind.Unit, [.. faint, .. lines]), [.. faint, .. lines], model.Faults, p => IntervalText(p.X, shortest));
    }

    /// <summary>With many systems on one plot the noise of single intervals hides the lines: each point is then the mean of some.</summary>
    private static int CoarsenessOf(int systems) => systems <= 4 ? 1 : Math.Min(6, systems / 2);

    private static IReadOnlyList<double?> Coarser(IReadOnlyList<double?> values, int by) =>
        by == 1 ? values : [.. values.Chunk(by).Select(part => part.Average())];

    private static string IntervalText(double middle, TimeSpan interval)
    {
        double begin = Math.Floor(middle / interval.TotalSeconds);
        return $"{Display.Clock(begin * interval)} to {Display.Clock((begin + 1) * interval)}";
    }

    /// <summary>Whether one system is so far above another that a common linear axis would show it as zero.</summary>
    private static bool FarApart(IReadOnlyList<PlotLine> lines)
    {
        double[] tops = [.. lines.Select(l => l.Points.OfType<PlotPoint>().Select(p => p.Y).DefaultIfEmpty(0).Max()).Where(t => t > 0)];
        return tops.Length > 1 && tops.Max() / tops.Min() > FarApartRatio && lines.All(l => l.Points.All(p => p is null || p.Y - (p.Error ?? 0) > 0));
    }

    private static IReadOnlyList<double?>? SeriesOf(SystemResult system, string name) => system.Report.Series.FirstOrDefault(s => s.Name == name)?.Values;

    /// <summary>Mean over the seeds, of those for which the interval has a value.</summary>
    private static double?[] MeanOf(SweepPoint point, string label, string name, IReadOnlyList<double?> first)
    {
        if (point.Runs.Count == 1) return [.. first];
        IReadOnlyList<double?>[] series = [.. point.Runs.SelectMany(r => r.Systems).Where(s => s.Report.Label == label).Select(s => SeriesOf(s, name)).OfType<IReadOnlyList<double?>>()];
        return [.. Enumerable.Range(0, first.Count).Select(i => series.Select(s => i < s.Count ? s[i] : null).Average())];
    }

    /// <summary>
    /// Each value at the middle of its interval. A missing value is a gap; but a series that was looked at in every third
    /// interval only has its gaps where a look is missing.
    /// </summary>
    private static IReadOnlyList<PlotPoint?> PointsOf(IReadOnlyList<double?> values, TimeSpan interval, string unit)
    {
        int[] known = [.. Enumerable.Range(0, values.Count).Where(i => values[i] is { } v && double.IsFinite(v))];
        int least = known.Zip(known.Skip(1), (a, b) => b - a).DefaultIfEmpty(1).Min();

        // Looks that do not divide the intervals evenly come by turns one interval sooner and later.
        int usual = least == 1 ? 1 : least + 1;
        var points = new List<PlotPoint?>();
        int last = -1;
        foreach (int i in known)
        {
            if (last >= 0 && i - last > usual) points.Add(null);
            points.Add(new PlotPoint((i + 0.5) * interval.TotalSeconds, values[i]!.Value, null, Display.Value(values[i], unit)));
            last = i;
        }

        return points;
    }

    /// <summary>
    /// An axis that shows zero, so that heights compare, and shares to 100 % unless they are all small; logarithmic where systems
    /// are too far apart for that.
    /// </summary>
    private static PlotAxis YAxis(string title, string unit, IReadOnlyList<PlotLine> lines)
    {
        PlotPoint[] points = [.. lines.SelectMany(l => l.Points).OfType<PlotPoint>()];
        double least = points.Length == 0 ? 0 : points.Min(p => p.Y - (p.Error ?? 0));
        double high = points.Length == 0 ? 0 : points.Max(p => p.Y + (p.Error ?? 0));
        if (FarApart(lines)) return PlotAxis.Of(title, unit, least, high, isLogarithmic: true);
        double low = Math.Min(0, least);
        if (unit == "share" && points.All(p => p.Y is >= 0 and <= 1))
        {
            low = 0;
            high = high > 0.4 ? 1 : high;
        }

        if (high <= low) high = low + 1;
        return PlotAxis.Of(title, unit, low, high, isLogarithmic: false);
    }

    /// <summary>One plot per name of distribution, for the first run.</summary>
    public static IEnumerable<Plot> Distributions(ReportModel model)
    {
        if (model.Points.Count == 0) return [];
        IReadOnlyList<SystemResult> systems = model.Points[0].Runs[0].Systems;
        return systems.SelectMany(s => s.Report.Curves).GroupBy(c => c.Name)
            .Select(g => Distribution(model, g.First(), [.. systems.SelectMany(s => s.Report.Curves.Where(c => c.Name == g.Key).Select(c => (s.Report.Label, c.Points)))]));
    }

    private static Plot Distribution(ReportModel model, ResultCurve kind, (string Label, IReadOnlyList<(double X, double Y)> Points)[] curves)
    {
        (double X, double Y)[] all = [.. curves.SelectMany(c => c.Points).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        bool logX = kind.IsLogarithmic || Spans([.. all.Select(p => p.X)], ignoreZero: true);
        bool logY = kind.IsLogarithmic || Spans([.. all.Select(p => p.Y)], ignoreZero: false);
        logX &= all.Any(p => p.X > 0);
        logY &= all.Any(p => p.Y > 0);
        (double X, double Y)[] shown = [.. all.Where(IsShown)];
        bool isShare = kind.YUnit.StartsWith("share", StringComparison.Ordinal);
        (string xName, string xUnit) = Split(kind.XUnit);
        string yUnit = isShare ? "share" : "";
        PlotAxis x = PlotAxis.Of(xName, xUnit, Low(shown, p => p.X, logX), High(shown, p => p.X), logX, isTight: true);
        PlotAxis y = PlotAxis.Of(kind.YUnit, yUnit, Low(shown, p => p.Y, logY), isShare ? 1 : High(shown, p => p.Y), logY);
        PlotLine[] lines = [.. curves.Select(c => new PlotLine(c.Label, model.ColorOf(c.Label),
            [.. ToEnd(c.Points, isShare, x.Max).Where(IsShown).Select(p => new PlotPoint(p.X, p.Y, null, $"{Display.Value(p.Y, yUnit)} at {Display.Value(p.X, xUnit)}"))],
            HasDots: kind.IsLogarithmic || c.Points.Count == 1))];
        int hidden = all.Length - shown.Length;
        string caption = hidden > 0 ? $"{kind.Meaning} (values of zero have no place on a logarithmic axis)" : kind.Meaning;
        return new Plot(kind.Name, caption, x, y, lines, [], null);

        bool IsShown((double X, double Y) p) => double.IsFinite(p.X) && double.IsFinite(p.Y) && (!logX || p.X > 0) && (!logY || p.Y > 0);
    }

    /// <summary>A distribution function that has reached one stays there, to the end of the axis.</summary>
    private static IEnumerable<(double X, double Y)> ToEnd(IReadOnlyList<(double X, double Y)> points, bool isShare, double end) =>
        isShare && points.Count > 0 && points[^1].Y >= 1 && points[^1].X < end ? points.Append((end, points[^1].Y)) : points;

    /// <summary>What an axis says of itself is either a unit that is scaled or its title.</summary>
    private static (string Name, string Unit) Split(string unit) => unit switch
    {
        "s" => ("time", unit),
        "B" => ("size", unit),
        "B/s" => ("rate", unit),
        "share" => ("share", unit),
        _ => (unit, ""),
    };

    private static bool Spans(double[] values, bool ignoreZero)
    {
        if (values.Any(v => v < 0 || (v == 0 && !ignoreZero))) return false;
        double[] positive = [.. values.Where(v => v > 0)];
        return positive.Length > 1 && positive.Max() / positive.Min() > ManyDecades;
    }

    private static double Low((double X, double Y)[] points, Func<(double X, double Y), double> of, bool isLogarithmic)
    {
        double low = points.Length == 0 ? 0 : points.Min(of);
        return isLogarithmic ? low : Math.Min(0, low);
    }

    private static double High((double X, double Y)[] points, Func<(double X, double Y), double> of) => points.Length == 0 ? 1 : points.Max(of);

    /// <summary>One plot per key result, over the values of the sweep, with 95 % intervals.</summary>
    public static IEnumerable<Plot> OverSweep(ReportModel model)
    {
        if (!model.IsSwept) yield break;
        SweepScale scale = new([.. model.Points.Select(p => p.Value ?? "")]);
        PlotAxis x = scale.Axis(model.Result.Scenario.Settings.Sweep.Setting);
        // What the scenario expects something of is what it is about: first.
        string[] expected = [.. model.Result.Scenario.Settings.Expect.Select(e => e.Metric)];
        foreach (KeyResult key in KeyResult.Of(model).OrderBy(k => expected.Any(e => e.EndsWith("." + k.Name, StringComparison.Ordinal)) ? 0 : 1))
        {
            PlotLine[] lines = [.. model.Labels.Select(label => new PlotLine(label, model.ColorOf(label), [.. scale.Order.Select(i => At(label, key, i))], HasDots: true)).Where(l => l.Points.Any(p => p is not null))];
            if (lines.Length == 0) continue;
            yield return new Plot(key.Title, key.Meaning, x, YAxis(key.Title, key.Unit, lines), lines, [], null);
        }

        PlotPoint? At(string label, KeyResult key, int i) => key.In(model.Points[i], label) is not { } value
            ? null
            : new PlotPoint(scale.Places[i], value.Mean, value.HalfWidth,
                $"{(value.HalfWidth is { } half ? Display.Interval(value.Mean, half, key.Unit) : Display.Value(value.Mean, key.Unit))} at {model.Points[i].Value}");
    }
}
