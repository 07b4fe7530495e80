using System.Globalization;
using System.Text;
using System.Xml.Linq;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>Draws a plot as a figure with an inline SVG.</summary>
internal static class PlotSvg
{
    private const double Width = 540, Height = 262, Left = 54, Top = 30, Bottom = 44, LabelHeight = 14;

    public static XElement Figure(Plot plot)
    {
        PlotLine[] named = [.. plot.Lines.Where(l => !l.IsFaint)];
        bool labelled = named.Length is > 1 and <= 6;
        var area = new Area(plot, Width - (labelled ? 22 + Math.Min(96, named.Max(l => l.Name.Length) * 6.6) : 16));
        XElement svg = El("svg", At("viewBox", $"0 0 {Pixel(Width)} {Pixel(Height)}"), At("role", "img"), At("aria-label", $"{plot.Title}: {plot.Caption}"));
        svg.Add(Axes(plot, area), Faults(plot, area), plot.Lines.SelectMany(l => Line(l, area)));
        if (labelled) svg.Add(DirectLabels(named, area));
        svg.Add(El("g.cursor", El("line", At("y1", Top), At("y2", area.Base))));
        return El("figure.plot",
            El("figcaption", El("h3", plot.Title), El("p", plot.Caption), named.Length > 1 ? Legend(named) : null),
            svg, Readout.Of(plot, area.X, area.Y));
    }

    /// <summary>Names of the lines and their colours; the strokes differ too, for those who cannot tell the colours apart.</summary>
    private static XElement Legend(PlotLine[] lines) => El("ul.legend", lines.Select(l => El($"li.s{l.Color}",
        El("svg.swatch", At("viewBox", "0 0 22 8"), At("aria-hidden", "true"), El($"line.line.c{l.Color % Palette.Count}.d{Palette.DashOf(l.Color)}", At("x1", 1), At("x2", 21), At("y1", 4), At("y2", 4))),
        l.Name)));

    private static IEnumerable<XElement> Axes(Plot plot, Area area)
    {
        foreach ((double value, string label) in plot.Y.Ticks)
        {
            double y = area.Y(value);
            yield return El("line.grid", At("x1", Left), At("x2", area.Right), At("y1", y), At("y2", y));
            yield return El("text.tick.end", At("x", Left - 7), At("y", y + 3.5), label);
        }

        foreach ((double value, string label) in plot.X.Ticks)
        {
            double x = area.X(value);
            yield return El("line.mark", At("x1", x), At("x2", x), At("y1", area.Base), At("y2", area.Base + 4));
            yield return El("text.tick.mid", At("x", x), At("y", area.Base + 16), label);
        }

        yield return El("line.axis", At("x1", Left), At("x2", area.Right), At("y1", area.Base), At("y2", area.Base));
        yield return El("text.title", At("x", 4), At("y", 12), plot.Y.Title + (plot.Y.IsLogarithmic ? ", log scale" : ""));
        yield return El("text.title.mid", At("x", (Left + area.Right) / 2), At("y", Height - 8), plot.X.Title + (plot.X.IsLogarithmic ? ", log scale" : ""));
    }

    /// <summary>Faults as dashed lines with their numbers; numbers that would overlap are joined into a range.</summary>
    private static IEnumerable<XElement> Faults(Plot plot, Area area)
    {
        for (int i = 0; i < plot.Marks.Count;)
        {
            double x = area.X(plot.Marks[i].Time.TotalSeconds);
            int last = i;
            for (int j = i; j < plot.Marks.Count && area.X(plot.Marks[j].Time.TotalSeconds) - x < 18; j++)
            {
                double at = area.X(plot.Marks[j].Time.TotalSeconds);
                yield return El("line.fault", At("x1", at), At("x2", at), At("y1", Top - 2), At("y2", area.Base));
                last = j;
            }

            string label = last == i ? N(plot.Marks[i].Number) : N(plot.Marks[i].Number) + "–" + N(plot.Marks[last].Number);
            double half = 5 + (label.Length * 2.8);
            yield return El("rect.flag", At("x", x - half), At("y", Top - 15), At("width", 2 * half), At("height", 14), At("rx", 7));
            yield return El("text.flagged.mid", At("x", x), At("y", Top - 4.5), label);
            i = last + 1;
        }
    }

