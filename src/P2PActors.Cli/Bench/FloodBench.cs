using System.Diagnostics;
using P2PActors.Engine;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;

namespace P2PActors.Cli.Bench;

/// <summary>Gnutella queries with TTL 7 flooded over the crawl of 31 August 2002, or over a synthetic overlay where the crawl is not at hand.</summary>
internal static class FloodBench
{
    private const int Ttl = 7;

    /// <summary>Servents of the crawl; the synthetic overlay has as many, and as many links.</summary>
    private const int CrawlServents = 62_586;
    private const double CrawlMeanDegree = 4.726;

    public static BenchResult Run(string? file, int? peers, int queries, int threads, int cohorts, ulong seed)
    {
        string crawl = file ?? Path.Combine("..", "shared", "data", "gnutella-2002", "p2p-Gnutella31.txt");
        bool isReal = file is not null || peers is null && File.Exists(crawl);
        OverlayGraph overlay = isReal
            ? EdgeListFile.Load(crawl)
            : new RandomTopology { MeanDegree = CrawlMeanDegree }.Build(peers ?? CrawlServents, seed)!;
        FloodResult flood = GnutellaFlood.Run(overlay, Ttl, queries, (long)seed, new RunOptions { Threads = threads, Cohorts = cohorts });
        string over = isReal ? Path.GetFileName(crawl) : "a random overlay of the crawl's size (the crawl is public: snap.stanford.edu/data/p2p-Gnutella31.html)";
        return new BenchResult(
            "flood", overlay.Nodes, flood.Messages, flood.Threads, flood.Cohorts, flood.Seconds, flood.MessagesPerSecond,
            flood.BytesPerServent, Process.GetCurrentProcess().PeakWorkingSet64, flood.Digest,
            FormattableString.Invariant($"{queries:N0} queries, TTL {Ttl}, over {over}: {(double)flood.Messages / queries:N0} messages each, {flood.Reach:P1} reached, {flood.DuplicateShare:P0} duplicates; set-up {flood.SetupSeconds:0.0} s"));
    }
}
