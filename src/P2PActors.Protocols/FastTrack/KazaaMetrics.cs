using P2PActors.Metrics;

namespace P2PActors.Protocols.FastTrack;

/// <summary>What KaZaA measures beyond any file-sharing system.</summary>
internal sealed class KazaaMetrics
{
    /// <summary>Upper ends of the ages by which the freshness of lists is told apart, minutes; one class more for what is older.</summary>
    public static readonly int[] Ages = [15, 30, 60, 90, 120, 180, 240];

    /// <summary>Downloads are told apart by the number of their sources up to here; the last class holds all with more.</summary>
    public const int MostContributors = 8;

    public KazaaMetrics(MetricSchema schema, int ttl)
    {
        Reached = new CounterId[ttl];
        Sent = new CounterId[ttl];
        for (int hop = 1; hop <= ttl; hop++)
        {
            Reached[hop - 1] = schema.Counter($"query.reached.hop{hop}", "supernodes", $"supernodes that received a search first {hop} hops from the asker's parent");
            Sent[hop - 1] = schema.Counter($"query.sent.hop{hop}", "messages", $"searches forwarded for hop {hop}");
        }

        Asked = schema.Counter("query.asked", "requests", "searches and repetitions that a supernode took");
        More = schema.Counter("query.more", "requests", "repetitions of searches");
        Supernodes = schema.Counter("query.supernodes", "supernodes", "supernodes on line when a search was taken, over all requests");
        Duplicates = schema.Counter("query.duplicates", "messages", "searches that their supernode had seen before");
        ResultsDropped = schema.Counter("result.dropped", "copies", "copies beyond the number a request may bring");
        ResultsLate = schema.Counter("result.late", "copies", "copies that came after their search had ended, most of them because it had brought enough");
        Forwarded = schema.Counter("unicast.sent", "messages", "packets sent or passed on from supernode to supernode");
        NoRoute = schema.Counter("unicast.noRoute", "messages", "packets for a supernode that no way is known to");
        Expired = schema.Counter("unicast.expired", "messages", "packets dropped after six hops");
        ParentsFound = schema.Counter("parent.found", "parents", "parents found");
        ParentsLost = schema.Counter("parent.lost", "parents", "parents lost");
        ParentsSilent = schema.Counter("parent.silent", "parents", "parents given up because they did not answer a ping");
        Hops = schema.Counter("parent.hops", "changes", "changes of parent by the user's own will");
        Rehomed = schema.Histogram("parent.rehomed", "us", "time from the loss of a parent to the next");
        Joined = schema.Histogram("parent.joined", "us", "time from the start of a session to the first parent");
        Probes = schema.Counter("probe.sent", "pings", "supernodes pinged in search of a parent");
        ProbesAnswered = schema.Counter("probe.answered", "pings", "of these, answered by a supernode with room");
        ProbesRefused = schema.Counter("probe.refused", "pings", "of these, answered by a refusal");
        ChildrenRefused = schema.Counter("child.refused", "calls", "calls of ordinary nodes that a full supernode turned away");
        ChildrenSilent = schema.Counter("child.silent", "children", "children given up for their silence");
        BootstrapAsked = schema.Counter("bootstrap.asked", "calls", "calls to a bootstrap server");
        BootstrapFailed = schema.Counter("bootstrap.failed", "calls", "calls to a bootstrap server that brought no list");
        Promotions = schema.Counter("promotions", "promotions", "peers that became supernodes");
        PromotionsRefused = schema.Counter("promotions.refused", "requests", "peers that were asked and did not become supernodes");
        Demotions = schema.Counter("demotions", "demotions", "supernodes that became ordinary nodes again");
        ServiceTime = schema.Histogram("supernode.life", "us", "time as a supernode, of those that ended by demotion or good-bye");
        FilesShared = schema.Counter("share.files", "files", "files whose metadata was sent to a parent");
        ShareBytes = schema.Counter("share.bytes", "B", "bytes of these metadata");
        ReuploadBytes = schema.Counter("share.reuploaded", "B", "of these, sent again to another parent of the same session");
        FilesRefused = schema.Counter("share.refused", "files", "files beyond the number a supernode takes of one child");
        Unshared = schema.Counter("share.removed", "files", "files taken out of an index one by one");
        LinksOpened = schema.Counter("link.opened", "link ends", "ends of links between supernodes opened");
        LinksLost = schema.Counter("link.lost", "link ends", "ends of links between supernodes lost");
        LinksShuffled = schema.Counter("link.shuffled", "links", "links replaced by others");
        LinksRefused = schema.Counter("link.refused", "calls", "calls between supernodes that were turned away");
        LinkLife = schema.Histogram("link.life", "us", "life of links between supernodes that ended");
        Chunks = schema.Counter("chunk.received", "chunks", "parts of files received");
        ChunksRequeued = schema.Counter("chunk.requeued", "chunks", "parts that one source did not bring and another was asked for");
        SeveralSources = schema.Counter("download.severalSources", "downloads", "completed downloads that came from more than one source");
        CompletedFrom = new CounterId[MostContributors];
        BadFrom = new CounterId[MostContributors];
        for (int sources = 1; sources <= MostContributors; sources++)
        {
            CompletedFrom[sources - 1] = schema.Counter($"download.from.{sources}", "downloads", $"completed downloads to which {sources} sources had contributed; the last counts all with more");
            BadFrom[sources - 1] = schema.Counter($"download.badFrom.{sources}", "downloads", "of these, bad");
        }

        Queued = schema.Counter("queue.entered", "requests", "requests that had to wait at their source");
        Impatient = schema.Counter("queue.left", "requests", "requests given up while they waited");
        PushAttempts = schema.Counter("push.attempts", "pushes", "push requests sent");
        PushArrived = schema.Counter("push.arrived", "pushes", "push requests that reached their source");
        PushSuccess = schema.Counter("push.success", "pushes", "push requests whose source called back in time");
        PushTimeouts = schema.Counter("push.timeouts", "pushes", "push requests that nothing was heard of");
        WaitByClaim = Ranks("queue.waitByClaim", "claimed");
        WaitByTruth = Ranks("queue.waitByTruth", "true");
        WaitOfCheaters = schema.Histogram("queue.waitOfCheaters", "us", "wait at a source of users who claim the highest level without having it");
        EntriesChecked = new CounterId[Ages.Length + 1];
        EntriesAlive = new CounterId[Ages.Length + 1];
        for (int i = 0; i < EntriesChecked.Length; i++)
        {
            EntriesChecked[i] = schema.Counter($"list.checked.{i}", "entries", "entries of saved lists of this age when their user came back");
            EntriesAlive[i] = schema.Counter($"list.alive.{i}", "entries", "of these, supernodes at that time");
        }

        HistogramId[] Ranks(string name, string what) =>
            [.. Enumerable.Range(0, Participation.Names.Count).Select(i => schema.Histogram($"{name}.{i}", "us", $"wait at a source of users with {what} level {Participation.Names[i]}"))];
    }

