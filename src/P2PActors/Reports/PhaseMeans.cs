using System.Text;
using P2PActors.Scenarios;

namespace P2PActors.Reports;

/// <summary>
/// The means of all series over time in each phase of the scenario, for every system alike: <c>peersOnLine.attack</c> is the mean
/// of the series 'peers on line' over the phase 'attack'. Intervals without a value do not count, and a system that reports a
/// result of that name itself, such as a share of what was begun in the phase, keeps its own.
/// </summary>
internal static class PhaseMeans
{
    public static void Add(IReadOnlyList<PhaseSettings> phases, TimeSpan interval, SystemReport report)
    {
        if (phases.Count == 0) return;
        var known = new HashSet<string>(report.Values.Select(v => v.Name), StringComparer.Ordinal);
        foreach (ResultSeries series in report.Series)
        {
            foreach (PhaseSettings phase in phases)
            {
                string name = $"{NameOf(series.Name)}.{phase.Name}";
                if (known.Add(name)) report.AddValue(name, MeanOf(series.Values, phase.Intervals(interval, series.Values.Count)), series.Unit, $"{series.Meaning}; mean over the phase '{phase.Name}'");
            }
        }
    }

    private static double? MeanOf(IReadOnlyList<double?> values, Range range)
    {
        double sum = 0;
        int count = 0;
        for (int i = range.Start.Value; i < range.End.Value && i < values.Count; i++)
        {
            if (values[i] is not { } value) continue;
            sum += value;
            count++;
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>The words of a series' name as one: 'clients per supernode' becomes clientsPerSupernode.</summary>
    private static string NameOf(string series)
    {
        var name = new StringBuilder(series.Length);
        bool begins = false;
        foreach (char c in series)
        {
            if (!char.IsLetterOrDigit(c)) begins = name.Length > 0;
            else
            {
                name.Append(begins ? char.ToUpperInvariant(c) : c);
                begins = false;
            }
        }

        return name.ToString();
    }
}
