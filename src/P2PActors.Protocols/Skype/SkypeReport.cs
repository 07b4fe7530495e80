using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.Skype;

/// <summary>The results of Skype: who could use it, log-ins, the directory, calls by the path they took, relays.</summary>
internal static class SkypeReport
{
    public static void Add(SkypeRun run, SkypeProbe probe, World world, MetricShard metrics, SystemReport report)
    {
        SkypeMetrics m = run.Metrics;
        AddUsers(probe, report);
        AddLogins(m, metrics, report);
        AddSupernodes(m, probe, run.Turnover, metrics, report);
        AddDirectory(m, run.Settings.Directory.FirstBatch, metrics, report);
        AddTexts(m, metrics, report);
        AddCalls(m, metrics, report);
        AddRelays(run, m, world, metrics, report);
    }

    private static void AddUsers(SkypeProbe probe, SystemReport report)
    {
        report.AddValue("usable", probe.Usable.Average(), "users", "users logged in and with a supernode (mean over the run)");
        report.AddValue("usable.end", probe.Usable.Count > 0 ? probe.Usable[^1] : null, "users", "users logged in and with a supernode at the end");
        report.AddValue("orphans", probe.Orphans.Average(), "share", "users on line without a supernode (mean over the run)");
        (double? lowest, double? peak, double? healing) = Dip(probe);
        report.AddValue("usable.peak", peak, "users", "most users logged in and with a supernode before the lowest point");
        report.AddValue("usable.lowest", lowest, "users", "users logged in and with a supernode at the lowest point, where the share of the most before is smallest");
        report.AddValue("usable.kept", peak > 0 ? lowest / peak : null, "share", "the fewest, of the most before");
        report.AddValue("healing", healing, "s", "time from falling below 90 % of the most to 95 % of it again; none if that was not reached");
        report.AddSeries("usable", "users", "users logged in and with a supernode", probe.Usable);
        report.AddSeries("orphans", "share", "users on line without a supernode", probe.Orphans);
        report.AddSeries("calls under way", "calls", "calls in which people talk", probe.Talking);
        report.AddSeries("relayed calls under way", "calls", "of these, by way of a relay", probe.Relayed);
    }

    /// <summary>The deepest fall of the users who can use it: how far, from what, and how long until 95 % of that were back.</summary>
    private static (double? Lowest, double? Peak, double? Healing) Dip(SkypeProbe probe)
    {
        if (probe.Usable.Count == 0) return default;
        double most = 0, deepest = 2, lowest = 0, peak = 0;
        int at = 0;
        for (int i = 0; i < probe.Usable.Count; i++)
        {
            double users = probe.Usable[i] ?? 0;
            most = Math.Max(most, users);
            // Before anybody is there, nobody can fall.
            if (most == 0 || users / most >= deepest) continue;
            (deepest, lowest, peak, at) = (users / most, users, most, i);
        }

        int from = at, to = at;
        while (from > 0 && (probe.Usable[from - 1] ?? 0) < 0.9 * peak) from--;
        while (to < probe.Usable.Count && (probe.Usable[to] ?? 0) < 0.95 * peak) to++;
        bool fell = deepest < 0.9, healed = to < probe.Usable.Count;
        return (lowest, peak, fell && healed ? (to - from) * probe.Interval.TotalSeconds : null);
    }

