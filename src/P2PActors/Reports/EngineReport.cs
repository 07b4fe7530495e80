using System.Globalization;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;

namespace P2PActors.Reports;

/// <summary>The results that every system has: population, traffic, load by role, drops, connections, failures, overlay.</summary>
internal static class EngineReport
{
    /// <summary>Fewer participants of a role make a table, not a distribution.</summary>
    private const int FewestForDistribution = 5;

    public static void Add(World world, PopulationProbe population, OverlayProbe overlay, SystemReport report)
    {
        IReadOnlyList<MessageTraffic> traffic = world.CollectTraffic();
        AddPopulation(world, population, report);
        AddTraffic(world, traffic, report);
        AddLoad(world, report);
        AddConnections(world, report);
        AddFailures(world, report);
        if (overlay.HasOverlay) AddOverlay(world, overlay, report);
    }

    private static void AddPopulation(World world, PopulationProbe population, SystemReport report)
    {
        double sum = 0;
        foreach (double? online in population.Online) sum += online ?? 0;
        report.AddValue("online.mean", sum / population.Online.Count, "peers", "participants on line, mean over the run");
        report.AddValue("sessions", world.Sessions, "sessions", "sessions begun");
        report.AddSeries("on line", "peers", "participants on line", [.. population.Online.Take(world.Plan.SeriesBins)]);
    }

    private static void AddTraffic(World world, IReadOnlyList<MessageTraffic> traffic, SystemReport report)
    {
        long messages = 0, bytes = 0, dropped = 0;
        var rows = new List<IReadOnlyList<string>>();
        var roleRows = new List<IReadOnlyList<string>>();
        var byReason = new SortedDictionary<DropReason, long>();
        foreach (MessageTraffic type in traffic)
        {
            TrafficCount total = type.Total;
            long drops = 0;
            foreach ((DropReason reason, long count) in type.Dropped)
            {
                drops += count;
                byReason[reason] = byReason.GetValueOrDefault(reason) + count;
            }

            messages += total.MessagesSent;
            bytes += total.BytesSent;
            dropped += drops;
            rows.Add([type.Type, Cell.Count(total.MessagesSent), Cell.Count(total.BytesSent), total.MessagesSent == 0 ? "-" : Cell.Number((double)total.BytesSent / total.MessagesSent), Cell.Count(total.MessagesReceived), Cell.Count(drops)]);
            for (int role = 0; role < world.Roles.Count; role++)
            {
                TrafficCount at = type.ByRole[role];
                if (at != default)
                    roleRows.Add([type.Type, world.Roles[role], Cell.Count(at.MessagesSent), Cell.Count(at.BytesSent), Cell.Count(at.MessagesReceived), Cell.Count(at.BytesReceived)]);
            }
        }

        report.AddValue("messages", messages, "messages", "messages sent");
        report.AddValue("bytes", bytes, "B", "bytes sent, without transport headers");
        report.AddValue("dropped", dropped, "messages", "messages that did not reach a handler");
        report.AddTable(new ResultTable("Messages by type", ["message", "sent", "bytes sent", "bytes each", "handled", "dropped"], rows));
        report.AddTable(new ResultTable("Messages by role and direction", ["message", "role", "sent", "bytes sent", "handled", "bytes handled"], roleRows));
        if (byReason.Count > 0)
        {
            report.AddTable(new ResultTable("Messages dropped, by reason", ["reason", "messages"],
                [.. byReason.Select(r => (IReadOnlyList<string>)[Words(r.Key.ToString()), Cell.Count(r.Value)])]));
        }
    }

