using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols.BitTorrent.Trackers;
using P2PActors.Reports;
using static P2PActors.Reports.Quotient;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>What a run of BitTorrent has shown.</summary>
internal static class BitTorrentReport
{
    public static void Add(BitTorrentRun run, SwarmProbe probe, World world, MetricShard metrics, SystemReport report)
    {
        BitTorrentMetrics m = run.Metrics;
        AddCompletion(run, m, metrics, report);
        AddUse(run, probe, m, metrics, report);
        AddTraffic(world, m, metrics, report);
        AddSwarm(probe, report);
        AddPieces(probe, m, metrics, report);
        AddPeers(run, m, metrics, report);
        AddTables(run, m, metrics, report);
    }

    private static void AddCompletion(BitTorrentRun run, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        long joined = metrics.Total(m.Joined);
        report.AddValue("joined", joined, "peers", "peers that have come for the file");
        report.AddValue("completed", Ratio(metrics.Total(m.Completed), joined), "share", "of these, those that have got the whole file");
        report.AddHistogram("completionTime", metrics.Histogram(m.CompletionTime), "s", 1e-6, "time from coming to the last piece");
        report.AddDistribution("completion time", metrics.Histogram(m.CompletionTime), "s", 1e-6, "share of those that completed that had done so by then");
        double? rate = metrics.Histogram(m.CompletionTime).Count == 0 ? null : run.Torrents[0].Length / (metrics.Histogram(m.CompletionTime).Mean * 1e-6);
        report.AddValue("downloadRate", rate, "B/s", "size of the file over the mean time to complete it");
        for (int i = 0; i < BitTorrentMetrics.Names.Length; i++)
        {
            HistogramData times = metrics.Histogram(m.ByBehaviour[i]);
            if (times.Count > 0 || i == 0) report.AddValue($"completionTime.{BitTorrentMetrics.Names[i]}", times.Count > 0 ? times.Mean * 1e-6 : null, "s", $"the same, mean of {BitTorrentMetrics.Names[i]} alone");
            if (times.Count > 0 && metrics.Histogram(m.CompletionTime).Count != times.Count)
                report.AddValue($"completed.{BitTorrentMetrics.Names[i]}", times.Count, "peers", $"completions of {BitTorrentMetrics.Names[i]}");
        }

        report.AddHistogram("firstPiece", metrics.Histogram(m.FirstPiece), "s", 1e-6, "time from coming to the first piece");
        report.AddValue("left", metrics.Total(m.Left), "peers", "seeds that have left");
        report.AddValue("givenUp", metrics.Total(m.GivenUp), "peers", "leechers that have given up");
        report.AddValue("ratio.mean", metrics.Histogram(m.Ratio).Count == 0 ? null : metrics.Histogram(m.Ratio).Mean / 1000, "times", "uploaded over the size of the file, mean of the seeds that have left");
        report.AddDistribution("ratio", metrics.Histogram(m.Ratio), "uploaded over size of the file", 1e-3, "share of the seeds that had uploaded so much when they left");
    }

    private static void AddUse(BitTorrentRun run, SwarmProbe probe, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        double seconds = probe.Interval.TotalSeconds;
        double capacity = probe.CapacityLooks * seconds;
        report.AddValue("uplinkUse", Ratio(metrics.Total(m.Upload), capacity), "share", "bytes uploaded by peers, initial seeds apart, of what their uplinks could have carried while they were there");
        report.AddValue("seedShare", Ratio(metrics.Total(m.SeedUpload), (double)metrics.Total(m.SeedUpload) + metrics.Total(m.Upload)), "share", "bytes uploaded by initial seeds or the server, of all bytes uploaded");
        report.AddValue("seedCopies", Ratio(metrics.Total(m.SeedUpload), (double)run.Torrents[0].Length * run.Torrents.Count), "copies", "bytes uploaded by initial seeds or the server, in sizes of the file, per swarm");
        report.AddValue("seedCopiesBefore", metrics.Total(m.SeedUploadBefore) == 0 ? null : metrics.Total(m.SeedUploadBefore) / ((double)run.Torrents[0].Length * run.Torrents.Count), "copies", "the same up to when an initial seed first saw another complete peer");
        report.AddSeries("throughput", "B/s", "bytes of blocks that were new to their receivers, per second", [.. metrics.Series(m.Payload).Select(b => (double?)(b / seconds))]);
        report.AddSeries("completions", "peers", "peers that completed in the interval", [.. metrics.Series(m.Completed).Select(c => (double?)c)]);
    }

