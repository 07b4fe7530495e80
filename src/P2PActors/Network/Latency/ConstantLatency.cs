namespace P2PActors.Network.Latency;

/// <summary>The same latency between all peers.</summary>
/// <param name="oneWay">One-way latency, at least 100 ns.</param>
public sealed class ConstantLatency(TimeSpan oneWay) : LatencyModel
{
    /// <inheritdoc />
    public override long Minimum { get; } = Math.Max(1, oneWay.Ticks);

    /// <inheritdoc />
    public override long OneWay(int from, int to, ulong draw) => Minimum;
}
