using System.Globalization;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Inspection;

/// <summary>Commands that show what was measured and what happened so far.</summary>
internal static class MeasureCommands
{
    private const int MostBars = 76; // a line of a terminal
    private const string OnLine = "on-line";
    private static readonly char[] Bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

    public static IReadOnlyList<InspectionCommand> All { get; } =
    [
        new("metrics", "metrics [FILTER]", "What was measured so far", "Counters, distributions and messages by type; only those whose name holds the filter.\nmetrics search") { Do = Metrics },
        new("series", "series [NAME]", "One counter over time, as a line of bars", "Each bar is one interval of the series, up to now. Without a name the names are listed.\nseries searches") { Do = Series, Next = (s, _) => NamesOf(s) },
        new("journal", "journal", "What was done to the world so far, and what is still to come", "Faults of the scenario and commands, with their times and how many peers they concerned.\njournal") { Aliases = ["faults"], Do = Journal },
    ];

    private static IEnumerable<string> NamesOf(InspectionSession session) => session.Run!.Metrics.Counters.Select(c => c.Name).Prepend(OnLine);

    private static Answer Metrics(InspectionSession session, IReadOnlyList<string> words)
    {
        if (words.Count > 1) throw InspectionCommands.WrongUse("metrics");
        string filter = words.Count == 0 ? "" : CommandWords.Unquoted(words[0]);
        MetricShard shard = session.World.CollectMetrics();
        var counters = new List<IReadOnlyList<string>>();
        var histograms = new List<IReadOnlyList<string>>();
        int still = 0;
        foreach ((int i, MetricInfo info) in session.Run!.Metrics.Counters.Index())
        {
            long total = shard.Total(new CounterId(i));
            if (!Fits(info.Name)) continue;
            if (filter.Length > 0) counters.Add([info.Name, Amount(total, info.Unit), UnitBeside(info.Unit), info.Meaning]);
            else if (total != 0) counters.Add([info.Name, Amount(total, info.Unit), UnitBeside(info.Unit)]);
            else still++;
        }

        foreach ((int i, MetricInfo info) in session.Run.Metrics.Histograms.Index())
        {
            if (!Fits(info.Name)) continue;
            HistogramData data = shard.Histogram(new HistogramId(i));
            string[] row = data.Count == 0
                ? [info.Name, "0", "-", "-", "-", "-", ""]
                : [info.Name, StateText.Number(data.Count), Amount(data.Mean, info.Unit), Amount(data.Quantile(0.5), info.Unit), Amount(data.Quantile(0.95), info.Unit), Amount(data.Max, info.Unit), UnitBeside(info.Unit)];
            histograms.Add(row);
        }

        List<IReadOnlyList<string>> traffic =
        [
            .. session.World.CollectTraffic().Where(t => Fits(t.Type)).Select(t => (IReadOnlyList<string>)
                [t.Type, StateText.Number(t.Total.MessagesSent), StateText.Bytes(t.Total.BytesSent), StateText.Number(t.Total.MessagesReceived), StateText.Number(t.Dropped.Values.Sum())]),
        ];
        var answer = new Answer();
        if (counters.Count > 0) answer.Table("", filter.Length > 0 ? ["counter", "total", "", "meaning"] : ["counter", "total", ""], counters);
        if (histograms.Count > 0) answer.Table("", ["distribution", "count", "mean", "median", "95 %", "max", ""], histograms);
        if (traffic.Count > 0) answer.Table("", ["message", "sent", "bytes", "handled", "dropped"], traffic);
        if (counters.Count + histograms.Count + traffic.Count == 0) answer.Line($"nothing that is measured has '{filter}' in its name; 'metrics' alone shows all");
        if (still > 0) answer.Line($"{StateText.Count(still, "counter")} more at 0; 'metrics FILTER' shows those too, and what each counts");
        return answer;

        bool Fits(string name) => name.Contains(filter, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A number with its unit, microseconds and bytes in the size that reads best.</summary>
    private static string Amount(double value, string unit) => unit switch
    {
        "us" => value switch
        {
            < 1e3 => $"{ThreeDigits(value)} us",
            < 1e6 => $"{ThreeDigits(value / 1e3)} ms",
            _ => $"{ThreeDigits(value / 1e6)} s",
        },
        "B" => StateText.Bytes(value),
        "B/s" => value switch
        {
            < 1e3 => $"{ThreeDigits(value)} B/s",
            < 1e6 => $"{ThreeDigits(value / 1e3)} kB/s",
            _ => $"{ThreeDigits(value / 1e6)} MB/s",
        },
        _ => Cell.Number(value),
    };

    private static string ThreeDigits(double value) =>
        value.ToString(value >= 100 ? "N0" : value >= 10 ? "0.0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary>The unit, where it does not stand with each number.</summary>
    private static string UnitBeside(string unit) => unit is "us" or "B" or "B/s" ? "" : unit;

    private static Answer Series(InspectionSession session, IReadOnlyList<string> words)
    {
        string[] names = [.. NamesOf(session)];
        if (words.Count == 0) return Answer.Say("series: " + string.Join(", ", names));
        string name = CommandWords.Unquoted(words[0]);
        if (words.Count != 1) throw InspectionCommands.WrongUse("series");
        if (!names.Contains(name)) throw new CommandException($"there is no series '{name}'; {NearestName.Hint(name, names)}");
        World world = session.World;
        int bins = (int)Math.Clamp(world.Now.Ticks / Math.Max(1, world.SeriesBin.Ticks) + 1, 1, world.Plan.SeriesBins);
        double[] values;
        string unit;
        if (name == OnLine)
        {
            values = [.. session.Run!.Population.Online.Take(bins).Select(v => v ?? 0)];
            unit = "participants";
        }
        else
        {
            MetricInfo info = session.Run!.Metrics.Counters.First(c => c.Name == name);
            int index = session.Run.Metrics.Counters.Index().First(c => c.Item == info).Index;
            values = [.. world.CollectMetrics().Series(new CounterId(index)).Take(bins).Select(v => (double)v)];
            unit = info.Unit;
        }

        if (values.Length == 0) return Answer.Say("nothing yet");
        double most = values.Max();
        int together = (values.Length + MostBars - 1) / MostBars;
        double[] shown = [.. values.Chunk(together).Select(c => c.Average())];
        double highest = shown.Max();
        var bars = new string([.. shown.Select(v => highest <= 0 ? Bars[0] : Bars[(int)Math.Round(Math.Max(0, v) / highest * (Bars.Length - 1))])]);
        string merged = together > 1 ? $"; a bar is the mean of {together}" : "";
        return new Answer($"{name}, {unit} in each {StateText.Time(world.SeriesBin)} from 0:00:00 on{merged}").Line(bars)
            .Line($"last {Cell.Number(values[^1])}, greatest {Cell.Number(most)}, mean {Cell.Number(values.Average())}");
    }

    private static Answer Journal(InspectionSession session, IReadOnlyList<string> words)
    {
        var rows = session.World.Interventions.Select(r => (IReadOnlyList<string>)[StateText.Moment(r.Time), r.Label, StateText.Number(r.Peers)]).ToList();
        var coming = new List<IReadOnlyList<string>>();
        foreach (Intervention intervention in session.Barrier.Pending)
        {
            if (intervention.Trigger is { } trigger) coming.Add([$"when {trigger.Condition.Text}", intervention.Label]);
            else if (intervention.At < session.World.Duration) coming.Add([StateText.Moment(intervention.At), intervention.Label]);
        }

        var answer = new Answer();
        if (rows.Count > 0) answer.Table("done", ["at", "what", "peers"], rows);
        if (coming.Count > 0) answer.Table("to come", ["at", "what"], coming);
        if (rows.Count + coming.Count == 0) answer.Line("nothing was done to this world, and the scenario plans nothing");
        return answer.Line(string.Create(CultureInfo.InvariantCulture, $"{session.Plan.Journal.Entries.Count} by hand, in journal.conf"));
    }
}
