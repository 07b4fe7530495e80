using P2PActors.Actors;
using P2PActors.Network.Links;

namespace P2PActors.Network;

/// <summary>How far a connection has come.</summary>
public enum ConnectionState : byte
{
    /// <summary>The request is under way.</summary>
    Connecting,
    /// <summary>Messages can be sent.</summary>
    Open,
    /// <summary>Closed or broken; nothing is sent or received any more.</summary>
    Closed,
}

/// <summary>Why a connection could not be opened.</summary>
public enum ConnectFailure : byte
{
    /// <summary>The peer refused it, or its host answered that nobody listens.</summary>
    Refused,
    /// <summary>No answer within <c>network.connect-timeout</c>: the host is off, cut off, or behind a NAT or firewall.</summary>
    TimedOut,
}

/// <summary>Why a connection ended.</summary>
public enum CloseReason : byte
{
    /// <summary>The other side closed it.</summary>
    ClosedByPeer,
    /// <summary>The other side's process is gone and its host said so.</summary>
    Reset,
    /// <summary>The other side has not taken data for <c>network.death-timeout</c>.</summary>
    TimedOut,
}

/// <summary>
/// One side of a connection between two peers: ordered and reliable as TCP, opened with one round trip. Messages longer than
/// a packet share the links with others in segments; <see cref="BytesReceived"/> shows how far the current one has come.
/// </summary>
public sealed class Connection
{
    private readonly Transport _transport;

    internal Connection(Transport transport, int local, PeerId remote, int channel, bool isOutgoing)
    {
        _transport = transport;
        Local = local;
        Remote = remote;
        Channel = channel;
        IsOutgoing = isOutgoing;
    }

    /// <summary>The peer at the other end.</summary>
    public PeerId Remote { get; }

    /// <summary>Whether this side asked for the connection.</summary>
    public bool IsOutgoing { get; }

    /// <summary>How far the connection has come.</summary>
    public ConnectionState State { get; internal set; }

    /// <summary>Free for the protocol: what this connection is to its owner.</summary>
    public object? Tag { get; set; }

    /// <summary>Free for the protocol too: a number that is at hand without looking into <see cref="Tag"/>.</summary>
    public int Label { get; set; }

    /// <summary>When the last message came over this connection, or it was opened (virtual time since the start of the run).</summary>
    public TimeSpan LastReceivedAt { get; internal set; }

    /// <summary>When the connection was opened (virtual time since the start of the run).</summary>
    public TimeSpan OpenedAt { get; internal set; }

    /// <summary>Bytes of the long message now arriving that have arrived; 0 between long messages.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>Bytes of messages handed to <see cref="Send"/> that have not left yet because a long message is before them.</summary>
    public long BytesQueued { get; internal set; }

    /// <summary>Whether a long message of this side is leaving, so that what is sent now waits for it.</summary>
    public bool IsSending => Outgoing is { Current: not null };

    /// <summary>Told to this side itself, as a message of its own, when a long message has left and nothing waits behind it:
    /// so a protocol that has much to send keeps it back until the link can take it, and may still change its mind.</summary>
    public Message? Drained { get; set; }

    /// <summary>Whether the connection ended while a long message of this side had not left completely.</summary>
    public bool IsCutOff { get; internal set; }

    /// <summary>Sends a message. What is sent after a long message waits for it.</summary>
    /// <returns>False, and the message counted as dropped, when the connection is not open.</returns>
    public bool Send(Message message) => _transport.Send(this, message);

    /// <summary>Sends a train of packets: what is lost is repeated and holds up what follows it.</summary>
    /// <returns>False, and the train counted as dropped, when the connection is not open or a long message is before it.</returns>
    public bool SendTrain(PacketTrain train) => _transport.SendTrain(this, train);

    /// <summary>Closes the connection. What is on its way arrives; a long message still being sent is cut off.
    /// The other side is told after one latency; this side's <c>OnClosed</c> is not called.</summary>
    public void Close() => _transport.Close(this);

    /// <inheritdoc />
    public override string ToString() => $"{(IsOutgoing ? "to" : "from")} {Remote} ({State})";

    internal readonly int Local;
    internal readonly int Channel;
    internal int RemoteChannel = -1;
    /// <summary>Arrival of the last thing sent: nothing sent later may arrive earlier.</summary>
    internal long LastArrival;
    /// <summary>The network has cut this connection; it ends when the time-out is over.</summary>
    internal bool IsDoomed;
    /// <summary>When the last packet that waits for the downlink will be through.</summary>
    internal long ReadyUntil;
    internal OutgoingTransfer? Outgoing;
    internal IncomingTransfer? Incoming;
}

/// <summary>The sending side of long messages on one connection: one at a time, the others in a queue.</summary>
internal sealed class OutgoingTransfer(Connection connection)
{
    public readonly Queue<Message> Queue = new();
    public readonly SharedLink.Transfer OnLink = new(connection);
    public Message? Current;
    public int Segments;
    public int SegmentsSent;
    public int SegmentsInFlight;
    /// <summary>Tells the owner that everything has left; made when it first wants to know.</summary>
    public TimerEntry? Notice;
}

/// <summary>The receiving side: segments and messages wait here while one of them is on the shared downlink.</summary>
internal sealed class IncomingTransfer(Connection connection)
{
    public readonly Queue<(Message Message, int Sender, uint Sequence, bool IsLast)> Queue = new();
    public readonly SharedLink.Transfer OnLink = new(connection);
    public (Message Message, int Sender, uint Sequence, bool IsLast) Current;
    public int SegmentsReceived;
    public bool Busy;
    public bool CloseAfter;
}
