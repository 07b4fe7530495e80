using P2PActors.Metrics;

namespace P2PActors.Protocols.FileSharing;

/// <summary>What every file-sharing system measures, under the same names, so that systems can be compared.</summary>
internal sealed class FileSharingMetrics
{
    /// <summary>Copies of one search that count for the recall of as many as a user looks at (Napster's limit of results).</summary>
    public const int FirstCopies = 100;

    public FileSharingMetrics(MetricSchema schema)
    {
        Searches = schema.Counter("searches", "searches", "searches begun");
        Successful = schema.Counter("searches.successful", "searches", "searches that found at least one copy, by the time they began");
        Possible = schema.Counter("searches.possible", "searches", "searches for something of which a copy was on line");
        Ended = schema.Counter("searches.ended", "searches", "searches that came to their end");
        Refused = schema.Counter("searches.refused", "searches", "searches that could not even be sent, by the time they began");
        CopiesOnline = schema.Counter("search.copiesOnline", "copies", "copies on line when the search began, over all ended searches");
        CopiesFound = schema.Counter("search.copiesFound", "copies", "distinct copies found, over all ended searches");
        FirstOnline = schema.Counter("search.firstOnline", "copies", "copies on line when the search began, at most 100 of each ended search");
        FirstFound = schema.Counter("search.firstFound", "copies", "distinct copies found, at most 100 of each ended search");
        StaleHits = schema.Counter("search.staleHits", "copies", "results that named a peer no longer on line");
        FirstResult = schema.Histogram("search.firstResult", "us", "time from a search to its first result");
        Hops = schema.Histogram("search.hops", "hops", "hops from the searching peer to the peer of the first result");
        Results = schema.Histogram("search.results", "copies", "distinct copies found by a search");
        Downloads = schema.Counter("downloads", "downloads", "downloads begun");
        Completed = schema.Counter("downloads.completed", "downloads", "downloads completed");
        Failed = schema.Counter("downloads.failed", "downloads", "downloads given up");
        Attempts = schema.Counter("download.attempts", "attempts", "sources tried");
        FailedBusy = schema.Counter("download.failedBusy", "attempts", "attempts that found the source busy");
        FailedGone = schema.Counter("download.failedGone", "attempts", "attempts that found the source gone or not sharing");
        FailedFirewall = schema.Counter("download.failedFirewall", "attempts", "attempts that no connection was possible for");
        FailedBroken = schema.Counter("download.failedBroken", "attempts", "attempts that broke on the way");
        DownloadTime = schema.Histogram("download.time", "us", "time from the first attempt to the last byte");
        DownloadRate = schema.Histogram("download.rate", "B/s", "mean rate of a completed download, from first attempt to last byte");
        BadCompleted = schema.Counter("downloads.bad", "downloads", "downloads completed whose content was bad");
        BadNoticed = schema.Counter("downloads.badNoticed", "downloads", "bad downloads that their users looked at and deleted");
        BadUnnoticed = schema.Counter("downloads.badUnnoticed", "downloads", "bad downloads that their users will never look at, by the time they were completed");
        SearchedAgain = schema.Counter("searches.again", "searches", "searches for a file of which a bad copy had been deleted");
        PoisonedAttempts = schema.Counter("download.poisoned", "attempts", "attempts to fetch what a polluter advertised but does not serve");
        BytesDownloaded = schema.Counter("download.bytes", "B", "bytes of completed downloads");
    }

    public CounterId Searches { get; }
    public CounterId Successful { get; }
    public CounterId Possible { get; }
    public CounterId Ended { get; }
    public CounterId Refused { get; }
    public CounterId CopiesOnline { get; }
    public CounterId CopiesFound { get; }
    public CounterId FirstOnline { get; }
    public CounterId FirstFound { get; }
    public CounterId StaleHits { get; }
    public HistogramId FirstResult { get; }
    public HistogramId Hops { get; }
    public HistogramId Results { get; }
    public CounterId Downloads { get; }
    public CounterId Completed { get; }
    public CounterId Failed { get; }
    public CounterId Attempts { get; }
    public CounterId FailedBusy { get; }
    public CounterId FailedGone { get; }
    public CounterId FailedFirewall { get; }
    public CounterId FailedBroken { get; }
    public HistogramId DownloadTime { get; }
    public HistogramId DownloadRate { get; }
    public CounterId BadCompleted { get; }
    public CounterId BadNoticed { get; }
    public CounterId BadUnnoticed { get; }
    public CounterId SearchedAgain { get; }
    public CounterId PoisonedAttempts { get; }
    public CounterId BytesDownloaded { get; }
}
