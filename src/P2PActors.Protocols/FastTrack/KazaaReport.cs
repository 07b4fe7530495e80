using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.FastTrack;

/// <summary>The results of KaZaA's own: supernodes and their children, the reach of searches, parents, queues, pushes.</summary>
internal static class KazaaReport
{
    public static void Add(KazaaRun run, KazaaProbe probe, World world, MetricShard metrics, SystemReport report)
    {
        KazaaMetrics m = run.Metrics;
        AddSupernodes(m, probe, metrics, report);
        AddSearches(m, metrics, report);
        AddParents(m, metrics, report);
        AddTransfers(m, metrics, report);
        AddQueues(m, metrics, report);
        AddLists(m, metrics, report);
        report.AddValue("uploadersOf80", UploadersOf80(run, world), "share", "peers that make 80 % of all uploaded bytes, of all peers (13 % of the ordinary nodes were measured)");
    }

    private static double? UploadersOf80(KazaaRun run, World world)
    {
        long[] uploaded = world.Collect(run.Workload.Libraries.Count, peer => run.Workload.LibraryOf(peer).BytesUploaded);
        Array.Sort(uploaded, static (a, b) => b.CompareTo(a));
        double all = 0, sum = 0;
        foreach (long bytes in uploaded) all += bytes;
        int count = 0;
        while (count < uploaded.Length && sum < 0.8 * all) sum += uploaded[count++];
        return all > 0 ? (double)count / uploaded.Length : null;
    }

    private static void AddSupernodes(KazaaMetrics m, KazaaProbe probe, MetricShard metrics, SystemReport report)
    {
        report.AddValue("supernodes", probe.Supernodes.Average(), "supernodes", "supernodes on line (mean over the run)");
        report.AddValue("supernodes.end", probe.Children.Count, "supernodes", "supernodes on line at the end");
        report.AddValue("children.mean", probe.MeanChildren.Average(), "children", "children of a supernode (mean over the run)");
        report.AddValue("children.max", probe.MostChildren, "children", "most children that a supernode had at any look");
        report.AddValue("supernodeLinks.mean", probe.Links.Count == 0 ? null : probe.Links.Average(), "links", "links of a supernode to others at the end (mean)");
        report.AddValue("orphans", probe.Orphans.Average(), "share", "ordinary nodes on line without a parent (mean over the run)");
        report.AddValue("indexedFiles", probe.IndexedFiles, "files", "files in all indexes at the end");
        report.AddValue("promotions", metrics.Total(m.Promotions), "promotions", "peers that became supernodes, those of the beginning not counted");
        report.AddValue("promotions.refused", metrics.Total(m.PromotionsRefused), "requests", "peers that were asked and did not");
        report.AddValue("demotions", metrics.Total(m.Demotions), "demotions", "supernodes that became ordinary nodes again");
        report.AddHistogram("supernodeLife", metrics.Histogram(m.ServiceTime), "s", 1e-6, "time as a supernode, of those that ended by demotion or good-bye");
        report.AddSeries("supernodes", "supernodes", "supernodes on line", probe.Supernodes);
        report.AddSeries("orphans", "share", "ordinary nodes on line without a parent", probe.Orphans);
        report.AddSeries("children per supernode", "children", "mean over the supernodes on line", probe.MeanChildren);
        if (probe.Children.Count > 0) report.AddCurve(Distribution("children of a supernode", "children", "supernodes with no more children, at the end", probe.Children));
        report.AddTable(new ResultTable("Links between supernodes, each counted at both ends", ["opened", "lost", "replaced on purpose", "calls turned away"],
            [[Cell.Count(metrics.Total(m.LinksOpened)), Cell.Count(metrics.Total(m.LinksLost)), Cell.Count(metrics.Total(m.LinksShuffled)), Cell.Count(metrics.Total(m.LinksRefused))]]));
        report.AddHistogram("linkLife", metrics.Histogram(m.LinkLife), "s", 1e-6, "life of links between supernodes that ended");
    }

