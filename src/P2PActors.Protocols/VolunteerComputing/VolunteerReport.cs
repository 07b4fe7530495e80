using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>The results of volunteer computing.</summary>
internal static class VolunteerReport
{
    private const int Leaders = 10;

    public static void Add(VolunteerRun run, VolunteerProbe probe, World world, MetricShard metrics, SystemReport report)
    {
        AddThroughput(run, world, metrics, report);
        AddUnits(run, metrics, report);
        AddCopies(run, metrics, report);
        AddScience(run, world, metrics, report);
        AddTraffic(run, metrics, report);
        AddSeries(run, probe, metrics, report);
        AddBoard(run, report);
    }

    private static void AddThroughput(VolunteerRun run, World world, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        double seconds = Math.Max(1e-9, world.Now.TotalSeconds);
        long done = metrics.Total(m.Done), computed = metrics.Total(m.Computed);
        report.AddValue("units", done, "units", "work units finished: with a result that enough hosts agree about");
        report.AddValue("throughput", done * run.Settings.Unit.Flops / seconds / 1e9, "GFLOPS", "operations of finished units, each counted once, over the duration of the run");
        report.AddValue("computed", computed * run.Settings.Unit.Flops / seconds / 1e9, "GFLOPS", "operations of all tasks that hosts have computed, or said so, over the duration of the run");
        report.AddValue("wasted", computed > 0 ? 1 - Math.Min(1, (double)done / computed) : null, "share", "computed tasks beyond the first of each finished unit: redundancy, failures, late and wrong results, work under way");
        report.AddValue("cpu", metrics.Total(m.CpuSeconds), "s", "processor time that hosts have spent on the tasks they finished");
        report.AddHistogram("timeToValidate", metrics.Histogram(m.ToValidation), "s", 1e-6, "time from the making of a unit to its canonical result");
        report.AddDistribution("time to validate", metrics.Histogram(m.ToValidation), "s", 1e-6, "share of the finished units that had a canonical result after so long");
    }

    private static void AddUnits(VolunteerRun run, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        long done = metrics.Total(m.Done), wrong = metrics.Total(m.WrongAccepted), givenUp = m.GivenUp(metrics);
        HistogramData copies = metrics.Histogram(m.CopiesOfUnit);
        report.AddValue("units.made", metrics.Total(m.Units), "units", "work units made by the splitter");
        report.AddValue("copiesPerUnit", copies.Count > 0 ? copies.Mean : null, "copies", "copies of a unit by the time it was finished (mean)");
        report.AddValue("redundancy", metrics.Total(m.Units) > 0 ? (double)metrics.Total(m.Sent) / metrics.Total(m.Units) : null, "copies", "copies sent for each unit made");
        report.AddValue("units.givenUp", givenUp, "units", "units given up");
        report.AddValue("units.wrong", wrong, "units", "finished units whose accepted result is wrong");
        report.AddValue("wrongAccepted", done > 0 ? (double)wrong / done : null, "share", "finished units whose accepted result is wrong");
        report.AddTable(new ResultTable("Units given up", ["reason", "units"], [.. m.GivenUpBy(metrics).Select(r => (IReadOnlyList<string>)[r.Reason, Cell.Count(r.Units)])]));
    }

    private static void AddCopies(VolunteerRun run, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        (string Name, CounterId Counter, string Meaning)[] rows =
        [
            ("made", m.Copies, "made"), ("sent", m.Sent, "given to hosts"), ("returned", m.Returned, "came back with a result"),
            ("clientErrors", m.ClientErrors, "failed on their hosts"), ("timedOut", m.TimedOut, "missed their deadline"), ("late", m.Late, "came after the deadline, of use"),
            ("tooLate", m.TooLate, "came when their unit was put away"), ("unneeded", m.Unneeded, "not needed any more before they were sent"),
            ("repeated", m.Repeated, "made because work had run out"), ("resent", m.Resent, "sent again because the host did not know of them"),
            ("valid", m.Valid, "found valid"), ("invalid", m.Invalid, "found invalid"), ("inconclusive", m.Inconclusive, "compared without agreement, each time counted"),
            ("unreadable", m.ValidateErrors, "output missing or unreadable"), ("reportedTwice", m.ReportedTwice, "reported again or by another host"),
        ];
        foreach ((string name, CounterId counter, string meaning) in rows) report.AddValue("copies." + name, metrics.Total(counter), "copies", "copies of units: " + meaning);
        report.AddTable(new ResultTable("Copies of units", ["what became of them", "copies"], [.. rows.Select(r => (IReadOnlyList<string>)[r.Meaning, Cell.Count(metrics.Total(r.Counter))])]));
        report.AddHistogram("turnaround", metrics.Histogram(m.Turnaround), "s", 1e-6, "time from the sending of a copy to its report");
        report.AddValue("tasks.cheated", metrics.Total(m.Cheated), "tasks", "tasks whose results were made up");
        report.AddValue("tasks.erred", metrics.Total(m.Erred), "tasks", "tasks that ended with a wrong result unnoticed on the host");
        report.AddValue("hosts.retired", metrics.Total(m.Retired), "sessions", "sessions of hosts whose owners had left the project for good");
    }

