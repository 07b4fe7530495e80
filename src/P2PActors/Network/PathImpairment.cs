namespace P2PActors.Network;

/// <summary>What a degradation does to the packets of a path.</summary>
/// <param name="LatencyFactor">Latency becomes so many times as long, at least 1.</param>
/// <param name="ExtraLatency">Added to the latency, at least 0.</param>
/// <param name="Loss">Share lost besides those lost anyway, 0 to below 1.</param>
public sealed record PathImpairment(double LatencyFactor, TimeSpan ExtraLatency, double Loss);
