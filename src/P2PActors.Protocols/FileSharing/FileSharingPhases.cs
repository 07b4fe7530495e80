using P2PActors.Metrics;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.FileSharing;

/// <summary>
/// The results of the scenario's phases. They are taken from the series over time, so a phase begins and ends with an interval
/// of these; a search belongs to the interval in which it began, a message to that in which it was sent.
/// </summary>
internal static class FileSharingPhases
{
    public static void Add(FileSharingWorkload workload, TimeSpan interval, MetricShard metrics, SystemReport report)
    {
        FileSharingMetrics m = workload.Metrics;
        IReadOnlyList<long> signalling = workload.Signalling.Sent;
        double seconds = interval.TotalSeconds;
        report.AddSeries("signalling", "1/s", "signalling messages sent in the whole network per second", [.. signalling.Select(n => (double?)(n / seconds))]);
        IReadOnlyList<PhaseSettings> phases = workload.Context.Scenario.Phases;
        if (phases.Count == 0) return;
        IReadOnlyList<long> begun = metrics.Series(m.Searches), ended = metrics.Series(m.Ended), successful = metrics.Series(m.Successful);
        IReadOnlyList<long> online = metrics.Series(m.CopiesOnline), found = metrics.Series(m.CopiesFound);
        IReadOnlyList<long> firstOnline = metrics.Series(m.FirstOnline), firstFound = metrics.Series(m.FirstFound);
        foreach (PhaseSettings phase in phases)
        {
            Range part = phase.Intervals(interval, ended.Count);
            string of = $"of the phase '{phase.Name}'";
            report.AddValue($"searches.{phase.Name}", Sum(begun, part), "searches", $"searches begun in the phase '{phase.Name}'");
            report.AddValue($"successRate.{phase.Name}", Ratio(successful, ended, part), "share", $"searches {of} that found at least one copy, of all that ended");
            report.AddValue($"recall.{phase.Name}", Ratio(found, online, part), "share", $"copies found by the searches {of}, of all on line when they began");
            report.AddValue($"recall100.{phase.Name}", Ratio(firstFound, firstOnline, part), "share", "the same, counting at most 100 copies a search");
            report.AddValue($"messagesPerSearch.{phase.Name}", Ratio(signalling, begun, part), "messages", $"signalling messages of all kinds sent in the whole network in the phase '{phase.Name}', per search begun in it");
        }
    }

    private static double? Ratio(IReadOnlyList<long> part, IReadOnlyList<long> whole, Range range) => Sum(whole, range) is > 0 and var sum ? Sum(part, range) / sum : null;

    private static double Sum(IReadOnlyList<long> values, Range range)
    {
        double sum = 0;
        for (int i = range.Start.Value; i < range.End.Value && i < values.Count; i++) sum += values[i];
        return sum;
    }
}
