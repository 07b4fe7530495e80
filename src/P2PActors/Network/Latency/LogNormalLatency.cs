using P2PActors.Engine;

namespace P2PActors.Network.Latency;

/// <summary>A log-normal latency drawn once for every pair of peers (by hashing the pair, not by a table), the same in both directions.</summary>
/// <param name="seed">Seed of the run.</param>
/// <param name="median">Median one-way latency.</param>
/// <param name="sigma">Standard deviation of the logarithm.</param>
/// <param name="floor">Smallest one-way latency; shorter draws become this.</param>
public sealed class LogNormalLatency(ulong seed, TimeSpan median, double sigma, TimeSpan floor) : LatencyModel
{
    /// <inheritdoc />
    public override long Minimum { get; } = Math.Max(1, floor.Ticks);

    /// <inheritdoc />
    public override long OneWay(int from, int to, ulong draw)
    {
        var stream = new RandomStream(PairBits(seed, from, to));
        return Math.Max(Minimum, (long)(median.Ticks * Math.Exp(sigma * stream.NextNormal())));
    }
}
