namespace P2PActors.Metrics;

/// <summary>Messages and bytes by type, role and direction, and drops by type and reason, of one worker.</summary>
internal sealed class TrafficCounters(int roles)
{
    private const int DirectionsAndUnits = 4;
    private static readonly int Reasons = Enum.GetValues<DropReason>().Length;
    private long[] _counts = [];
    private long[] _drops = [];

    public void Sent(MessageTypeInfo type, int role, int bytes)
    {
        int at = At(type.Index, role);
        _counts[at]++;
        _counts[at + 1] += bytes;
    }

    public void Received(MessageTypeInfo type, int role, int bytes)
    {
        int at = At(type.Index, role);
        _counts[at + 2]++;
        _counts[at + 3] += bytes;
    }

    public void Dropped(MessageTypeInfo type, DropReason reason)
    {
        int at = type.Index * Reasons + (int)reason;
        if (at >= _drops.Length) Array.Resize(ref _drops, (type.Index + 8) * Reasons);
        _drops[at]++;
    }

    public void AddTo(TrafficCounters total)
    {
        Accumulate(_counts, ref total._counts);
        Accumulate(_drops, ref total._drops);
    }

    public TrafficCount Of(int type, int role)
    {
        int at = (type * roles + role) * DirectionsAndUnits;
        return at + 3 < _counts.Length ? new TrafficCount(_counts[at], _counts[at + 1], _counts[at + 2], _counts[at + 3]) : default;
    }

    public long Drops(int type, DropReason reason)
    {
        int at = type * Reasons + (int)reason;
        return at < _drops.Length ? _drops[at] : 0;
    }

    private int At(int type, int role)
    {
        int at = (type * roles + role) * DirectionsAndUnits;
        if (at + 3 >= _counts.Length) Array.Resize(ref _counts, (type + 8) * roles * DirectionsAndUnits);
        return at;
    }

    private static void Accumulate(long[] from, ref long[] to)
    {
        if (to.Length < from.Length) Array.Resize(ref to, from.Length);
        for (int i = 0; i < from.Length; i++) to[i] += from[i];
    }
}

/// <summary>Traffic of one message type at one role.</summary>
/// <param name="MessagesSent">Messages sent.</param>
/// <param name="BytesSent">Bytes sent, without transport headers.</param>
/// <param name="MessagesReceived">Messages handed to a handler.</param>
/// <param name="BytesReceived">Bytes handed to handlers.</param>
public readonly record struct TrafficCount(long MessagesSent, long BytesSent, long MessagesReceived, long BytesReceived)
{
    /// <summary>Both together.</summary>
    public static TrafficCount operator +(TrafficCount a, TrafficCount b) => new(
        a.MessagesSent + b.MessagesSent, a.BytesSent + b.BytesSent, a.MessagesReceived + b.MessagesReceived, a.BytesReceived + b.BytesReceived);

    /// <summary>Both together.</summary>
    public static TrafficCount Add(TrafficCount left, TrafficCount right) => left + right;
}
