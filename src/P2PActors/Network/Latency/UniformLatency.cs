namespace P2PActors.Network.Latency;

/// <summary>Latency drawn for every message, uniform between two bounds.</summary>
/// <param name="min">Smallest one-way latency, at least 100 ns.</param>
/// <param name="max">Greatest one-way latency, not below <paramref name="min"/>.</param>
public sealed class UniformLatency(TimeSpan min, TimeSpan max) : LatencyModel
{
    private readonly ulong _span = (ulong)Math.Max(0, max.Ticks - min.Ticks) + 1;

    /// <inheritdoc />
    public override long Minimum { get; } = Math.Max(1, min.Ticks);

    /// <inheritdoc />
    public override bool VariesByPacket => true;

    /// <inheritdoc />
    public override long OneWay(int from, int to, ulong draw) => Minimum + (long)Math.BigMul(draw, _span, out _);
}
