using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.Gnutella;

/// <summary>The results of Gnutella's own: the cost and reach of floods, pings, pushes, links.</summary>
internal static class GnutellaReport
{
    public static void Add(GnutellaMetrics m, World world, MetricShard metrics, SystemReport report)
    {
        IReadOnlyList<MessageTraffic> traffic = world.CollectTraffic();
        AddFlood(m, metrics, Of(traffic, nameof(Query)), report);
        AddTypes(m, metrics, traffic, report);
        AddRouting(m, metrics, report);
        AddPush(m, metrics, report);
        AddLinks(m, metrics, report);
    }

    private static void AddFlood(GnutellaMetrics m, MetricShard metrics, TrafficCount queries, SystemReport report)
    {
        double flooded = metrics.Total(m.Flooded), others = metrics.Total(m.Others);
        long reached = 0, sent = 0;
        var reach = new List<(double, double)> { (0, 0) };
        var cost = new List<(double, double)> { (0, 0) };
        for (int hop = 0; hop < m.Reached.Length; hop++)
        {
            reached += metrics.Total(m.Reached[hop]);
            sent += metrics.Total(m.Sent[hop]);
            if (others > 0) reach.Add((hop + 1, reached / others));
            if (flooded > 0) cost.Add((hop + 1, sent / flooded));
        }

        report.AddValue("queries", flooded, "queries", "queries sent to at least one neighbour");
        report.AddValue("queryMessagesPerQuery", Ratio(sent, flooded), "messages", "QUERYs sent in the whole network, per query");
        report.AddValue("reach", Ratio(reached, others), "share", "servents that a query reached, of the others on line");
        report.AddValue("reachedPerQuery", Ratio(reached, flooded), "servents", "servents that a query reached");
        report.AddValue("duplicates", Ratio(queries.MessagesReceived - reached, queries.MessagesReceived), "share", "received QUERYs that had been seen before");
        report.AddHistogram("hitHops", metrics.Histogram(m.HitHops), "hops", 1, "hops from the searching servent to one that answers");
        report.AddDistribution("hops of answers", metrics.Histogram(m.HitHops), "hops", 1, "share of the answers that came from no farther");
        report.AddCurve(new ResultCurve("reach of a query", "hops", "share", "servents reached within so many hops, of the others on line", reach));
        report.AddCurve(new ResultCurve("cost of a query", "hops", "messages", "QUERYs sent for so many hops, per query", cost));
    }

    private static void AddTypes(GnutellaMetrics m, MetricShard metrics, IReadOnlyList<MessageTraffic> traffic, SystemReport report)
    {
        TrafficCount ping = Of(traffic, nameof(Ping)), pong = Of(traffic, nameof(Pong)), query = Of(traffic, nameof(Query)),
            hit = Of(traffic, nameof(QueryHit)), push = Of(traffic, nameof(Push));
        double bytes = (double)ping.BytesSent + pong.BytesSent + query.BytesSent + hit.BytesSent + push.BytesSent;
        report.AddValue("pingPongShare", Ratio(ping.BytesSent + pong.BytesSent, bytes), "share", "bytes of PINGs and PONGs, of the bytes of all descriptors");
        report.AddValue("queryShare", Ratio(query.BytesSent, bytes), "share", "bytes of QUERYs, of the bytes of all descriptors");
        double flooded = metrics.Total(m.Flooded);
        report.AddTable(new ResultTable("Descriptors per query", ["descriptor", "messages per query", "bytes per query"],
            [Row("PING", ping), Row("PONG", pong), Row("QUERY", query), Row("QUERYHIT", hit), Row("PUSH", push)]));

        IReadOnlyList<string> Row(string name, TrafficCount count) => [name, PerQuery(count.MessagesSent, flooded), PerQuery(count.BytesSent, flooded)];
    }

    private static void AddRouting(GnutellaMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("dropped.backlog", metrics.Total(m.DroppedBacklog), "messages", "descriptors not sent because the uplink was too far behind");
        report.AddValue("route.misses", metrics.Total(m.RouteMisses), "messages", "answers dropped because their request is not known");
        report.AddValue("route.broken", metrics.Total(m.RouteBroken), "messages", "answers dropped because the link on their way is gone");
        report.AddValue("route.expired", metrics.Total(m.Expired), "messages", "answers and PUSHs whose TTL ran out");
        report.AddValue("hits.late", metrics.Total(m.LateHits), "messages", "QUERYHITs that came after the user had stopped waiting");
        report.AddValue("hits.leftOut", metrics.Total(m.HitsLeftOut), "files", "files that fit a query and were not named, because an answer names at most max-hits of them");
        report.AddValue("queries.oversize", metrics.Total(m.Oversize), "messages", "QUERYs dropped for their length");
        report.AddValue("violations", metrics.Total(m.Violations), "messages", "descriptors whose TTL and Hops do not add up to the initial TTL");
    }

    private static void AddPush(GnutellaMetrics m, MetricShard metrics, SystemReport report)
    {
        long attempts = metrics.Total(m.PushAttempts);
        report.AddValue("push.attempts", attempts, "PUSHs", "PUSHs sent by downloaders");
        report.AddValue("push.success", Ratio(metrics.Total(m.PushSuccess), attempts), "share", "PUSHs whose servent called back in time");
        report.AddValue("push.noRoute", metrics.Total(m.PushNoRoute), "PUSHs", "PUSHs not sent or silently lost on the way for want of a route");
        report.AddValue("push.arrived", metrics.Total(m.PushArrived), "PUSHs", "PUSHs that reached their servent");
        report.AddValue("push.timeouts", metrics.Total(m.PushTimeouts), "PUSHs", "PUSHs that nothing was heard of");
        report.AddValue("downloads.resumed", metrics.Total(m.Resumed), "attempts", "attempts that asked for the rest of a file only");
    }

    private static void AddLinks(GnutellaMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("bootstrap.tried", metrics.Total(m.BootstrapTried), "calls", "calls to a host cache");
        report.AddValue("bootstrap.failed", Ratio(metrics.Total(m.BootstrapFailed), metrics.Total(m.BootstrapTried)), "share", "calls to a host cache that brought no address");
        report.AddHistogram("link.life", metrics.Histogram(m.LinkLife), "s", 1e-6, "life of overlay links that ended");
        report.AddTable(new ResultTable("Overlay links, each counted at both ends", ["opened", "lost", "of these silent", "calls refused", "calls failed"],
            [[Cell.Count(metrics.Total(m.LinksOpened)), Cell.Count(metrics.Total(m.LinksLost)), Cell.Count(metrics.Total(m.LinksSilent)), Cell.Count(metrics.Total(m.CallsRefused)), Cell.Count(metrics.Total(m.CallsFailed))]]));
    }

    private static TrafficCount Of(IReadOnlyList<MessageTraffic> traffic, string type)
    {
        TrafficCount sum = default;
        foreach (MessageTraffic t in traffic)
        {
            if (t.Type == type) sum += t.Total;
        }

        return sum;
    }

    private static string PerQuery(double part, double whole) => whole > 0 ? Cell.Count((long)(part / whole)) : "-";
}
