using P2PActors.Metrics;

namespace P2PActors.Protocols.Napster;

/// <summary>What only Napster measures.</summary>
internal sealed class NapsterMetrics(MetricSchema schema)
{
    public CounterId Logins { get; } = schema.Counter("napster.logins", "logins", "sessions that a server admitted");
    public CounterId LoginErrors { get; } = schema.Counter("napster.loginErrors", "logins", "logins that a server refused");
    public CounterId Ghosts { get; } = schema.Counter("napster.ghosts", "sessions", "sessions dropped because their user logged in again");
    public CounterId CutOff { get; } = schema.Counter("napster.cutOff", "sessions", "clients cut off because their queue was full");
    public CounterId ServerLosses { get; } = schema.Counter("napster.serverLosses", "sessions", "sessions that ended because the client lost its server");
    public CounterId Shared { get; } = schema.Counter("napster.shared", "files", "files put into an index");
    public CounterId Withdrawn { get; } = schema.Counter("napster.withdrawn", "files", "files taken out of an index");
    public CounterId Queries { get; } = schema.Counter("napster.queries", "searches", "searches that servers worked on, those of other servers included");
    public CounterId RemoteExpired { get; } = schema.Counter("napster.remoteExpired", "searches", "searches on other servers that ran out of time");
    public CounterId Pulls { get; } = schema.Counter("napster.pulls", "transfers", "transfers for which the downloader connected to the source");
    public CounterId Pushes { get; } = schema.Counter("napster.pushes", "transfers", "transfers for which the firewalled source connected to the downloader");
    public CounterId Resumes { get; } = schema.Counter("napster.resumes", "transfers", "transfers that went on where an earlier one broke");
    public CounterId Browses { get; } = schema.Counter("napster.browses", "requests", "users whose files somebody looked at");
    public CounterId Notices { get; } = schema.Counter("napster.presenceNotices", "notices", "notices that a user of a hot list came or went");
    public HistogramId QueueWait { get; } = schema.Histogram("napster.queueWait", "us", "time a search waits at a server before it is worked on");
    public HistogramId PublishTime { get; } = schema.Histogram("napster.publishTime", "us", "time from login until the last file of a client is searchable");
}
