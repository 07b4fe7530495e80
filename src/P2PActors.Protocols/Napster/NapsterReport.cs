using P2PActors.Metrics;
using P2PActors.Reports;

namespace P2PActors.Protocols.Napster;

/// <summary>The results that only Napster has.</summary>
internal static class NapsterReport
{
    public static void Add(NapsterRun run, NapsterProbe probe, MetricShard metrics, SystemReport report)
    {
        NapsterMetrics m = run.Metrics;
        long pulls = metrics.Total(m.Pulls), pushes = metrics.Total(m.Pushes);
        report.AddValue("napster.logins", metrics.Total(m.Logins), "logins", "sessions that servers admitted");
        report.AddValue("napster.loginErrors", metrics.Total(m.LoginErrors), "logins", "logins that servers refused");
        report.AddValue("napster.ghosts", metrics.Total(m.Ghosts), "sessions", "sessions dropped because their user logged in again");
        report.AddValue("napster.cutOff", metrics.Total(m.CutOff), "sessions", "clients cut off because they took their output too slowly");
        report.AddValue("napster.serverLosses", metrics.Total(m.ServerLosses), "sessions", "sessions that ended because the client lost its server");
        report.AddValue("napster.queries", metrics.Total(m.Queries), "searches", "searches that servers worked on, those of other servers included");
        report.AddHistogram("napster.queueWait", metrics.Histogram(m.QueueWait), "s", 1e-6, "time a search waited at a server before it was worked on");
        report.AddHistogram("napster.publishTime", metrics.Histogram(m.PublishTime), "s", 1e-6, "time from login until the last file of a client was searchable");
        report.AddValue("napster.pushShare", pulls + pushes > 0 ? (double)pushes / (pulls + pushes) : null, "share", "transfers for which the source connected to the downloader (messages 500 and 501)");
        report.AddValue("napster.resumes", metrics.Total(m.Resumes), "transfers", "transfers that went on where an earlier one had broken");
        report.AddValue("napster.browses", metrics.Total(m.Browses), "requests", "requests to see all files of a user");
        report.AddValue("napster.presenceNotices", metrics.Total(m.Notices), "notices", "notices that a user of a hot list came or went");
        report.AddValue("napster.underReporters", run.Users.UnderReporters, "users", "users with a fast link who declare a modem");
        report.AddValue("napster.shared", metrics.Total(m.Shared), "files", "files put into an index");
        report.AddValue("napster.withdrawn", metrics.Total(m.Withdrawn), "files", "files taken out of an index");
        report.AddValue("napster.remoteExpired", metrics.Total(m.RemoteExpired), "searches", "searches on other servers that ran out of time");
        report.AddValue("napster.indexEntries", Last(probe.Files), "files", "files in the indexes of all servers at the end");
        report.AddValue("napster.postings", Last(probe.Postings), "postings", "pairs of word and file in the indexes of all servers at the end");
        report.AddSeries("napster users", "users", "clients logged in at all servers", [.. probe.Users.Take(metrics.Series(m.Logins).Count)]);
        report.AddSeries("napster files", "files", "files in the indexes of all servers", [.. probe.Files.Take(metrics.Series(m.Logins).Count)]);
        report.AddSeries("napster gigabytes", "GB", "size of the files in the indexes of all servers (2^30 bytes)", [.. probe.Gigabytes.Take(metrics.Series(m.Logins).Count)]);
        report.AddSeries("napster logins", "logins", "sessions that servers admitted in the interval", [.. metrics.Series(m.Logins).Select(v => (double?)v)]);
        var rows = new List<IReadOnlyList<string>>();
        for (int i = 0; i < probe.UsersOfServers.Length; i++)
            rows.Add(["server" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), Cell.Count(probe.UsersOfServers[i])]);
        report.AddTable(new ResultTable("Users of the servers at the end", ["server", "users"], rows));
    }

    private static double? Last(List<double?> values) => values.Count > 0 ? values[^1] : null;
}
