using System.Globalization;
using System.Text;
using P2PActors.Actors;

namespace P2PActors.Protocols.Skype;

/// <summary>From client to client by way of their supernodes: TCP, UDP between the supernodes, TCP.</summary>
/// <param name="From">The sender.</param>
/// <param name="FromSupernode">Its supernode, for the answer.</param>
/// <param name="To">The receiver.</param>
/// <param name="ToSupernode">Its supernode, as the sender knows it.</param>
/// <param name="Inner">What is said.</param>
internal sealed record Signal(PeerId From, PeerId FromSupernode, PeerId To, PeerId ToSupernode, Message Inner) : Message
{
    public override int WireSize => SkypeSizes.Frame + 4 * SkypeSizes.Endpoint + Inner.WireSize;
}

/// <summary>A signal could not be delivered: no such client here.</summary>
internal sealed record SignalFailed(PeerId From, PeerId To, Message Inner) : Message
{
    public override int WireSize => SkypeSizes.Frame + 2 * SkypeSizes.Endpoint;
}

/// <summary>To a buddy: I am on line, or leave.</summary>
internal sealed record StatusNotice(PresenceRecord Of, bool WantsAnswer) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.Record;
}

/// <summary>A text message.</summary>
/// <param name="From">Who says it.</param>
/// <param name="Number">Number of the message, the sender's.</param>
/// <param name="Characters">Length of the text, bytes.</param>
internal sealed record ChatText(ulong From, int Number, int Characters) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.User + 4 + Characters;
}

/// <summary>A text message has been received.</summary>
internal sealed record ChatReceipt(int Number) : Message
{
    public override int WireSize => SkypeSizes.Frame + 4;
}

/// <summary>Names a call: its caller, and the caller's number of it.</summary>
internal readonly record struct CallId(PeerId Caller, int Number);

/// <summary>Will you take a call? Challenge and response, keys and abilities: with the answer about 3 kB.</summary>
/// <param name="Call">The call.</param>
/// <param name="Caller">Who calls, and where.</param>
internal sealed record CallInvite(CallId Call, PresenceRecord Caller) : Message
{
    public override int WireSize => SkypeSizes.Frame + 1300;
}

/// <summary>I take the call.</summary>
internal sealed record CallAccept(CallId Call, ClientNat Nat, PeerId Node) : Message
{
    public override int WireSize => SkypeSizes.Frame + 1300;
}

/// <summary>I am in a call already.</summary>
internal sealed record CallBusy(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>One side has hung up, or has given up.</summary>
internal sealed record CallEnd(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>UDP: does this reach you? It also opens the sender's own NAT for what comes back.</summary>
internal sealed record PathProbe(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>UDP: it does.</summary>
internal sealed record PathProbeAnswer(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>TCP, to the own supernode: name relays for a call.</summary>
internal sealed record RelayRequest(CallId Call, int Count) : Message
{
    public override int WireSize => SkypeSizes.Frame + 10;
}

/// <summary>TCP: these may do.</summary>
internal sealed record RelayCandidates(CallId Call, PeerId[] Nodes) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8 + Nodes.Length * SkypeSizes.Endpoint;
}

/// <summary>UDP: would you relay, and how far are you?</summary>
internal sealed record RelayPing(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>UDP: answer to that.</summary>
internal sealed record RelayPong(CallId Call, bool HasRoom) : Message
{
    public override int WireSize => SkypeSizes.Frame + 9;
}

/// <summary>A relay and how far it is, as one side measured.</summary>
internal readonly record struct RelayDistance(PeerId Node, TimeSpan RoundTrip);

/// <summary>To the other side: relays that I know, and how far they are from me.</summary>
internal sealed record RelayOffer(CallId Call, int Round, RelayDistance[] Relays) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8 + Relays.Length * (SkypeSizes.Endpoint + 2);
}

/// <summary>To the caller: all relays that one of us knows, and how far they are from me.</summary>
internal sealed record RelayAnswer(CallId Call, int Round, RelayDistance[] Relays) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8 + Relays.Length * (SkypeSizes.Endpoint + 2);
}

/// <summary>To the other side: let us meet at this relay, and at the other when it falls silent.</summary>
internal sealed record RelayChosen(CallId Call, int Round, PeerId Relay, PeerId Spare) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8 + 2 * SkypeSizes.Endpoint;
}

/// <summary>To the relay, by UDP, or TCP where there is no UDP: I am one side of this call.</summary>
internal sealed record RelayBind(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 16;
}

/// <summary>From the relay: both sides are here, or there is no room.</summary>
internal sealed record RelayBound(CallId Call, bool IsReady) : Message
{
    public override int WireSize => SkypeSizes.Frame + 9;
}

/// <summary>To the relay: the call is over.</summary>
internal sealed record RelayRelease(CallId Call) : Message
{
    public override int WireSize => SkypeSizes.Frame + 8;
}

/// <summary>Voice: some packets of it, with what has become of them on the way so far where they were relayed.</summary>
internal sealed record Voice : PacketTrain
{
    /// <param name="call">The call.</param>
    /// <param name="first">Number of the first packet, from 0.</param>
    /// <param name="sent">Packets that the speaker sent.</param>
    /// <param name="packet">Size of one, bytes.</param>
    /// <param name="frame">Speech in one.</param>
    /// <param name="buffer">The listener's jitter buffer.</param>
    public Voice(CallId call, int first, int sent, int packet, TimeSpan frame, TimeSpan buffer) =>
        (Call, First, Sent, Carried, PacketBytes, Spacing, Tolerance) = (call, first, sent, sent, packet, frame, buffer);

    /// <summary>The call.</summary>
    public CallId Call { get; }

    /// <summary>Number of the first packet, from 0, as in an RTP header.</summary>
    public int First { get; }

    /// <summary>Packets that the speaker sent.</summary>
    public int Sent { get; }

    /// <summary>Packets that are left of them at this part of the way.</summary>
    public int Carried { get; private init; }

    /// <summary>Size of one packet.</summary>
    public int PacketBytes { get; }

    /// <summary>What became of them before the last relay.</summary>
    public TrainReception Before { get; private init; }

    /// <inheritdoc />
    public override int Packets => Carried;

    /// <inheritdoc />
    public override TimeSpan Spacing { get; }

    /// <inheritdoc />
    public override TimeSpan Tolerance { get; }

    /// <inheritdoc />
    public override int WireSize => Carried * PacketBytes;

    /// <summary>In words, for whoever looks on: which packets these are, and what has become of them.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Append(CultureInfo.InvariantCulture, $"Call = {Call.Caller}/{Call.Number}, Packets {First} to {First + Sent - 1}");
        if (Reception.Received > 0) builder.Append(CultureInfo.InvariantCulture, $", {Reception.Received} here, {Reception.Late} late, {Whole.Delay.TotalMilliseconds:0} ms");
        else if (Carried < Sent) builder.Append(CultureInfo.InvariantCulture, $", {Carried} left");
        return true;
    }

    /// <summary>What a relay passes on: the packets that arrived, at most so many.</summary>
    public Voice PassedOn(int most) => this with { Carried = Math.Min(Reception.Received, most), Before = Whole, Reception = default };

    /// <summary>The whole way: delays add up, jitters of independent parts as squares.</summary>
    public TrainReception Whole => new(Reception.Received, Before.Late + Reception.Late, Before.Delay + Reception.Delay,
        new TimeSpan((long)Math.Sqrt((double)Before.Jitter.Ticks * Before.Jitter.Ticks + (double)Reception.Jitter.Ticks * Reception.Jitter.Ticks)));
}
