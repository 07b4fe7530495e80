using System.Runtime.CompilerServices;

namespace P2PActors.Engine;

/// <summary>What an event does when its time has come.</summary>
internal enum EventKind : byte
{
    /// <summary>A datagram reaches the receiver's access link.</summary>
    Datagram,
    /// <summary>A datagram has passed a busy downlink.</summary>
    DatagramReady,
    /// <summary>A timer of the peer itself is due.</summary>
    Timer,
    /// <summary>The peer's session begins.</summary>
    Start,
    /// <summary>The peer's session ends.</summary>
    Stop,
    /// <summary>Request to open a connection.</summary>
    Connect,
    /// <summary>The request was accepted.</summary>
    Accept,
    /// <summary>The request was refused.</summary>
    Refuse,
    /// <summary>The initiator has waited long enough.</summary>
    ConnectTimeout,
    /// <summary>A segment of a long message on a connection, not the last one.</summary>
    Segment,
    /// <summary>A message on a connection, or the last segment of a long one: where it ends, the message ends.</summary>
    LastSegment,
    /// <summary>A message on a connection has passed a busy downlink.</summary>
    SegmentReady,
    /// <summary>The receiver has taken a segment of a long message.</summary>
    Ack,
    /// <summary>The other side has closed or broken the connection.</summary>
    Close,
    /// <summary>A shared uplink has finished a segment.</summary>
    UplinkTick,
    /// <summary>A shared downlink has finished a segment.</summary>
    DownlinkTick,
}

/// <summary>
/// Something that happens to one peer at one time. 32 bytes, kept in plain arrays. The order of events within a cohort is
/// (time, sender, sender's sequence number), which is total: a sender never uses a sequence number twice.
/// </summary>
internal struct Event
{
    public long Time;
    public object? Payload;
    public int Sender;
    public uint Sequence;
    public int Target;
    private readonly uint _tag;

    /// <summary>Greatest channel number that fits in the tag.</summary>
    public const int MaxChannel = (1 << 24) - 1;

    public Event(long time, EventKind kind, int sender, uint sequence, int target, object? payload, int channel = 0)
    {
        Time = time;
        Payload = payload;
        Sender = sender;
        Sequence = sequence;
        Target = target;
        _tag = ((uint)kind << 24) | (uint)channel;
    }

    public readonly EventKind Kind => (EventKind)(_tag >> 24);

    /// <summary>The receiver's number of the connection; for datagrams the bits of <see cref="Network.Nat.DatagramPorts"/>.</summary>
    public readonly int Channel => (int)(_tag & MaxChannel);

    /// <summary>The same event, later and of another kind; it keeps its place in the order of its sender.</summary>
    public readonly Event Postponed(long time, EventKind kind) => new(time, kind, Sender, Sequence, Target, Payload, Channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(in Event a, in Event b) =>
        a.Time != b.Time ? a.Time < b.Time : a.Sender != b.Sender ? a.Sender < b.Sender : a.Sequence < b.Sequence;
}