    private static void AddScience(VolunteerRun run, World world, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        long injected = metrics.Total(m.Injected);
        report.AddValue("signals", metrics.Total(m.Signals), "signals", "signals in the science database");
        report.AddValue("tones", injected, "tones", "drifting tones that were put into the finished units");
        report.AddValue("tones.found", metrics.Total(m.Found), "tones", "of these, those that the accepted results hold");
        report.AddValue("foundShare", injected > 0 ? (double)metrics.Total(m.Found) / injected : null, "share", "of the tones put into the finished units, those that the accepted results hold");
        report.AddValue("units.real", metrics.Total(m.RealUnits), "units", "finished units that were really searched");
    }

    private static void AddTraffic(VolunteerRun run, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        (string Name, CounterId Counter, string Unit, string Meaning)[] values =
        [
            ("requests", m.Requests, "requests", "requests to the scheduler"), ("requests.noWork", m.NoWork, "requests", "requests for work that got none"),
            ("requests.tooSlow", m.TooSlow, "requests", "requests that got less work, or none, because the host would not finish more before the deadline"), ("requests.unauthorised", m.Unauthorised, "requests", "requests without the account's secret"),
            ("requests.failed", m.RequestsFailed, "requests", "requests that clients could not make, or that were not answered"),
            ("turnedAway", m.TurnedAway, "connections", "connections that scheduler or data server had no room for"),
            ("inputs", m.Downloads, "files", "inputs fetched"), ("inputs.badChecksum", m.BadChecksums, "files", "inputs with a wrong checksum"),
            ("outputs", m.Uploads, "files", "outputs stored"), ("outputs.refused", m.UploadsRefused, "files", "outputs refused"),
            ("transfers.failed", m.TransfersFailed, "files", "transfers that broke off or could not begin"), ("outputs.lost", m.OutputsLost, "files", "canonical outputs that were lost"),
            ("unsaid", m.Unsaid, "messages", "messages between parts of the project that could not be sent, and were repeated later"),
        ];
        foreach ((string name, CounterId counter, string unit, string meaning) in values) report.AddValue(name, metrics.Total(counter), unit, meaning);
    }

    private static void AddSeries(VolunteerRun run, VolunteerProbe probe, MetricShard metrics, SystemReport report)
    {
        VolunteerMetrics m = run.Metrics;
        int bins = metrics.Series(m.Done).Count;
        double hours = probe.Interval.TotalHours;
        report.AddSeries("units finished", "units/h", "units that got their canonical result", [.. metrics.Series(m.Done).Select(v => (double?)(v / hours))]);
        report.AddSeries("copies missing their deadline", "copies/h", "copies that did not come back in time", [.. metrics.Series(m.TimedOut).Select(v => (double?)(v / hours))]);
        (string Name, Func<Pipeline, int> Of)[] states =
        [
            ("copies to be sent", static p => p.Unsent), ("copies on hosts", static p => p.InProgress),
            ("units to be validated or assimilated", static p => p.Validating + p.Assimilating), ("units under way", static p => p.Live),
        ];
        foreach ((string name, Func<Pipeline, int> of) in states)
            report.AddSeries(name, name.StartsWith("copies", StringComparison.Ordinal) ? "copies" : "units", name + ", at the beginning of each interval", [.. probe.Looks.Take(bins).Select(p => p is { } look ? of(look) : (double?)null)]);
    }

    private static void AddBoard(VolunteerRun run, SystemReport report)
    {
        report.AddValue("credit", run.Board.Total, "cobblestones", "credit granted");
        if (run.Settings.Cheating.Share > 0)
            report.AddValue("credit.cheaters", run.Board.Total > 0 ? run.Board.Cheated / run.Board.Total : null, "share", "share of the credit that went to those who cheat from the beginning");
        report.AddTable(new ResultTable("Leader board of the teams", ["team", "cobblestones"], [.. run.Board.Teams(Leaders).Select(t => (IReadOnlyList<string>)[t.Name, Cell.Count((long)t.Credit)])]));
        report.AddTable(new ResultTable("Leader board of the users", ["user", "cobblestones"], [.. run.Board.Users(Leaders).Select(t => (IReadOnlyList<string>)[t.Name, Cell.Count((long)t.Credit)])]));
    }
}
