namespace P2PActors.Metrics;

/// <summary>Traffic of one message type.</summary>
/// <param name="Type">Name of the message type.</param>
/// <param name="ByRole">Traffic at each role, in the order of the world's roles.</param>
/// <param name="Dropped">What did not arrive, by reason.</param>
public sealed record MessageTraffic(string Type, IReadOnlyList<TrafficCount> ByRole, IReadOnlyDictionary<DropReason, long> Dropped)
{
    /// <summary>Traffic of all roles together.</summary>
    public TrafficCount Total
    {
        get
        {
            TrafficCount sum = default;
            foreach (TrafficCount count in ByRole) sum += count;
            return sum;
        }
    }
}
