namespace P2PActors.Cli.Bench;

/// <summary>What a benchmark of the engine measured.</summary>
internal sealed record BenchResult(
    string Bench, int Peers, long Events, int Threads, int Cohorts, double Seconds, double EventsPerSecond,
    double BytesPerPeer, long PeakMemoryBytes, string Digest, string? Detail = null);
