namespace P2PActors.Reports.Html;

/// <summary>One of the results by which systems are compared first.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="Name">Its name in summary.json; for the busiest participant, the ending of the names of all roles.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="IsOfBusiestRole">Whether it is the greatest over the roles.</param>
internal sealed record KeyResult(string Title, string Name, string Unit, string Meaning, bool IsOfBusiestRole = false)
{
    private const string Load = "load.", Busiest = ".messages.max";

    /// <summary>A table with fewer rows is filled up with the first results of the systems.</summary>
    private const int Fewest = 5, Most = 10;

    private static readonly (string Name, string Title)[] Known =
    [
        ("successRate", "searches answered"),
        ("possible", "searches that could be answered"),
        ("recall", "recall"),
        ("recall100", "recall of the first 100 copies"),
        ("reach", "peers reached by a query"),
        ("queryMessagesPerQuery", "messages of a query"),
        ("duplicates", "duplicates among them"),
        ("firstResult.median", "time to the first result, median"),
        ("hops.median", "hops to the first result, median"),
        ("messagesPerSearch", "messages per search"),
        ("bytesPerSearch", "bytes per search"),
        ("signallingShare", "share of signalling"),
        ("downloads.completed", "downloads completed"),
        ("downloadTime.median", "download time, median"),
        ("uploads.perSharer", "upload of a sharer"),
        ("completed", "peers that completed"),
        ("completionTime.median", "time to complete, median"),
        ("completionTime.contributors", "time to complete, contributors"),
        ("completionTime.freeRiders", "time to complete, free riders"),
        ("availability.min", "least distributed copies"),
        ("uplinkUse", "use of the peers' uplinks"),
        ("seedCopies", "copies sent by seed or server"),
        ("duplicateBlocks", "bytes that came twice"),
        ("lookups.successRate", "look-ups answered"),
        ("throughput", "useful computing"),
        ("wasted", "computing without use"),
        ("copiesPerUnit", "copies of a work unit"),
        ("timeToValidate.median", "time until a unit is validated, median"),
        ("timeToValidate.p95", "time until a unit is validated, 95th percentile"),
        ("wrongAccepted", "wrong results accepted"),
        ("credit.cheaters", "credit of those who cheat"),
        ("foundShare", "signals found"),
        ("usable", "users who can use it"),
        ("usable.kept", "least of them, of the most before"),
        ("healing", "time to heal"),
        ("supernodes.fewest", "fewest supernodes"),
        ("loggedIn", "users with a server"),
        ("loginTime.median", "time to log in, median"),
        ("path.direct", "calls that go direct"),
        ("path.relayed", "calls by way of a relay"),
        ("setUp.median", "time to set a call up, median"),
        ("mos.median", "quality of a call, median"),
        ("texts.delivered", "texts delivered"),
        ("texts.direct", "texts from user to user"),
        ("texts.byServer", "texts by way of a server"),
        ("textTime.median", "time from a text to its receipt, median"),
        ("presence.perLogin", "notices of a log-in"),
        ("giantComponent", "largest connected part"),
    ];

    /// <summary>Results of every engine that say little about a system.</summary>
    private static readonly string[] Plain = ["messages", "bytes", "dropped", "handlerFailures", "sessions", "online.mean"];

    /// <summary>The key results that the systems of a run have.</summary>
    public static IReadOnlyList<KeyResult> Of(ReportModel model)
    {
        if (model.Points.Count == 0) return [];
        // What no system has at any point - downloads, where there are none - is no result.
        var defined = model.Points.SelectMany(p => p.Runs).SelectMany(r => r.Systems).SelectMany(s => s.Report.Values).Where(v => v.Value is not null).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        ResultValue[] values = [.. model.Points[0].Runs[0].Systems.SelectMany(s => s.Report.Values).DistinctBy(v => v.Name).Where(v => defined.Contains(v.Name))];
        var keys = new List<KeyResult>();
        foreach ((string name, string title) in Known)
        {
            if (Array.Find(values, v => v.Name == name) is { } value) keys.Add(new KeyResult(title, name, value.Unit, value.Meaning));
        }

        foreach (ResultValue value in values)
        {
            if (keys.Count >= Fewest && !(keys.Count < Most && keys.Exists(k => k.Title == k.Name))) break;
            if (value.Name.StartsWith(Load, StringComparison.Ordinal) || Plain.Contains(value.Name) || keys.Exists(k => k.Name == value.Name)) continue;
            keys.Add(new KeyResult(value.Name, value.Name, value.Unit, value.Meaning));
        }

        if (values.Any(v => IsBusiest(v.Name)))
            keys.Add(new KeyResult("load of the busiest participant", Busiest, "1/s", "messages per second sent and received, mean over the run", IsOfBusiestRole: true));
        return keys;
    }

    /// <summary>The result of a system over the seeds of one point; null where it is undefined.</summary>
    public RepeatedValue? In(SweepPoint point, string label) => IsOfBusiestRole
        ? point.Repeated.Where(r => r.Name.StartsWith($"{label}.{Load}", StringComparison.Ordinal) && IsBusiest(r.Name[(label.Length + 1)..])).MaxBy(r => r.Mean)
        : point.Find(label, Name);

    /// <summary>What a cell says below its value: the role that is the busiest.</summary>
    public string? NoteOf(RepeatedValue value, string label) => IsOfBusiestRole ? value.Name[(label.Length + 1 + Load.Length)..^Busiest.Length] : null;

    private static bool IsBusiest(string name) => name.StartsWith(Load, StringComparison.Ordinal) && name.EndsWith(Busiest, StringComparison.Ordinal);
}