    private static void AddTraffic(World world, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        double haves = 0, tracker = 0, all = 0, pieces = 0;
        foreach (MessageTraffic traffic in world.CollectTraffic())
        {
            double bytes = traffic.Total.BytesSent;
            all += bytes;
            switch (traffic.Type)
            {
                case nameof(Have) or nameof(Haves) or nameof(Bitfield) or nameof(HaveAll) or nameof(HaveNone):
                    haves += bytes;
                    break;
                case nameof(Piece) or nameof(FileRange):
                    pieces += bytes;
                    break;
                case nameof(AnnounceRequest) or nameof(AnnounceResponse) or nameof(UdpConnect) or nameof(UdpConnected) or nameof(UdpAnnounce) or nameof(UdpAnnounced) or nameof(ScrapeRequest) or nameof(ScrapeResponse) or nameof(UdpScrape) or nameof(UdpScrapeAnswer):
                    tracker += bytes;
                    break;
            }
        }

        double payload = metrics.Total(m.Payload);
        report.AddValue("signallingShare", all > 0 ? (all - pieces) / all : null, "share", "bytes of all messages but blocks, of all bytes");
        report.AddValue("haveShare", Ratio(haves, payload), "share", "bytes that say who has which pieces, over the bytes of the file that came");
        report.AddValue("haves.spared", metrics.Total(m.HavesSpared), "pieces", "times that a neighbour was not told of a piece because it had it");
        report.AddValue("trackerShare", Ratio(tracker, payload), "share", "bytes to and from trackers, over the bytes of the file that came");
        report.AddValue("duplicateBlocks", Ratio(metrics.Total(m.Wasted), payload), "share", "bytes of blocks that were there already, over the bytes of the file that came");
    }

    private static void AddSwarm(SwarmProbe probe, SystemReport report)
    {
        report.AddSeries("leechers", "peers", "peers that lack something", [.. probe.Leechers.Take(Fits(probe))]);
        report.AddSeries("seeds", "peers", "peers that have everything", [.. probe.Seeds.Take(Fits(probe))]);
        report.AddSeries("availability", "copies", "distributed copies: copies of the rarest piece, and the share of the pieces that have more (mean over the swarms)", [.. probe.Availability.Take(Fits(probe))]);
        report.AddSeries("copies of a piece", "copies", "copies of a piece, mean", [.. probe.Copies.Take(Fits(probe))]);
        report.AddSeries("progress", "share", "pieces that leechers have, mean", [.. probe.Progress.Take(Fits(probe))]);
        report.AddSeries("links", "connections", "neighbours of a peer, mean", [.. probe.MeanLinks.Take(Fits(probe))]);
        report.AddValue("leechers.mean", probe.Leechers.Average(), "peers", "peers that lack something, mean over the run");
        report.AddValue("seeds.mean", probe.Seeds.Average(), "peers", "peers that have everything, mean over the run");
        report.AddValue("availability.min", probe.Availability.Min(), "copies", "least number of distributed copies at any look");
        report.AddValue("interest", Ratio(probe.Interest.Wanted, probe.Interest.Pairs), "share", "pairs of neighbouring leechers of which the one wants something of the other, mean over the run (Legout et al.: 1 is ideal)");
    }

    /// <summary>One look more comes at the end of the run.</summary>
    private static int Fits(SwarmProbe probe) => Math.Max(1, probe.Looks - 1);