    /// <summary>The class of an age.</summary>
    public static int AgeClass(int minutes)
    {
        int at = 0;
        while (at < Ages.Length && minutes > Ages[at]) at++;
        return at;
    }

    public CounterId[] Reached { get; }
    public CounterId[] Sent { get; }
    public CounterId Asked { get; }
    public CounterId More { get; }
    public CounterId Supernodes { get; }
    public CounterId Duplicates { get; }
    public CounterId ResultsDropped { get; }
    public CounterId ResultsLate { get; }
    public CounterId Forwarded { get; }
    public CounterId NoRoute { get; }
    public CounterId Expired { get; }
    public CounterId ParentsFound { get; }
    public CounterId ParentsLost { get; }
    public CounterId ParentsSilent { get; }
    public CounterId Hops { get; }
    public HistogramId Rehomed { get; }
    public HistogramId Joined { get; }
    public CounterId Probes { get; }
    public CounterId ProbesAnswered { get; }
    public CounterId ProbesRefused { get; }
    public CounterId ChildrenRefused { get; }
    public CounterId ChildrenSilent { get; }
    public CounterId BootstrapAsked { get; }
    public CounterId BootstrapFailed { get; }
    public CounterId Promotions { get; }
    public CounterId PromotionsRefused { get; }
    public CounterId Demotions { get; }
    public HistogramId ServiceTime { get; }
    public CounterId FilesShared { get; }
    public CounterId ShareBytes { get; }
    public CounterId ReuploadBytes { get; }
    public CounterId FilesRefused { get; }
    public CounterId Unshared { get; }
    public CounterId LinksOpened { get; }
    public CounterId LinksLost { get; }
    public CounterId LinksShuffled { get; }
    public CounterId LinksRefused { get; }
    public HistogramId LinkLife { get; }
    public CounterId Chunks { get; }
    public CounterId ChunksRequeued { get; }
    public CounterId SeveralSources { get; }
    public CounterId[] CompletedFrom { get; }
    public CounterId[] BadFrom { get; }
    public CounterId Queued { get; }
    public CounterId Impatient { get; }
    public CounterId PushAttempts { get; }
    public CounterId PushArrived { get; }
    public CounterId PushSuccess { get; }
    public CounterId PushTimeouts { get; }
    public HistogramId[] WaitByClaim { get; }
    public HistogramId[] WaitByTruth { get; }
    public HistogramId WaitOfCheaters { get; }
    public CounterId[] EntriesChecked { get; }
    public CounterId[] EntriesAlive { get; }
}