    private static void AddLogins(SkypeMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("logins", metrics.Total(m.LoginsDone), "log-ins", "log-ins completed");
        report.AddValue("logins.begun", metrics.Total(m.LoginsBegun), "log-ins", "sessions that set out to log in");
        report.AddValue("logins.failed", metrics.Total(m.LoginsFailed), "log-ins", "attempts given up, after all cycles or for want of the login server");
        report.AddValue("logins.busy", metrics.Total(m.LoginsBusy), "log-ins", "attempts that the login server refused because too many waited");
        report.AddValue("logins.denied", metrics.Total(m.LoginsDenied), "log-ins", "attempts under a name of somebody else");
        report.AddHistogram("loginTime", metrics.Histogram(m.LoginTime), "s", 1e-6, "time from the start of a session until the user is on line: logged in, the NAT known, the supernode told");
        report.AddValue("announcements", metrics.Total(m.Announcements), "datagrams", "supernodes told of a log-in by the clients themselves");
        report.AddHistogram("serverWait", metrics.Histogram(m.ServerWait), "s", 1e-6, "time that log-ins waited at the login server");
        report.AddDistribution("time to log in", metrics.Histogram(m.LoginTime), "s", 1e-6, "share of the log-ins completed by then");
        report.AddTable(new ResultTable("In search of a supernode", ["probes by UDP", "answered: full", "connections tried without an answer", "found", "lost", "turned away by full ones"],
            [[Cell.Count(metrics.Total(m.Probes)), Cell.Count(metrics.Total(m.ProbesRefused)), Cell.Count(metrics.Total(m.TcpFallbacks)), Cell.Count(metrics.Total(m.SupernodesFound)),
                Cell.Count(metrics.Total(m.SupernodesLost)), Cell.Count(metrics.Total(m.ClientsRefused))]]));
        report.AddTable(new ResultTable($"What clients found out about their NATs, with {Cell.Count(metrics.Total(m.NatTests))} binding requests", ["kind", "clients"],
            [.. SkypeMetrics.NatWords.Select((kind, i) => (IReadOnlyList<string>)[kind, Cell.Count(metrics.Total(m.NatKinds[i]))]).Skip(1)]));
    }

    private static void AddSupernodes(SkypeMetrics m, SkypeProbe probe, SupernodeTurnover turnover, MetricShard metrics, SystemReport report)
    {
        report.AddValue("supernodes", probe.Supernodes.Average(), "supernodes", "supernodes on line (mean over the run)");
        report.AddValue("supernodes.end", probe.Clients.Count, "supernodes", "supernodes on line at the end");
        report.AddValue("supernodes.fewest", FewestOf(probe.Supernodes), "supernodes", "fewest supernodes on line after the first tenth of the run");
        report.AddValue("supernodes.gone", turnover.Gone.Count > 0 ? turnover.Gone.Average() : null, "share", "users' supernodes that are none any more half an hour later (mean over the half hours of the run)");
        report.AddValue("supernodes.goneMost", turnover.Gone.Count > 0 ? turnover.Gone.Max() : null, "share", "the same, in the half hour with the most");
        report.AddValue("clients.mean", probe.MeanClients.Average(), "clients", "clients of a supernode (mean over the run)");
        report.AddValue("clients.max", probe.Clients.Count == 0 ? null : probe.Clients[^1], "clients", "most clients of a supernode at the end");
        report.AddValue("slotMates", probe.SlotMates, "supernodes", "supernodes of a slot, as each of them knows it, at the end (mean)");
        report.AddValue("records.mean", probe.Records.Count == 0 ? null : probe.Records.Average(), "records", "records that a supernode holds at the end (mean)");
        report.AddValue("promotions", metrics.Total(m.Promotions), "promotions", "clients that became supernodes, those of the beginning not counted");
        report.AddValue("promotions.refused", metrics.Total(m.PromotionsRefused), "requests", "clients that were asked and did not");
        report.AddValue("shutdowns", metrics.Total(m.Protected), "supernodes", "supernodes that shut themselves down because of too many requests");
        report.AddValue("overload", metrics.Total(m.Overloaded), "requests", "requests that supernodes left unanswered because they had too many");
        report.AddValue("supernodes.lost", metrics.Total(m.SupernodesLost), "clients", "times that a client lost its supernode");
        report.AddHistogram("rehomed", metrics.Histogram(m.Rehomed), "s", 1e-6, "time from the loss of a supernode, as noticed, to the next");
        report.AddSeries("supernodes", "supernodes", "supernodes on line", probe.Supernodes);
        report.AddSeries("clients per supernode", "clients", "mean over the supernodes on line", probe.MeanClients);
    }

