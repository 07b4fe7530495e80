using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.FileSharing;

/// <summary>The results every file-sharing system reports, under the same names.</summary>
internal static class FileSharingReport
{
    public static void Add(FileSharingWorkload workload, World world, MetricShard metrics, SystemReport report)
    {
        FileSharingMetrics m = workload.Metrics;
        double ended = metrics.Total(m.Ended);
        report.AddValue("searches", metrics.Total(m.Searches), "searches", "searches begun");
        report.AddValue("successRate", Ratio(metrics.Total(m.Successful), ended), "share", "searches that found at least one copy, of all that ended");
        report.AddValue("possible", Ratio(metrics.Total(m.Possible), ended), "share", "searches for something of which a copy was on line: what a perfect system would reach");
        report.AddValue("recall", Ratio(metrics.Total(m.CopiesFound), metrics.Total(m.CopiesOnline)), "share", "copies found, of all copies on line when the searches began");
        report.AddValue("recall100", Ratio(metrics.Total(m.FirstFound), metrics.Total(m.FirstOnline)), "share", "the same, counting at most 100 copies a search: more than a user looks at, and Napster's limit");
        report.AddValue("staleHits", metrics.Total(m.StaleHits), "copies", "results that named a peer no longer on line");
        report.AddHistogram("firstResult", metrics.Histogram(m.FirstResult), "s", 1e-6, "time from a search to its first result");
        report.AddHistogram("hops", metrics.Histogram(m.Hops), "hops", 1, "hops to the peer of the first result");
        report.AddDistribution("time to the first result", metrics.Histogram(m.FirstResult), "s", 1e-6, "share of the successful searches that had a result by then");
        report.AddSeries("success rate", "share", "searches that found at least one copy, of those begun in the interval",
            RatioSeries(metrics.Series(m.Successful), metrics.Series(m.Ended)));
        report.AddSeries("recall", "share", "copies found of those on line, searches begun in the interval",
            RatioSeries(metrics.Series(m.CopiesFound), metrics.Series(m.CopiesOnline)));
        AddTraffic(world, metrics, m, report);
        AddDownloads(workload, world, metrics, m, report);
        FileSharingPhases.Add(workload, world.SeriesBin, metrics, report);
        PollutionReport.Add(workload, world, metrics, report);
        AddRecovery(world, metrics, m, report);
    }

    private static void AddTraffic(World world, MetricShard metrics, FileSharingMetrics m, SystemReport report)
    {
        long messages = 0, signalling = 0, payload = 0;
        double searches = metrics.Total(m.Searches);
        var rows = new List<IReadOnlyList<string>>();
        foreach (MessageTraffic type in world.CollectTraffic())
        {
            TrafficCount total = type.Total;
            if (type.Type == nameof(FileData))
            {
                // What was really carried: a transfer that broke off counts with what its receiver had got.
                payload += total.BytesReceived;
            }
            else
            {
                messages += total.MessagesSent;
                signalling += total.BytesSent;
                if (searches > 0 && total.MessagesSent > 0) rows.Add([type.Type, Cell.Number(total.MessagesSent / searches), Cell.Number(total.BytesSent / searches)]);
            }
        }

        if (rows.Count > 0) report.AddTable(new ResultTable("Signalling in the whole network per search, by type of message", ["message", "messages", "bytes"], rows));
        report.AddValue("messagesPerSearch", Ratio(messages, searches), "messages", "signalling messages of all kinds sent in the whole network, per search");
        report.AddValue("bytesPerSearch", Ratio(signalling, searches), "B", "signalling bytes of all kinds sent in the whole network, per search");
        report.AddValue("signallingShare", Ratio(signalling, signalling + payload), "share", "signalling bytes, of all bytes (the rest is files)");
    }