    private static void AddSearches(KazaaMetrics m, MetricShard metrics, SystemReport report)
    {
        double asked = metrics.Total(m.Asked), supernodes = metrics.Total(m.Supernodes);
        long reached = 0, sent = 0;
        var reach = new List<(double, double)> { (0, 0) };
        for (int hop = 0; hop < m.Reached.Length; hop++)
        {
            reached += metrics.Total(m.Reached[hop]);
            sent += metrics.Total(m.Sent[hop]);
            if (supernodes > 0) reach.Add((hop + 1, reached / supernodes));
        }

        report.AddValue("requests", asked, "requests", "searches and repetitions that supernodes took");
        report.AddValue("searchMore", metrics.Total(m.More), "requests", "of these, repetitions by 'search more'");
        report.AddValue("queryMessagesPerRequest", Ratio(sent, asked), "messages", "searches forwarded among supernodes, per request");
        report.AddValue("reachedPerRequest", Ratio(reached, asked), "supernodes", "other supernodes that a request reached");
        report.AddValue("reach", Ratio(reached, supernodes), "share", "other supernodes that a request reached, of those on line");
        report.AddValue("duplicates", Ratio(metrics.Total(m.Duplicates), metrics.Total(m.Duplicates) + reached), "share", "forwarded searches that had been seen before");
        report.AddValue("results.dropped", metrics.Total(m.ResultsDropped), "copies", "copies beyond the number a request may bring");
        report.AddValue("results.late", metrics.Total(m.ResultsLate), "copies", "copies that came after their search had ended, most of them because it had brought enough");
        report.AddTable(new ResultTable("Packets from supernode to supernode by way of others", ["sent or passed on", "dropped: no way known", "dropped after six hops"],
            [[Cell.Count(metrics.Total(m.Forwarded)), Cell.Count(metrics.Total(m.NoRoute)), Cell.Count(metrics.Total(m.Expired))]]));
        if (reach.Count > 1) report.AddCurve(new ResultCurve("reach of a search among supernodes", "hops", "share", "supernodes reached within so many hops, of the others on line", reach));
    }

    private static void AddParents(KazaaMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("parents.found", metrics.Total(m.ParentsFound), "parents", "parents found by ordinary nodes");
        report.AddValue("parents.lost", metrics.Total(m.ParentsLost), "parents", "parents lost");
        report.AddValue("parents.silent", metrics.Total(m.ParentsSilent), "parents", "of these, given up because they did not answer a ping");
        report.AddValue("parents.changed", metrics.Total(m.Hops), "changes", "changes of parent by the user's own will");
        report.AddValue("children.refused", metrics.Total(m.ChildrenRefused), "calls", "calls that a full supernode turned away");
        report.AddHistogram("joined", metrics.Histogram(m.Joined), "s", 1e-6, "time from the start of the search to the first parent of a session");
        report.AddHistogram("rehomed", metrics.Histogram(m.Rehomed), "s", 1e-6, "time from the loss of a parent, as noticed, to the next");
        report.AddValue("metadata", metrics.Total(m.ShareBytes), "B", "metadata of files sent to parents");
        report.AddValue("metadata.again", metrics.Total(m.ReuploadBytes), "B", "of these, sent again to another parent in the same session");
        report.AddValue("metadata.perFile", Ratio(metrics.Total(m.ShareBytes), metrics.Total(m.FilesShared)), "B", "metadata of one file (mean)");
        report.AddTable(new ResultTable("In search of a parent", ["pings", "with room", "refused", "lists asked of servers", "in vain", "children gone silent", "files beyond the limit", "files taken back"],
            [[Cell.Count(metrics.Total(m.Probes)), Cell.Count(metrics.Total(m.ProbesAnswered)), Cell.Count(metrics.Total(m.ProbesRefused)), Cell.Count(metrics.Total(m.BootstrapAsked)),
                Cell.Count(metrics.Total(m.BootstrapFailed)), Cell.Count(metrics.Total(m.ChildrenSilent)), Cell.Count(metrics.Total(m.FilesRefused)), Cell.Count(metrics.Total(m.Unshared))]]));
    }

