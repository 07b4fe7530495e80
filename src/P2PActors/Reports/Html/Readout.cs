using System.Text.Json;
using System.Xml.Linq;
using static P2PActors.Reports.Html.Markup;

namespace P2PActors.Reports.Html;

/// <summary>What the pointer reads off a plot: places in the picture and texts, ready to show.</summary>
internal static class Readout
{
    /// <summary>More points than this cannot be told apart by a pointer.</summary>
    private const int MostPoints = 500;

    public static XElement? Of(Plot plot, Func<double, double> x, Func<double, double> y)
    {
        PlotLine[] lines = [.. plot.Lines.Where(l => !l.IsFaint && l.Points.Any(p => p is not null))];
        if (lines.Length == 0) return null;
        int stride = (lines.Max(l => l.Points.Count) + MostPoints - 1) / MostPoints;
        var data = lines.Select(l => new
        {
            n = l.Name,
            c = l.Color % Palette.Count,
            p = l.Points.Index().Where(e => e.Item is not null && e.Index % stride == 0)
                .Select(e => new object[]
                {
                    Math.Round(x(e.Item!.X), 1), Math.Round(y(e.Item.Y), 1), e.Item.Text, plot.Head?.Invoke(e.Item) ?? "",
                }),
        });

        // The serializer writes <, > and & of texts as \u escapes, so that they mean nothing to HTML and XML.
        return El("script", At("type", "application/json"), JsonSerializer.Serialize(data));
    }
}
