using P2PActors.Wire;

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

    /// <summary>Depends on the full name of the type.</summary>
    internal ulong Fingerprint { get; init; }

    /// <summary>Both together, of the same type.</summary>
    public static MessageTraffic operator +(MessageTraffic a, MessageTraffic b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var dropped = new SortedDictionary<DropReason, long>();
        foreach ((DropReason reason, long count) in a.Dropped) dropped[reason] = count;
        foreach ((DropReason reason, long count) in b.Dropped) dropped[reason] = dropped.GetValueOrDefault(reason) + count;
        return a with { ByRole = [.. a.ByRole.Zip(b.ByRole, TrafficCount.Add)], Dropped = dropped };
    }

    /// <summary>Both together, of the same type.</summary>
    public static MessageTraffic Add(MessageTraffic left, MessageTraffic right) => left + right;

    internal void Write(WireWriter to)
    {
        to.Text(Type);
        to.Fixed64(Fingerprint);
        to.Unsigned((ulong)ByRole.Count);
        foreach (TrafficCount count in ByRole)
        {
            to.Signed(count.MessagesSent);
            to.Signed(count.BytesSent);
            to.Signed(count.MessagesReceived);
            to.Signed(count.BytesReceived);
        }

        to.Unsigned((ulong)Dropped.Count);
        foreach ((DropReason reason, long count) in Dropped)
        {
            to.Byte((byte)reason);
            to.Signed(count);
        }
    }

    internal static MessageTraffic Read(ref WireReader from)
    {
        string type = from.Text() ?? throw new WireFormatException("found a type of messages without a name");
        ulong fingerprint = from.Fixed64();
        var byRole = new TrafficCount[from.Count(4)];
        for (int i = 0; i < byRole.Length; i++) byRole[i] = new TrafficCount(from.Signed(), from.Signed(), from.Signed(), from.Signed());
        var dropped = new SortedDictionary<DropReason, long>();
        for (int left = from.Count(2); left > 0; left--)
        {
            var reason = (DropReason)from.Byte();
            dropped[reason] = from.Signed();
        }

        return new MessageTraffic(type, byRole, dropped) { Fingerprint = fingerprint };
    }
}