    private static void AddTransfers(KazaaMetrics m, MetricShard metrics, SystemReport report)
    {
        long pushes = metrics.Total(m.PushAttempts);
        report.AddValue("push.attempts", pushes, "pushes", "push requests sent by downloaders");
        report.AddValue("push.success", Ratio(metrics.Total(m.PushSuccess), pushes), "share", "push requests whose source called back in time");
        report.AddValue("push.arrived", metrics.Total(m.PushArrived), "pushes", "push requests that reached their source");
        report.AddValue("push.timeouts", metrics.Total(m.PushTimeouts), "pushes", "push requests that nothing was heard of");
        report.AddValue("chunks", metrics.Total(m.Chunks), "chunks", "parts of files received");
        report.AddValue("chunks.requeued", metrics.Total(m.ChunksRequeued), "chunks", "parts that one source did not bring and another was asked for");
        report.AddValue("severalSources", metrics.Total(m.SeveralSources), "downloads", "completed downloads that came from more than one source");
        var rows = new List<IReadOnlyList<string>>();
        for (int i = 0; i < KazaaMetrics.MostContributors; i++)
        {
            long completed = metrics.Total(m.CompletedFrom[i]), bad = metrics.Total(m.BadFrom[i]);
            if (completed > 0) rows.Add([i + 1 < KazaaMetrics.MostContributors ? Cell.Count(i + 1) : $"{i + 1} or more", Cell.Count(completed), Cell.Count(bad), Cell.Share((double)bad / completed)]);
        }

        if (rows.Count > 0) report.AddTable(new ResultTable("Completed downloads by the number of sources that contributed", ["sources", "downloads", "bad", "share"], rows));
    }

    private static void AddQueues(KazaaMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("queue.entered", metrics.Total(m.Queued), "requests", "requests that had to wait at their source");
        report.AddValue("queue.left", metrics.Total(m.Impatient), "requests", "requests given up while they waited");
        var rows = new List<IReadOnlyList<string>>();
        for (int rank = 0; rank < Participation.Names.Count; rank++)
        {
            HistogramData truth = metrics.Histogram(m.WaitByTruth[rank]), claim = metrics.Histogram(m.WaitByClaim[rank]);
            report.AddValue($"queueWait.{rank}", truth.Count > 0 ? truth.Mean * 1e-6 : null, "s", $"wait at a source until served or given up, of users whose true level is {Participation.Names[rank]} (mean)");
            report.AddValue($"queueWaitClaimed.{rank}", claim.Count > 0 ? claim.Mean * 1e-6 : null, "s", $"wait at a source until served or given up, of users that claim level {Participation.Names[rank]} (mean)");
            rows.Add([Participation.Names[rank], Cell.Count(truth.Count), Wait(truth), Cell.Count(claim.Count), Wait(claim)]);
        }

        HistogramData cheaters = metrics.Histogram(m.WaitOfCheaters);
        report.AddValue("queueWait.cheaters", cheaters.Count > 0 ? cheaters.Mean * 1e-6 : null, "s", "wait at a source until served or given up, of users that claim the highest level and do not have it (mean)");
        report.AddTable(new ResultTable("Wait at a source until served or given up, by participation level", ["level", "requests, by true level", "mean wait", "requests, by claimed level", "mean wait"], rows));

        static string Wait(HistogramData waits) => waits.Count == 0 ? "-" : Cell.Time(TimeSpan.FromMicroseconds(waits.Mean));
    }

    private static void AddLists(KazaaMetrics m, MetricShard metrics, SystemReport report)
    {
        long allChecked = 0, allAlive = 0;
        var rows = new List<IReadOnlyList<string>>();
        for (int age = 0; age < m.EntriesChecked.Length; age++)
        {
            long entries = metrics.Total(m.EntriesChecked[age]), alive = metrics.Total(m.EntriesAlive[age]);
            (allChecked, allAlive) = (allChecked + entries, allAlive + alive);
            string name = age == KazaaMetrics.Ages.Length ? $"more than {KazaaMetrics.Ages[^1]} min" : $"up to {KazaaMetrics.Ages[age]} min";
            rows.Add([name, Cell.Count(entries), entries == 0 ? "-" : Cell.Share((double)alive / entries)]);
        }

        report.AddValue("listFreshness", Ratio(allAlive, allChecked), "share", "entries of saved lists that were supernodes when their user came back");
        report.AddTable(new ResultTable("Saved lists of supernodes when their user comes back, by time since an entry was seen", ["seen before", "entries", "still supernodes"], rows));
    }

    private static ResultCurve Distribution(string name, string unit, string meaning, List<int> sorted)
    {
        var points = new List<(double, double)> { (sorted[0], 0) };
        for (int i = 0; i < sorted.Count; i++)
        {
            if (i + 1 == sorted.Count || sorted[i + 1] != sorted[i]) points.Add((sorted[i], (i + 1.0) / sorted.Count));
        }

        return new ResultCurve(name, unit, "share at or below", meaning, points);
    }
}
