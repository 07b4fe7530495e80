namespace P2PActors.Network.Latency;

/// <summary>
/// How long a packet is under way between two peers. A model is immutable and shared by all threads; it never keeps a
/// table of all pairs of peers.
/// </summary>
public abstract class LatencyModel
{
    /// <summary>Smallest one-way latency the model can return for two different peers, in ticks of 100 ns; at least 1.
    /// The lookahead of the run, hence the length of a window.</summary>
    public abstract long Minimum { get; }

    /// <summary>Whether two packets on the same path may take different times; if not, <see cref="OneWay"/> ignores its draw.</summary>
    public virtual bool VariesByPacket => false;

    /// <summary>One-way latency in ticks of 100 ns.</summary>
    /// <param name="from">Sender.</param>
    /// <param name="to">Receiver.</param>
    /// <param name="draw">64 random bits of this message, for models that vary from message to message.</param>
    public abstract long OneWay(int from, int to, ulong draw);

    /// <summary>The two peers in an order that does not depend on direction, mixed with the seed: the same draw for a pair, always.</summary>
    private protected static ulong PairBits(ulong seed, int a, int b)
    {
        (uint low, uint high) = a < b ? ((uint)a, (uint)b) : ((uint)b, (uint)a);
        return Engine.RandomStream.Mix(seed ^ (((ulong)high << 32) | low) * 0x9E3779B97F4A7C15UL);
    }
}