    private static IEnumerable<XElement> Line(PlotLine line, Area area)
    {
        int color = line.Color % Palette.Count;
        foreach (PlotPoint? point in line.Points)
        {
            if (point?.Error is not { } error) continue;
            double x = area.X(point.X), low = area.Y(point.Y - error), high = area.Y(point.Y + error);
            yield return El($"path.bar.c{color}.s{line.Color}", At("d", $"M{Pixel(x - 4)} {Pixel(high)}h8M{Pixel(x)} {Pixel(high)}V{Pixel(low)}M{Pixel(x - 4)} {Pixel(low)}h8"));
        }

        yield return El(line.IsFaint ? $"path.line.faint.c{color}.s{line.Color}" : $"path.line.c{color}.d{Palette.DashOf(line.Color)}.s{line.Color}", At("d", PathOf(line, area)));
        if (!line.HasDots) yield break;
        foreach (PlotPoint? point in line.Points)
        {
            if (point is not null) yield return El($"circle.dot.c{color}.s{line.Color}", At("cx", area.X(point.X)), At("cy", area.Y(point.Y)), At("r", 2.6));
        }
    }

    /// <summary>The line; a gap lifts the pen, a point alone becomes a dot, points on the same pixel are drawn once.</summary>
    private static string PathOf(PlotLine line, Area area)
    {
        var path = new StringBuilder();
        bool down = false;
        double lastX = double.NaN, lastY = double.NaN;
        for (int i = 0; i < line.Points.Count; i++)
        {
            if (line.Points[i] is not { } point)
            {
                down = false;
                continue;
            }

            double x = Math.Round(area.X(point.X), 1), y = Math.Round(area.Y(point.Y), 1);
            bool alone = !down && (i + 1 == line.Points.Count || line.Points[i + 1] is null);
            if (down && x == lastX && y == lastY) continue;
            path.Append(down ? 'L' : 'M').Append(Pixel(x)).Append(' ').Append(Pixel(y));
            if (alone) path.Append("h0");
            (down, lastX, lastY) = (true, x, y);
        }

        return path.ToString();
    }

    /// <summary>Names at the ends of the lines, moved apart where they would overlap.</summary>
    private static IEnumerable<XElement> DirectLabels(PlotLine[] lines, Area area)
    {
        (PlotLine Line, double Y)[] ends = [.. lines.Where(l => l.Points.Any(p => p is not null))
            .Select(l => (l, area.Y(l.Points.Last(p => p is not null)!.Y))).OrderBy(e => e.Item2)];
        double[] place = new double[ends.Length];
        for (int i = 0; i < ends.Length; i++) place[i] = Math.Max(ends[i].Y, i == 0 ? Top : place[i - 1] + LabelHeight);
        for (int i = ends.Length - 1; i >= 0; i--) place[i] = Math.Min(place[i], i == ends.Length - 1 ? area.Base : place[i + 1] - LabelHeight);
        for (int i = 0; i < ends.Length; i++)
        {
            string name = ends[i].Line.Name is { Length: > 15 } long_ ? long_[..14] + "…" : ends[i].Line.Name;
            yield return El($"text.label.c{ends[i].Line.Color % Palette.Count}", At("x", area.Right + 8), At("y", place[i] + 4), name);
        }
    }

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed class Area(Plot plot, double right)
    {
        public double Right { get; } = right;

        public double Base { get; } = Height - Bottom;

        public double X(double value) => Left + (plot.X.Place(value) * (Right - Left));

        public double Y(double value) => Base - (Math.Clamp(plot.Y.Place(value), -0.02, 1.02) * (Base - Top));
    }
}
