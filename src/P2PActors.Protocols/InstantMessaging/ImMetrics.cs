using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>What instant messaging measures.</summary>
internal sealed class ImMetrics(MetricSchema schema)
{
    public CounterId Logins { get; } = schema.Counter("logins", "log-ins", "log-ins completed");
    public CounterId LoginsFailed { get; } = schema.Counter("login.failed", "log-ins", "attempts to reach the server that failed");
    public CounterId ServersLost { get; } = schema.Counter("server.lost", "clients", "times that a client lost its server");
    public CounterId Notices { get; } = schema.Counter("presence.told", "notices", "notices of presence that servers gave to their users");
    public CounterId Stanzas { get; } = schema.Counter("presence.sent", "notices", "notices of presence between servers");
    public CounterId PresenceProbes { get; } = schema.Counter("presence.probes", "probes", "probes of presence between servers");
    public CounterId Unsent { get; } = schema.Counter("server.unsent", "messages", "messages for another server that could not be reached");
    public CounterId Searches { get; } = schema.Counter("searches", "searches", "look-ups of users");
    public CounterId Found { get; } = schema.Counter("search.found", "searches", "look-ups answered: there is such a user");
    public CounterId Sessions { get; } = schema.Counter("session.begun", "conversations", "conversations begun with a buddy on line");
    public CounterId SessionsDirect { get; } = schema.Counter("session.direct", "sessions", "of these, over a connection that the one who began opened");
    public CounterId SessionsCalledBack { get; } = schema.Counter("session.calledBack", "sessions", "of these, over a connection that the buddy was asked to open");
    public CounterId SessionsByServer { get; } = schema.Counter("session.byServer", "sessions", "of these, by way of the server");
    public CounterId Texts { get; } = schema.Counter("texts", "texts", "texts that users sent");
    public CounterId TextsDirect { get; } = schema.Counter("text.direct", "texts", "texts sent from user to user");
    public CounterId TextsByServer { get; } = schema.Counter("text.byServer", "texts", "texts sent by way of the server");
    public CounterId TextsKept { get; } = schema.Counter("text.kept", "texts", "texts that a server kept for a user who was away");
    public CounterId TextsDropped { get; } = schema.Counter("text.dropped", "texts", "texts that nobody could take: too many kept, or no server");
    public CounterId Delivered { get; } = schema.Counter("text.delivered", "texts", "texts whose receipt came");
    public HistogramId TextTime { get; } = schema.Histogram("text.time", "us", "time from a text to its receipt, kept ones left out");
    public HistogramId LoginTime { get; } = schema.Histogram("login.time", "us", "time from the start of a session to the buddy list");
}

/// <summary>Looks at users at regular times.</summary>
internal sealed class ImProbe(ImRun run) : IProbe
{
    public TimeSpan Interval { get; } = TimeSpan.FromTicks(Math.Max(1, run.Context.Scenario.Duration.Ticks / run.Context.Scenario.SeriesIntervals));

    /// <summary>Users with a server.</summary>
    public List<double?> LoggedIn { get; } = [];

    /// <summary>Conversations that go from user to user, each counted once.</summary>
    public List<double?> Sessions { get; } = [];

    public void Observe(World world)
    {
        int loggedIn = 0, links = 0;
        foreach ((_, Standing user) in world.Survey(null, static (_, actor) => actor is ImClient client ? new Standing(client.IsLoggedIn, client.Sessions) : (Standing?)null))
        {
            loggedIn += user.IsLoggedIn ? 1 : 0;
            links += user.Sessions;
        }

        LoggedIn.Add(loggedIn);
        Sessions.Add(links / 2.0);
    }

    private readonly record struct Standing(bool IsLoggedIn, int Sessions);
}

/// <summary>The results of instant messaging.</summary>
internal static class ImReport
{
    public static void Add(ImRun run, ImProbe probe, MetricShard metrics, SystemReport report)
    {
        ImMetrics m = run.Metrics;
        long texts = metrics.Total(m.Texts), sessions = metrics.Total(m.Sessions);
        report.AddValue("loggedIn", probe.LoggedIn.Average(), "users", "users with a server (mean over the run)");
        report.AddValue("logins", metrics.Total(m.Logins), "log-ins", "log-ins completed");
        report.AddValue("logins.failed", metrics.Total(m.LoginsFailed), "log-ins", "attempts to reach the server that failed");
        report.AddValue("servers.lost", metrics.Total(m.ServersLost), "clients", "times that a client lost its server");
        report.AddHistogram("loginTime", metrics.Histogram(m.LoginTime), "s", 1e-6, "time from the start of a session to the buddy list");
        report.AddValue("presence.told", metrics.Total(m.Notices), "notices", "notices of presence that servers gave to their users");
        report.AddValue("presence.sent", metrics.Total(m.Stanzas), "notices", "notices of presence between servers");
        report.AddValue("presence.probes", metrics.Total(m.PresenceProbes), "probes", "probes of presence between servers");
        report.AddValue("presence.perLogin", Ratio(metrics.Total(m.Notices), metrics.Total(m.Logins)), "notices", "notices to users for each log-in");
        report.AddValue("server.unsent", metrics.Total(m.Unsent), "messages", "messages for another server that could not be reached");
        report.AddValue("searches", metrics.Total(m.Searches), "searches", "look-ups of users");
        report.AddValue("searches.found", metrics.Total(m.Found), "searches", "look-ups answered: there is such a user");
        report.AddValue("texts", texts, "texts", "texts that users sent");
        report.AddValue("texts.delivered", Ratio(metrics.Total(m.Delivered), texts), "share", "texts whose receipt came");
        report.AddValue("texts.direct", Ratio(metrics.Total(m.TextsDirect), texts), "share", "texts sent from user to user");
        report.AddValue("texts.byServer", Ratio(metrics.Total(m.TextsByServer), texts), "share", "texts sent by way of the server");
        report.AddValue("texts.kept", metrics.Total(m.TextsKept), "texts", "texts that a server kept for a user who was away");
        report.AddValue("texts.dropped", metrics.Total(m.TextsDropped), "texts", "texts that nobody could take");
        report.AddHistogram("textTime", metrics.Histogram(m.TextTime), "s", 1e-6, "time from a text to its receipt, kept ones left out");
        report.AddValue("conversations", sessions, "conversations", "conversations begun with a buddy on line");
        report.AddValue("conversations.direct", Ratio(metrics.Total(m.SessionsDirect), sessions), "share", "conversations over a connection that the one who began opened");
        report.AddValue("conversations.calledBack", Ratio(metrics.Total(m.SessionsCalledBack), sessions), "share", "conversations over a connection that the buddy was asked to open");
        report.AddValue("conversations.byServer", Ratio(metrics.Total(m.SessionsByServer), sessions), "share", "conversations by way of the server");
        report.AddSeries("users with a server", "users", "users logged in", probe.LoggedIn);
        report.AddSeries("direct conversations", "conversations", "conversations that go from user to user", probe.Sessions);
        report.AddSeries("texts delivered", "texts", "receipts in each interval", [.. metrics.Series(m.Delivered).Select(v => (double?)v)]);
    }
}
