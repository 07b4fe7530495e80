using System.Globalization;

namespace P2PActors.Reports.Html;

/// <summary>Where the values of a sweep stand on an axis: by their size if all are numbers, else one after the other.</summary>
internal sealed class SweepScale
{
    private const double ManyDecades = 1000;

    private readonly IReadOnlyList<string> _values;
    private readonly bool _numeric;

    public SweepScale(IReadOnlyList<string> values)
    {
        _values = values;
        var numbers = new List<double>();
        foreach (string value in values)
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)) numbers.Add(number);
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
            return new PlotAxis(title, min - 0.5, max + 0.5, false, [.. Order.Select(i => (Places[i], _values[i]))]);
        bool logarithmic = min > 0 && max / min >= ManyDecades;
        if (Places.Count > 8) return PlotAxis.Of(title, "", min, max, logarithmic);

        // Few values: each has its tick, with room at both ends.
        double margin = logarithmic ? Math.Pow(max / min, 0.04) : (max - min) * 0.04;
        return new PlotAxis(title, logarithmic ? min / margin : min - margin, logarithmic ? max * margin : max + margin, logarithmic, [.. Order.Select(i => (Places[i], _values[i]))]);
    }
}
