using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Tests.Reports;

/// <summary>Results as a run of two file-sharing systems gives them, made up from formulas.</summary>
internal static class ReportModelSamples
{
    private const int Intervals = 120;

    private static readonly TimeSpan Duration = TimeSpan.FromHours(2);

    internal static readonly RunEnvironment Laboratory =
        new(new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero), 8, "Linux 6.1", ".NET 10.0.1");

    internal const string Command = "p2p run hocon/two-searches.conf --seed 7";

    internal static ScenarioResult TwoSystems(int seeds = 1, IReadOnlyList<string>? sweep = null, TimeSpan? wallTime = null, string title = "A directory, a flood, and the loss of the directory")
    {
        HoconObject document = HoconDocument.Parse(
            """
            title = "A directory, a flood, and the loss of the directory"
            peers = 10000
            duration = 2h
            systems { napster {}, gnutella { ttl = 5 } }
            faults = [ { fault = kill, role = server, at = 45m } ]
            """, "two-searches.conf");
        var settings = new ScenarioSettings
        {
            Title = title,
            Question = "What does a central directory buy, and what is lost with it, compared with a search that floods its neighbours?",
            Seed = 7,
            Peers = 10_000,
            Duration = Duration,
            Sweep = sweep is null ? new SweepSettings() : new SweepSettings { Setting = "systems.gnutella.ttl", Values = sweep },
        };
        var runs = new List<RunResult>();
        foreach (string? value in sweep ?? (IReadOnlyList<string?>)[null])
        {
            for (int i = 0; i < seeds; i++) runs.Add(Run(7 + i, value, wallTime ?? TimeSpan.FromSeconds(4.2)));
        }

        return new ScenarioResult(new Scenario("two-searches", settings, [], document), runs, Expectations(runs[0]));
    }

    private static ExpectationResult[] Expectations(RunResult run) =>
    [
        new("napster.recall", 0.95, 1, "share", "A directory knows every copy that is on line (Yang and Garcia-Molina, VLDB 2001).", run.ValueOf("napster.recall")),
        new("gnutella.messagesPerSearch", 1000, 4000, "messages", "A flood with TTL 5 and four links reaches some 2,000 peers (Ripeanu, 2001).", run.ValueOf("gnutella.messagesPerSearch")),
        new("gnutella.firstResult.median", null, 2, "s", "Gnutella measurement, median of first answers below two seconds.", run.ValueOf("gnutella.firstResult.median")),
        new("gnutella.sharing.top", 0.5, null, "share", "A result that this version does not report.", null),
    ];

    internal static RunResult Run(long seed, string? sweepValue, TimeSpan wallTime)
    {
        var random = new RandomStream((ulong)seed + 1000);
        double ttl = sweepValue is not null && double.TryParse(sweepValue, out double t) ? t : 5;
        return new RunResult(seed, sweepValue,
        [
            System("napster", ref random, 0.93, 0.985, 2.4, 0.21, 1, 4_812_334, wallTime),
            System("gnutella", ref random, 0.93 * (1 - Math.Exp(-ttl / 2.6)), 0.11 * ttl, 1850 * Math.Pow(2, ttl - 5), 2.35, 3, 93_120_441, wallTime * 9),
        ]);
    }

    private static SystemResult System(string label, ref RandomStream random, double success, double recall, double messages, double delay, int hops, long events, TimeSpan wallTime)
    {
        bool directory = label == "napster";
        var report = new SystemReport(label, label);
        double noise = 1 + ((random.NextDouble() - 0.5) * 0.04);
        double reached = directory ? success * 0.72 : success;
        report.AddValue("searches", Math.Round(70_412 * noise), "searches", "searches begun");
        report.AddValue("successRate", Math.Min(1, reached * noise), "share", "searches that found at least one copy, of all that ended");
        report.AddValue("possible", 0.941, "share", "searches for something of which a copy was on line: what a perfect system would reach");
        report.AddValue("recall", directory ? 0.9812 : recall * noise, "share", "copies found, of all copies on line when the searches began");
        report.AddValue("staleHits", directory ? 311 : 12_044, "copies", "results that named a peer no longer on line");
        var first = new HistogramData();
        var degrees = new double[200];
        for (int i = 0; i < 4000; i++) first.Record((long)(delay * 1e6 * Math.Exp((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 1.6)));
        report.AddHistogram("firstResult", first, "s", 1e-6, "time from a search to its first result");
        report.AddValue("hops.median", hops, "hops", "hops to the peer of the first result (median)");
        report.AddValue("messagesPerSearch", messages * noise, "messages", "signalling messages of all kinds sent in the whole network, per search");
        report.AddValue("bytesPerSearch", messages * 83.4 * noise, "B", "signalling bytes of all kinds sent in the whole network, per search");
        report.AddValue("signallingShare", directory ? 0.00042 : 0.183 * noise, "share", "signalling bytes, of all bytes (the rest is files)");
        report.AddValue("downloads.completed", 0.612 * noise, "share", "downloads completed, of those that came to an end");
        report.AddValue("downloadTime.median", 1134 * noise, "s", "time of a completed download (median)");
        report.AddValue("uploads.top1", directory ? 0.36 : null, "share", "bytes uploaded by the busiest 1 % of all peers, of all uploads");
        report.AddValue("messages", Math.Round(messages * 70_412), "messages", "messages sent");
        report.AddValue("bytes", Math.Round(messages * 70_412 * 83.4), "B", "bytes sent, without transport headers");
        report.AddValue("load.peer.messages.max", directory ? 0.4 : 212.5, "1/s", "messages per second sent and received by the busiest peer");
        if (directory) report.AddValue("load.server.messages.max", 19_400.25, "1/s", "messages per second sent and received by the busiest server");
        report.AddSeries("success rate", "share", "searches that found at least one copy, of those begun in the interval", Series(ref random, i => success - (directory && i >= 45 ? 0.9 * success * Math.Exp(-(i - 45) / 14.0) : 0) + (i > 100 && i < 108 && !directory ? double.NaN : 0), 0.04));
        report.AddSeries("online", "peers", "participants on line", Series(ref random, i => 3200 + (500 * Math.Sin(i / 19.0)) - (directory && i >= 45 ? 5 : 0), 30));
        report.AddSeries("traffic", "B/s", "signalling bytes sent per second", Series(ref random, i => messages * 83 * 9.7 * (1 + (0.2 * Math.Sin(i / 19.0))), messages * 40));
        report.AddSeries("largest part", "share", "share of the peers on line in the largest connected part", Series(ref random, i => i % 3 == 0 ? (directory ? 1 : 0.96) : double.NaN, 0.01));
        report.AddDistribution("time to the first result", first, "s", 1e-6, "share of the successful searches that had a result by then");
        for (int k = 1; k < degrees.Length; k++) degrees[k] = Math.Floor(9000 * Math.Pow(k, directory ? -2.9 : -1.9));
        report.AddCurve(new ResultCurve("degree distribution", "links of a peer", "peers", "peers with a number of links, at the end",
            [.. degrees.Index().Where(d => d.Item > 0).Select(d => ((double)d.Index, d.Item))], IsLogarithmic: true));
        report.AddTable(new ResultTable("Messages by type", ["message", "sent", "bytes sent"],
            [.. Enumerable.Range(1, 18).Select(i => (IReadOnlyList<string>)[$"Message{i}", Math.Round(messages * 7000 / i).ToString("N0"), Math.Round(messages * 583_333 / i).ToString("N0")])]));
        if (directory) report.AddWarning("The latency matrix has 1,740 places for 10,000 peers; peers share places.");
        return new SystemResult(report, directory ? "5f2b90c1d4e87a6633f0a9be41c7d208" : "c0417be2aa95d3f81e6d204b7f93a5cc", events,
            [new(TimeSpan.FromMinutes(45), "kill all with role server", directory ? 1 : 0), new(TimeSpan.FromMinutes(90), "restart all with role server", directory ? 1 : 0)],
            new RunOutcome(true, wallTime, 180_000, 171_220), Duration / Intervals, 2, 10);
    }

    private static double?[] Series(ref RandomStream random, Func<int, double> shape, double noise)
    {
        double?[] values = new double?[Intervals];
        for (int i = 0; i < Intervals; i++)
        {
            double value = shape(i) + ((random.NextDouble() - 0.5) * noise);
            values[i] = double.IsFinite(value) ? Math.Max(0, noise < 1 ? Math.Min(1, value) : value) : null;
        }

        return values;
    }
}
