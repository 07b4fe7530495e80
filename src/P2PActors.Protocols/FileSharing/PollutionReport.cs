using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;

namespace P2PActors.Protocols.FileSharing;

/// <summary>What polluters achieved; nothing in runs that never had a bad copy.</summary>
internal static class PollutionReport
{
    public static void Add(FileSharingWorkload workload, World world, MetricShard metrics, SystemReport report)
    {
        if (!workload.Oracle.HasSeenBadCopies) return;
        FileSharingMetrics m = workload.Metrics;
        long bad = metrics.Total(m.BadCompleted), noticed = metrics.Total(m.BadNoticed), unnoticed = metrics.Total(m.BadUnnoticed);
        IReadOnlyList<double?> polluted = workload.PollutionProbe.Polluted;
        report.AddValue("downloads.bad", Quotient.Ratio(bad, metrics.Total(m.Completed)), "share", "downloads whose content was bad, of all that were completed");
        report.AddValue("copies.polluted", polluted.Count > 0 ? polluted[^1] : null, "share", "bad copies, of all advertised copies on line of the polluters' titles, at the end");
        report.AddValue("poisonedAttempts", metrics.Total(m.PoisonedAttempts), "attempts", "attempts to fetch what a polluter advertised but does not serve");
        report.AddSeries("polluted copies", "share", "bad copies, of all advertised copies on line of the polluters' titles", polluted);
        report.AddSeries("bad downloads", "share", "downloads whose content was bad, of those completed in the interval",
            FileSharingReport.RatioSeries(metrics.Series(m.BadCompleted), metrics.Series(m.Completed)));
        report.AddTable(new ResultTable("Pollution",
            ["malicious peers at the end", "titles", "bad downloads", "noticed", "never looked at", "not yet looked at", "searched again", "poisoned attempts"],
            [[Cell.Count(world.Traits.Malicious), Cell.Count(workload.Pollution.Targets.Length), Cell.Count(bad), Cell.Count(noticed), Cell.Count(unnoticed),
                Cell.Count(bad - noticed - unnoticed), Cell.Count(metrics.Total(m.SearchedAgain)), Cell.Count(metrics.Total(m.PoisonedAttempts))]]));
    }
}