    private static void AddPieces(SwarmProbe probe, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        if (probe.PieceMap.Length > 0)
            report.AddCurve(new ResultCurve("piece map", "piece", "copies", "copies of each piece of the first swarm at the end", [.. probe.PieceMap.Select((c, i) => ((double)i, (double)c))]));
        foreach ((string name, HistogramId id, string which) in (ReadOnlySpan<(string, HistogramId, string)>)[("early", m.EarlyGap, "first tenth"), ("middle", m.MiddleGap, "middle"), ("late", m.LateGap, "last tenth")])
        {
            HistogramData gaps = metrics.Histogram(id);
            report.AddValue($"pieceGap.{name}", gaps.Count == 0 ? null : gaps.Mean * 1e-6, "s", $"time between two pieces of a peer, mean of the {which}");
        }

        report.AddValue("badPieces", metrics.Total(m.BadPieces), "pieces", "pieces whose hash was wrong; none was accepted");
        report.AddValue("bans", metrics.Total(m.Bans), "bans", "neighbours banned for bad pieces");
        report.AddValue("unrequested", metrics.Total(m.Unrequested), "blocks", "blocks that nobody waited for any more");
        report.AddValue("cancels", metrics.Total(m.Cancels), "requests", "requests taken back");
        report.AddValue("rejected", metrics.Total(m.Rejected), "requests", "requests refused");
    }

    private static void AddPeers(BitTorrentRun run, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        report.AddValue("announces", metrics.Total(m.Announces), "announces", "announces that trackers have had");
        report.AddValue("scrapes", metrics.Total(m.Scrapes), "scrapes", "scrapes that trackers have had");
        report.AddValue("announces.failed", metrics.Total(m.AnnounceFailures), "announces", "announces that were not answered, or refused");
        report.AddValue("snubs", metrics.Total(m.Snubs), "times", "neighbours that kept a peer waiting too long");
        report.AddValue("links.opened", metrics.Total(m.LinksOpened) / 2.0, "connections", "connections opened between peers");
        report.AddValue("links.useless", metrics.Total(m.Refused), "connections", "connections closed because they are of no use: twice, banned, two seeds, silent");
        report.AddValue("calls.failed", metrics.Total(m.CallsFailed), "calls", "calls of peers that failed");
        report.AddValue("malformed", metrics.Total(m.Malformed), "messages", "messages that make no sense");
        foreach (PeerSource source in (PeerSource[])[PeerSource.Tracker, PeerSource.Exchange])
            report.AddValue(source == PeerSource.Tracker ? "learnt.tracker" : "learnt.exchange", metrics.Total(m.Learnt[(int)source]), "peers", "addresses of peers learnt there");
        report.AddValue("piecesOfFile", run.Torrents[0].PieceCount, "pieces", "pieces of the file");
    }

    private static void AddTables(BitTorrentRun run, BitTorrentMetrics m, MetricShard metrics, SystemReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (int i = 0; i < m.Links.Count; i++)
        {
            HistogramData times = metrics.Histogram(m.LinkTime[i]);
            long up = metrics.Total(m.LinkUp[i]), down = metrics.Total(m.LinkDown[i]);
            rows.Add([m.Links[i], Cell.Count(times.Count), times.Count == 0 ? "-" : Cell.Time(TimeSpan.FromSeconds(times.Mean * 1e-6)), Cell.Number(up / 1e6), Cell.Number(down / 1e6), up == 0 ? "-" : Cell.Number((double)down / up)]);
            if (m.Links.Count == 1) continue;
            report.AddValue($"completionTime.link.{m.Links[i]}", times.Count == 0 ? null : times.Mean * 1e-6, "s", $"time from coming to the last piece, mean of those with link {m.Links[i]}");
            report.AddValue($"downOverUp.{m.Links[i]}", Ratio(down, up), "times", $"bytes downloaded over bytes uploaded by those with link {m.Links[i]}");
        }

        report.AddTable(new ResultTable("By access link", ["link", "completed", "mean time", "uploaded, MB", "downloaded, MB", "down over up"], rows));
        report.AddTable(new ResultTable("Torrent", ["name", "info-hash", "size, MB", "pieces", "piece, KiB", "files", ".torrent, B"],
            [.. run.Torrents.Take(5).Select(t => (IReadOnlyList<string>)[t.Name, t.InfoHash.ToString(), Cell.Number(t.Length / 1e6), Cell.Count(t.PieceCount), Cell.Number(t.PieceLength / 1024.0), Cell.Count(t.Files), Cell.Count(t.MetainfoBytes)])]));
    }
}