    private static void AddLoad(World world, SystemReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        double seconds = Math.Max(1e-9, world.Now.TotalSeconds);
        for (int role = 0; role < world.Roles.Count; role++)
        {
            string name = world.Roles[role];
            var messages = new HistogramData();
            var bytes = new HistogramData();
            for (int i = 0; i < world.PeerCount; i++)
            {
                var peer = new PeerId(i);
                if (world.RoleOf(peer) != role) continue;
                TrafficCount load = world.LoadOf(peer);
                messages.Record(load.MessagesSent + load.MessagesReceived);
                bytes.Record(load.BytesSent + load.BytesReceived);
            }

            if (messages.Count == 0) continue;
            report.AddValue($"load.{name}.messages.mean", messages.Mean / seconds, "1/s", $"messages per second sent and received by a {name}, mean over the run");
            report.AddValue($"load.{name}.messages.max", messages.Max / seconds, "1/s", $"messages per second sent and received by the busiest {name}, mean over the run");
            report.AddValue($"load.{name}.bytes.mean", bytes.Mean / seconds, "B/s", $"bytes per second sent and received by a {name}, mean over the run");
            if (messages.Count >= FewestForDistribution) report.AddDistribution($"load of a {name}", messages, "messages/s, mean over the run", 1 / seconds, $"messages per second sent and received by each {name}");
            rows.Add([name, Cell.Count(messages.Count), Cell.Number(messages.Mean / seconds), Cell.Number(messages.Quantile(0.5) / seconds), Cell.Number(messages.Quantile(0.95) / seconds), Cell.Number(messages.Max / seconds), Cell.Number(bytes.Mean / seconds), Cell.Number(bytes.Max / seconds)]);
        }

        report.AddTable(new ResultTable("Load by role, per second over the whole run",
            ["role", "participants", "messages mean", "median", "95 %", "max", "bytes mean", "bytes max"], rows));
    }

    private static void AddConnections(World world, SystemReport report)
    {
        ConnectionCounters c = world.CollectConnections();
        if (c.Requested == 0) return;
        report.AddTable(new ResultTable("Connections", ["requested", "opened", "refused by the peer or its host", "stopped by a NAT or firewall", "no answer in time"],
            [[Cell.Count(c.Requested), Cell.Count(c.Opened), Cell.Count(c.Refused), Cell.Count(c.BlockedByNat), Cell.Count(c.TimedOut)]]));
    }

    private static void AddFailures(World world, SystemReport report)
    {
        (long count, IReadOnlyCollection<HandlerFailure> first) = world.CollectFailures();
        report.AddValue("handlerFailures", count, "failures", "exceptions that came out of peers' handlers");
        if (count == 0) return;
        report.AddWarning($"{Cell.Count(count)} handlers failed; the first is {first.First().Error} in {first.First().Handler} of peer {first.First().Peer}.");
        report.AddTable(new ResultTable("The first handler failures", ["at", "peer", "handler", "error"],
            [.. first.Select(f => (IReadOnlyList<string>)[f.Time.ToString("c", CultureInfo.InvariantCulture), f.Peer.ToString(), f.Handler, f.Error])]));
    }

    private static void AddOverlay(World world, OverlayProbe overlay, SystemReport report)
    {
        var giant = new double?[world.Plan.SeriesBins];
        var degree = new double?[world.Plan.SeriesBins];
        foreach ((TimeSpan time, double? largest, double? mean) in overlay.Looks)
        {
            int bin = (int)Math.Min(time.Ticks / world.SeriesBin.Ticks, giant.Length - 1);
            giant[bin] = largest;
            degree[bin] = mean;
        }

        var last = overlay.Looks[^1];
        report.AddValue("giantComponent", last.Giant, "share", "share of the peers on line that are in the largest connected part of the overlay, at the end");
        report.AddValue("degree.mean", last.MeanDegree, "links", "links of a peer, mean at the end");
        report.AddSeries("largest connected part", "share", "peers on line that are in the largest connected part of the overlay", giant);
        report.AddSeries("links of a peer", "links", "mean over the peers on line", degree);
        report.AddCurve(new ResultCurve("degree distribution", "links of a peer", "peers", "peers with a number of links, at the end",
            [.. overlay.Degrees.Select(d => ((double)d.Key, (double)d.Value))], IsLogarithmic: true));
    }

    private static string Words(string name)
    {
        var text = new System.Text.StringBuilder();
        foreach (char c in name) text.Append(char.IsUpper(c) && text.Length > 0 ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString());
        return text.ToString();
    }
}