    private static void AddDirectory(SkypeMetrics m, int firstBatch, MetricShard metrics, SystemReport report)
    {
        long found = metrics.Total(m.SearchesFound);
        report.AddValue("searches", metrics.Total(m.Searches), "searches", "searches for a user");
        report.AddValue("searches.found", found, "searches", "searches that found the user");
        report.AddValue("searches.absent", metrics.Total(m.SearchesAbsent), "searches", "searches that ended in 'does not exist'");
        report.AddValue("searches.known", metrics.Total(m.SearchesKnown), "searches", "searches for somebody whom the client itself had found before");
        report.AddValue("searches.remembered", metrics.Total(m.SearchesRemembered), "searches", "searches that the own supernode answered with what another of its clients had found");
        report.AddValue("searches.lost", metrics.Total(m.SearchesLost), "searches", "searches given up for want of a supernode");
        report.AddValue("successRate", Ratio(metrics.Total(m.SearchesRealFound), metrics.Total(m.SearchesReal)), "share", "searches for users on line that found them");
        report.AddValue("searches.forged", metrics.Total(m.SearchesForged), "answers", "answers thrown away because the login server had not signed them");
        report.AddValue("searchAsked.mean", metrics.Histogram(m.SearchAsked).Count > 0 ? metrics.Histogram(m.SearchAsked).Mean : null, "supernodes", "supernodes asked by a search (mean; about 8 were seen)");
        report.AddHistogram("searchTime", metrics.Histogram(m.SearchTime), "s", 1e-6, "time of a search that found the user");
        report.AddValue("oneStep", Ratio(metrics.Total(m.ByBatch[0]), m.ByBatch.Sum(metrics.Total)), "share", "searches that found the user in the first step, of those that had to ask others");
        var bySteps = new List<IReadOnlyList<string>>
        {
            (string[])["0: the client had found the user before", "0", Cell.Count(metrics.Total(m.SearchesKnown))],
            (string[])["0: its supernode's other clients had", "0", Cell.Count(metrics.Total(m.SearchesRemembered))],
            (string[])["0: its supernode held the record", "0", Cell.Count(found - metrics.Total(m.SearchesKnown) - metrics.Total(m.SearchesRemembered) - m.ByBatch.Sum(metrics.Total))],
        };
        for (int i = 0; i < m.ByBatch.Length; i++) bySteps.Add([Cell.Count(i + 1), "at most " + Cell.Count(firstBatch * ((2 << i) - 1)), Cell.Count(metrics.Total(m.ByBatch[i]))]);
        report.AddTable(new ResultTable("Searches that found the user, by steps", ["steps", "supernodes asked in all", "searches"], bySteps));
        report.AddTable(new ResultTable("The directory", ["records sent", "records copied to new supernodes", "records expired"],
            [[Cell.Count(metrics.Total(m.Published)), Cell.Count(metrics.Total(m.Copied)), Cell.Count(metrics.Total(m.Expired))]]));
    }

    private static void AddTexts(SkypeMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("texts", metrics.Total(m.Chats), "texts", "text messages that users sent");
        report.AddValue("texts.delivered", metrics.Total(m.ChatsDelivered), "texts", "text messages whose receipt came");
        report.AddValue("texts.kept", metrics.Total(m.ChatsKept), "texts", "text messages kept until the buddy is on line");
        report.AddHistogram("textTime", metrics.Histogram(m.ChatTime), "s", 1e-6, "time from a text message to its receipt, of those not kept");
        report.AddValue("notices", metrics.Total(m.StatusNotices), "notices", "notices of presence to buddies");
        report.AddValue("signals", metrics.Total(m.Signals), "signals", "signals by way of supernodes");
        report.AddValue("signals.failed", metrics.Total(m.SignalsFailed), "signals", "signals whose receiver was not where it was thought to be");
    }

