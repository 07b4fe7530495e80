using System.Globalization;

namespace P2PActors.Reports.Html;

/// <summary>Where the values of a sweep stand on an axis: by their size if all are numbers, else one after the other.</summary>
internal sealed class SweepScale
{
    private const double ManyDecades = 1000;

    /// <summary>Width of a letter as a share of the axis.</summary>
    private const double LetterWidth = 0.016;

    private readonly IReadOnlyList<string> _values;
    private readonly bool _numeric;

    public SweepScale(IReadOnlyList<string> values)
    {
        _values = values;
        var numbers = new List<double>();
        foreach (string value in values)
        {
            // Shares may be written in percent; all values in percent are as good a scale as all without.
            string text = values.All(v => v.EndsWith('%')) ? value[..^1].TrimEnd() : value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) numbers.Add(number);
        }

        _numeric = numbers.Count == values.Count && numbers.Distinct().Count() == numbers.Count;
        Places = _numeric ? numbers : [.. Enumerable.Range(0, values.Count).Select(i => (double)i)];
        Order = [.. Enumerable.Range(0, values.Count).OrderBy(i => Places[i])];
    }

    /// <summary>Place of each value.</summary>
    public IReadOnlyList<double> Places { get; }

    /// <summary>The values by place.</summary>
    public IReadOnlyList<int> Order { get; }

    public PlotAxis Axis(string title)
    {
        double min = Places.Min(), max = Places.Max();
        if (!_numeric || Places.Count == 1)
            return Labelled(new PlotAxis(title, min - 0.5, max + 0.5, false, []));
        double[] sorted = [.. Order.Select(i => Places[i])];
        double closest = sorted.Zip(sorted.Skip(1), (a, b) => b - a).Min();
        bool logarithmic = min > 0 && (max / min >= ManyDecades || closest < (max - min) * 0.03);
        if (Places.Count > 12) return PlotAxis.Of(title, "", min, max, logarithmic);

        // Few values: each has its tick, with room at both ends.
        double margin = logarithmic ? Math.Pow(max / min, 0.04) : (max - min) * 0.04;
        return Labelled(new PlotAxis(title, logarithmic ? min / margin : min - margin, logarithmic ? max * margin : max + margin, logarithmic, []));
    }

    /// <summary>A tick for each value, with its label where there is room for it.</summary>
    private PlotAxis Labelled(PlotAxis axis)
    {
        var ticks = new List<(double, string)>();
        double end = double.NegativeInfinity;
        foreach (int i in Order)
        {
            double place = axis.Place(Places[i]), half = (_values[i].Length + 1) * LetterWidth / 2;
            bool fits = place - half >= end;
            ticks.Add((Places[i], fits ? _values[i] : ""));
            if (fits) end = place + half;
        }

        return axis with { Ticks = ticks };
    }
}
