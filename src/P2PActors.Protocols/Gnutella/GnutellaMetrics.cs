using P2PActors.Metrics;

namespace P2PActors.Protocols.Gnutella;

/// <summary>What Gnutella measures beyond any file-sharing system.</summary>
internal sealed class GnutellaMetrics
{
    public GnutellaMetrics(MetricSchema schema, int ttl)
    {
        Reached = new CounterId[ttl];
        Sent = new CounterId[ttl];
        for (int hop = 1; hop <= ttl; hop++)
        {
            Reached[hop - 1] = schema.Counter($"query.reached.hop{hop}", "servents", $"servents that received a query first {hop} hops from its origin");
            Sent[hop - 1] = schema.Counter($"query.sent.hop{hop}", "messages", $"QUERYs sent for hop {hop}");
        }

        Flooded = schema.Counter("query.flooded", "queries", "queries sent to at least one neighbour");
        Others = schema.Counter("query.others", "servents", "other servents on line when a query was sent, over all queries");
        HitHops = schema.Histogram("hit.hops", "hops", "hops from the searching servent to one that answers, all answers");
        LateHits = schema.Counter("hit.late", "messages", "QUERYHITs that came after the user had stopped waiting");
        HitsLeftOut = schema.Counter("hit.leftOut", "files", "files that fit a query and were not named, because an answer names so many only");
        RouteMisses = schema.Counter("route.misses", "messages", "answers dropped because their request is not, or no longer, known");
        RouteBroken = schema.Counter("route.broken", "messages", "answers and PUSHs dropped because the link on their way is gone");
        Expired = schema.Counter("route.expired", "messages", "answers and PUSHs whose TTL ran out");
        Oversize = schema.Counter("query.oversize", "messages", "QUERYs dropped for their length");
        Violations = schema.Counter("violations", "messages", "descriptors whose TTL and Hops do not add up to the initial TTL");
        DroppedBacklog = schema.Counter("dropped.backlog", "messages", "descriptors not sent because the uplink was too far behind");
        PushAttempts = schema.Counter("push.attempts", "PUSHs", "PUSHs sent by downloaders");
        PushNoRoute = schema.Counter("push.noRoute", "PUSHs", "PUSHs not sent or lost on the way for want of a route");
        PushArrived = schema.Counter("push.arrived", "PUSHs", "PUSHs that reached their servent");
        PushSuccess = schema.Counter("push.success", "PUSHs", "PUSHs whose servent called back in time");
        PushTimeouts = schema.Counter("push.timeouts", "PUSHs", "PUSHs that nothing was heard of");
        BootstrapTried = schema.Counter("bootstrap.tried", "calls", "calls to a host cache");
        BootstrapFailed = schema.Counter("bootstrap.failed", "calls", "calls to a host cache that brought no address");
        CallsRefused = schema.Counter("link.refused", "calls", "calls to a servent that greeted and was turned away");
        CallsFailed = schema.Counter("link.failed", "calls", "calls to a servent that did not come to a connection");
        LinksOpened = schema.Counter("link.opened", "link ends", "ends of overlay links opened");
        LinksLost = schema.Counter("link.lost", "link ends", "ends of overlay links lost");
        LinksSilent = schema.Counter("link.silent", "link ends", "neighbours dropped for their silence");
        LinkLife = schema.Histogram("link.life", "us", "life of overlay links that ended");
        Resumed = schema.Counter("download.resumed", "attempts", "attempts that asked for the rest of a file only");
    }

    public CounterId[] Reached { get; }
    public CounterId[] Sent { get; }
    public CounterId Flooded { get; }
    public CounterId Others { get; }
    public HistogramId HitHops { get; }
    public CounterId LateHits { get; }
    public CounterId HitsLeftOut { get; }
    public CounterId RouteMisses { get; }
    public CounterId RouteBroken { get; }
    public CounterId Expired { get; }
    public CounterId Oversize { get; }
    public CounterId Violations { get; }
    public CounterId DroppedBacklog { get; }
    public CounterId PushAttempts { get; }
    public CounterId PushNoRoute { get; }
    public CounterId PushArrived { get; }
    public CounterId PushSuccess { get; }
    public CounterId PushTimeouts { get; }
    public CounterId BootstrapTried { get; }
    public CounterId BootstrapFailed { get; }
    public CounterId CallsRefused { get; }
    public CounterId CallsFailed { get; }
    public CounterId LinksOpened { get; }
    public CounterId LinksLost { get; }
    public CounterId LinksSilent { get; }
    public HistogramId LinkLife { get; }
    public CounterId Resumed { get; }
}
