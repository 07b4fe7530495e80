using P2PActors.Metrics;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>What is measured of volunteer computing.</summary>
internal sealed class VolunteerMetrics(MetricSchema schema)
{
    private readonly CounterId _tooManyErrors = schema.Counter("units.tooManyErrors", "units", "units given up because too many copies failed");
    private readonly CounterId _tooManySuccesses = schema.Counter("units.tooManySuccesses", "units", "units given up because too many results did not agree");
    private readonly CounterId _tooManyTotal = schema.Counter("units.tooManyTotal", "units", "units given up because too many copies were needed");

    public CounterId Units { get; } = schema.Counter("units", "units", "units made");
    public CounterId Done { get; } = schema.Counter("units.done", "units", "units with a canonical result");
    public CounterId RealUnits { get; } = schema.Counter("units.real", "units", "finished units that were really searched");
    public CounterId Copies { get; } = schema.Counter("copies", "copies", "copies of units made");
    public CounterId Sent { get; } = schema.Counter("copies.sent", "copies", "copies given to hosts");
    public CounterId Returned { get; } = schema.Counter("copies.returned", "copies", "copies whose result came back");
    public CounterId ClientErrors { get; } = schema.Counter("copies.clientErrors", "copies", "copies that failed on their hosts");
    public CounterId TimedOut { get; } = schema.Counter("copies.timedOut", "copies", "copies that did not come back before their deadline");
    public CounterId Late { get; } = schema.Counter("copies.late", "copies", "copies that came back after their deadline and could still be used");
    public CounterId TooLate { get; } = schema.Counter("copies.tooLate", "copies", "copies that came back when their unit was put away");
    public CounterId Unneeded { get; } = schema.Counter("copies.unneeded", "copies", "copies that were not needed any more before they were sent");
    public CounterId Repeated { get; } = schema.Counter("copies.repeated", "copies", "copies made only because fresh work had run out");
    public CounterId Resent { get; } = schema.Counter("copies.resent", "copies", "copies sent again to hosts that did not know of them");
    public CounterId Valid { get; } = schema.Counter("results.valid", "results", "results found valid");
    public CounterId Invalid { get; } = schema.Counter("results.invalid", "results", "results found invalid");
    public CounterId Inconclusive { get; } = schema.Counter("results.inconclusive", "results", "comparisons of a result without agreement");
    public CounterId ValidateErrors { get; } = schema.Counter("results.unreadable", "results", "results whose output could not be read");
    public CounterId ReportedTwice { get; } = schema.Counter("results.reportedTwice", "results", "reports of results that had been reported before, or belong to another host");
    public CounterId Requests { get; } = schema.Counter("requests", "requests", "requests to the scheduler");
    public CounterId NoWork { get; } = schema.Counter("requests.noWork", "requests", "requests for work that got none");
    public CounterId TooSlow { get; } = schema.Counter("requests.tooSlow", "requests", "requests that got less work, or none, because the host would not finish more before the deadline");
    public CounterId Unauthorised { get; } = schema.Counter("requests.unauthorised", "requests", "requests without the account's secret");
    public CounterId RequestsFailed { get; } = schema.Counter("requests.failed", "requests", "requests that clients could not make, or that were not answered");
    public CounterId TurnedAway { get; } = schema.Counter("connections.turnedAway", "connections", "connections that scheduler or data server had no room for");
    public CounterId Downloads { get; } = schema.Counter("inputs", "files", "inputs fetched");
    public CounterId Uploads { get; } = schema.Counter("outputs", "files", "outputs stored");
    public CounterId UploadsRefused { get; } = schema.Counter("outputs.refused", "files", "outputs refused as too large");
    public CounterId TransfersFailed { get; } = schema.Counter("transfers.failed", "files", "transfers that broke off or could not begin");
    public CounterId BadChecksums { get; } = schema.Counter("inputs.badChecksum", "files", "inputs that were not what their checksum says");
    public CounterId OutputsLost { get; } = schema.Counter("outputs.lost", "files", "canonical outputs that were not there when they were to be put away");
    public CounterId Computed { get; } = schema.Counter("tasks.computed", "tasks", "tasks that hosts have computed");
    public CounterId CpuSeconds { get; } = schema.Counter("cpu", "s", "processor time that hosts have spent on the tasks they finished");
    public CounterId Erred { get; } = schema.Counter("tasks.erred", "tasks", "tasks that ended with a wrong result unnoticed");
    public CounterId Cheated { get; } = schema.Counter("tasks.cheated", "tasks", "tasks whose results were made up");
    public CounterId Retired { get; } = schema.Counter("hosts.retired", "hosts", "sessions of hosts that have left the project for good");
    public CounterId Signals { get; } = schema.Counter("signals", "signals", "signals in the science database");
    public CounterId Injected { get; } = schema.Counter("tones", "tones", "tones that were put into the units that are finished");
    public CounterId Found { get; } = schema.Counter("tones.found", "tones", "of these, those that the results hold");
    public CounterId WrongAccepted { get; } = schema.Counter("units.wrong", "units", "finished units whose accepted result is wrong");
    public CounterId Unsaid { get; } = schema.Counter("project.unsaid", "messages", "messages between parts of the project that could not be sent");
    public HistogramId ToValidation { get; } = schema.Histogram("units.toValidation", "us", "time from the making of a unit to its canonical result");
    public HistogramId CopiesOfUnit { get; } = schema.Histogram("units.copies", "copies", "copies of a unit by the time it had its canonical result");
    public HistogramId Turnaround { get; } = schema.Histogram("copies.turnaround", "us", "time from the sending of a copy to its report");

    /// <summary>Counter of the units given up for a reason.</summary>
    public CounterId GivenUp(UnitErrors errors) =>
        (errors & UnitErrors.TooManyErrors) != 0 ? _tooManyErrors : (errors & UnitErrors.TooManySuccesses) != 0 ? _tooManySuccesses : _tooManyTotal;

    /// <summary>Units given up in all.</summary>
    public long GivenUp(MetricShard metrics) => metrics.Total(_tooManyErrors) + metrics.Total(_tooManySuccesses) + metrics.Total(_tooManyTotal);

    /// <summary>Units given up, by reason.</summary>
    public IEnumerable<(string Reason, long Units)> GivenUpBy(MetricShard metrics) =>
        [("too many copies failed", metrics.Total(_tooManyErrors)), ("too many results without agreement", metrics.Total(_tooManySuccesses)), ("too many copies", metrics.Total(_tooManyTotal))];
}