    private static void AddDownloads(FileSharingWorkload workload, World world, MetricShard metrics, FileSharingMetrics m, SystemReport report)
    {
        long begun = metrics.Total(m.Downloads);
        report.AddValue("downloads", begun, "downloads", "downloads begun");
        report.AddValue("downloads.completed", Ratio(metrics.Total(m.Completed), metrics.Total(m.Completed) + metrics.Total(m.Failed)), "share", "downloads completed, of those that came to an end");
        report.AddHistogram("downloadTime", metrics.Histogram(m.DownloadTime), "s", 1e-6, "time of a completed download, from the first attempt to the last byte");
        report.AddHistogram("downloadRate", metrics.Histogram(m.DownloadRate), "B/s", 1, "mean rate of a completed download");
        report.AddDistribution("download time", metrics.Histogram(m.DownloadTime), "s", 1e-6, "share of the completed downloads that took no longer");
        report.AddSeries("downloads completed", "downloads", "downloads completed in the interval", [.. metrics.Series(m.Completed).Select(v => (double?)v)]);
        report.AddTable(new ResultTable("Download attempts",
            ["attempts", "source busy", "source gone", "both firewalled", "broken", "downloads completed", "given up"],
            [[Cell.Count(metrics.Total(m.Attempts)), Cell.Count(metrics.Total(m.FailedBusy)), Cell.Count(metrics.Total(m.FailedGone)), Cell.Count(metrics.Total(m.FailedFirewall)), Cell.Count(metrics.Total(m.FailedBroken)), Cell.Count(metrics.Total(m.Completed)), Cell.Count(metrics.Total(m.Failed))]]));
        AddFreeRiding(workload, world, report);
    }

    private static void AddFreeRiding(FileSharingWorkload workload, World world, SystemReport report)
    {
        long[] uploaded = world.Collect(workload.Libraries.Count, peer => workload.LibraryOf(peer).BytesUploaded);
        Array.Sort(uploaded, static (a, b) => b.CompareTo(a));
        double total = 0;
        int sharers = 0;
        foreach (long bytes in uploaded) total += bytes;
        foreach (PeerLibrary library in workload.Libraries) sharers += library.IsSharer ? 1 : 0;
        report.AddValue("sharing", (double)sharers / uploaded.Length, "share", "peers that share at least one file");
        report.AddValue("uploads.perSharer", total > 0 ? Ratio(total, sharers) : null, "B", "bytes uploaded by a peer that shares, mean");
        foreach (double share in (double[])[0.01, 0.1, 0.2])
        {
            double top = 0;
            int count = Math.Max(1, (int)Math.Round(uploaded.Length * share));
            for (int i = 0; i < count; i++) top += uploaded[i];
            report.AddValue(FormattableString.Invariant($"uploads.top{share * 100:0}"), Ratio(top, total), "share", FormattableString.Invariant($"bytes uploaded by the busiest {share:P0} of all peers, of all uploads"));
        }
    }

    /// <summary>How long after each fault the success of searches was back at nine tenths of what it had been.</summary>
    private static void AddRecovery(World world, MetricShard metrics, FileSharingMetrics m, SystemReport report)
    {
        if (world.Interventions.Count == 0) return;
        IReadOnlyList<long> good = metrics.Series(m.Successful), all = metrics.Series(m.Ended);
        var rows = new List<IReadOnlyList<string>>();
        foreach (InterventionRecord fault in world.Interventions)
        {
            int at = (int)Math.Min(fault.Time.Ticks / world.SeriesBin.Ticks, all.Count - 1);
            double before = Rate(Math.Max(0, at - 10), at);
            int lowest = -1, back = -1;
            for (int bin = at; bin < all.Count; bin++)
            {
                if (all[bin] == 0) continue;
                double rate = Rate(bin, bin + 1);
                if (lowest < 0 || rate < Rate(lowest, lowest + 1)) lowest = bin;
                if (lowest >= 0 && bin > at && rate >= 0.9 * before && back < 0 && Rate(lowest, lowest + 1) < 0.9 * before) back = bin;
            }

            bool harmed = lowest >= 0 && Rate(lowest, lowest + 1) < 0.9 * before;
            rows.Add([Cell.Time(fault.Time), fault.Label, Cell.Count(fault.Peers), Cell.Share(before), lowest < 0 ? "-" : Cell.Share(Rate(lowest, lowest + 1)),
                !harmed ? "not needed" : back < 0 ? "never" : Cell.Time((back * world.SeriesBin) - fault.Time)]);
        }

        report.AddTable(new ResultTable("Faults, and how searches recovered",
            ["at", "fault", "peers", "success before", "lowest after", "back at 90 % of that after"], rows));

        double Rate(int from, int to)
        {
            long g = 0, a = 0;
            for (int bin = from; bin < to; bin++) (g, a) = (g + good[bin], a + all[bin]);
            return a == 0 ? 0 : (double)g / a;
        }
    }

    internal static List<double?> RatioSeries(IReadOnlyList<long> part, IReadOnlyList<long> whole)
    {
        var values = new List<double?>(whole.Count);
        for (int i = 0; i < whole.Count; i++) values.Add(Ratio(part[i], whole[i]));
        return values;
    }
}