    private static void AddCalls(SkypeMetrics m, MetricShard metrics, SystemReport report)
    {
        long calls = metrics.Total(m.Calls), talked = metrics.Total(m.CallsTalked);
        report.AddValue("calls", calls, "calls", "calls that users made");
        report.AddValue("calls.connected", talked, "calls", "calls in which voice began");
        report.AddValue("calls.absent", metrics.Total(m.CallsAbsent), "calls", "calls to somebody who was not on line or not to be found");
        report.AddValue("calls.busy", metrics.Total(m.CallsBusy), "calls", "calls to somebody in a call");
        report.AddValue("calls.unanswered", metrics.Total(m.CallsSilent), "calls", "calls that nothing was heard of");
        report.AddValue("calls.noPath", metrics.Total(m.CallsNoPath), "calls", "calls answered for which no path was found");
        report.AddValue("calls.dropped", metrics.Total(m.CallsDropped), "calls", "calls that ended because voice came no more");
        report.AddValue("calls.rerouted", metrics.Total(m.CallsRerouted), "calls", "times that a call went on over another path");
        report.AddValue("talkTime", metrics.Total(m.TalkTime), "s", "voice, of both sides of calls together");
        var rows = new List<IReadOnlyList<string>>();
        HistogramData all = new(), setUps = new();
        for (int i = 0; i < SkypeMetrics.PathNames.Length; i++)
        {
            string name = SkypeMetrics.PathNames[i];
            long count = metrics.Total(m.ByPath[i]);
            HistogramData setUp = metrics.Histogram(m.SetUp[i]), score = metrics.Histogram(m.Scores[i]), delay = metrics.Histogram(m.MouthToEar[i]), lost = metrics.Histogram(m.Lost[i]);
            all.Add(score);
            setUps.Add(setUp);
            report.AddValue($"path.{name}", Ratio(count, talked), "share", $"connected calls with path {name}");
            report.AddValue($"setUp.{name}", setUp.Count > 0 ? setUp.Quantile(0.5) * 1e-6 : null, "s", $"time from dialling to voice, path {name} (median)");
            report.AddValue($"mos.{name}", score.Count > 0 ? score.Mean / SkypeMetrics.ScoreScale : null, "MOS", $"mean opinion score, path {name} (mean)");
            report.AddValue($"delay.{name}", delay.Count > 0 ? delay.Mean * 1e-6 : null, "s", $"delay from mouth to ear, path {name} (mean)");
            rows.Add([SkypeMetrics.PathWords[i], Cell.Count(count), Time(setUp), score.Count == 0 ? "-" : Cell.Number(score.Mean / SkypeMetrics.ScoreScale), Time(delay), lost.Count == 0 ? "-" : Cell.Share(lost.Mean * 1e-6)]);
        }

        report.AddTable(new ResultTable("Calls by the path their voice takes", ["path", "calls", "mean set-up", "mean MOS", "mean delay", "packets not played"], rows));
        report.AddHistogram("setUp", setUps, "s", 1e-6, "time from dialling to voice");
        report.AddHistogram("mos", all, "MOS", 1 / SkypeMetrics.ScoreScale, "mean opinion score of the sides of calls");
        report.AddDistribution("mean opinion score", all, "MOS", 1 / SkypeMetrics.ScoreScale, "share of the sides of calls with no better score");
        report.AddHistogram("jitter", metrics.Histogram(m.VoiceJitter), "s", 1e-6, "mean jitter of the sides of calls");
        report.AddValue("strayVoice", metrics.Total(m.VoiceStray), "packets", "voice that came for a call which is over, or not passed on any more");

        static string Time(HistogramData times) => times.Count == 0 ? "-" : Cell.Number(times.Mean * 1e-3) + " ms";
    }

    private static void AddRelays(SkypeRun run, SkypeMetrics m, World world, MetricShard metrics, SystemReport report)
    {
        report.AddValue("relay.sessions", metrics.Total(m.RelaySessions), "calls", "calls that relays took");
        report.AddValue("relay.refused", metrics.Total(m.RelayRefused), "calls", "calls that relays turned away for want of room");
        report.AddValue("relay.bytes", metrics.Total(m.RelayBytes), "B", "voice that relays passed on");
        report.AddValue("relay.overLimit", metrics.Total(m.RelayOver), "packets", "voice packets that relays dropped for exceeding their limit");
        report.AddHistogram("relay.roundTrip", metrics.Histogram(m.RelayDetour), "s", 1e-6, "round trip by way of the chosen relay, as both sides measured it");
        long[] relayed = world.Collect(run.RelayedBytes.Length, peer => run.RelayedBytes[peer.Value]);
        Array.Sort(relayed, static (a, b) => b.CompareTo(a));
        int relays = 0;
        double all = 0;
        foreach (long bytes in relayed) (relays, all) = (relays + (bytes > 0 ? 1 : 0), all + bytes);
        double top = 0;
        for (int i = 0; i < relays / 10; i++) top += relayed[i];
        report.AddValue("relays", relays, "peers", "peers that relayed voice");
        report.AddValue("relay.topTenth", all > 0 && relays >= 10 ? top / all : null, "share", "voice passed on by the tenth of the relays that passed on most");
    }

    private static double? FewestOf(List<double?> values)
    {
        double? fewest = null;
        for (int i = values.Count / 10; i < values.Count; i++)
        {
            if (values[i] is { } v && (fewest is null || v < fewest)) fewest = v;
        }

        return fewest;
    }
}
