using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>How far a call has come.</summary>
internal enum CallPhase : byte
{
    /// <summary>The callee is searched for, or called.</summary>
    Inviting,
    /// <summary>Both sides try whether datagrams pass between them.</summary>
    Probing,
    /// <summary>A relay is looked for.</summary>
    SeekingRelay,
    /// <summary>The relay is asked to take the call.</summary>
    Binding,
    /// <summary>Voice.</summary>
    Talking,
}

/// <summary>One side of a call.</summary>
internal sealed class SkypeCall(CallId id, bool isCaller, TimeSpan started)
{
    public readonly CallId Id = id;
    public readonly bool IsCaller = isCaller;
    public readonly TimeSpan Started = started;
    public CallPhase Phase;
    public PeerId Other = PeerId.None;
    public PeerId OtherSupernode = PeerId.None;
    public ulong OtherUser;

    /// <summary>Who is called, by number of the peer; only the caller knows.</summary>
    public int Callee = -1;
    public ClientNat OtherNat;

    /// <summary>How long the caller wants to talk.</summary>
    public TimeSpan Length;

    /// <summary>Whether the callee was told to call back.</summary>
    public bool IsReversed;

    /// <summary>Whether the callee was searched for a second time, because it was not where it had been found.</summary>
    public bool HasSearchedAnew;
    public bool HasSignalled;
    public bool HasTalked;
    public int Invites;
    public int ProbesSent;
    public MediaPath Path;

    /// <summary>TCP between the two, where there is such a thing.</summary>
    public Connection? Direct;

    /// <summary>The relay, the one to turn to when it falls silent, and the connection where datagrams do not pass.</summary>
    public PeerId Relay = PeerId.None;
    public PeerId Spare = PeerId.None;
    public Connection? ToRelay;
    public int Round;
    public int Binds;

    /// <summary>Relays of which an answer is awaited, with the time at which they were asked.</summary>
    public readonly List<RelayDistance> Pinged = [];

    /// <summary>Relays measured, and what the other side measured.</summary>
    public readonly List<RelayDistance> Measured = [];
    public readonly List<RelayDistance> Theirs = [];
    public readonly List<PeerId> Refused = [];
    public bool HasOffered;
    public bool HasTheirs;
    public bool AwaitsCandidates;

    // What was heard.
    public TimeSpan LastHeard;
    public int NextPacket;
    public int Expected;
    public int Received;
    public int Late;
    public double DelayTicks;
    public double JitterTicks;
    public int Trains;

    /// <summary>Takes what has arrived.</summary>
    public void Hear(Voice voice, TimeSpan now)
    {
        TrainReception whole = voice.Whole;
        LastHeard = now;
        Expected = Math.Max(Expected, voice.First + voice.Sent);
        Received += whole.Received;
        Late += Math.Min(whole.Late, whole.Received);
        DelayTicks += (double)whole.Delay.Ticks * whole.Received;
        JitterTicks += whole.Jitter.Ticks;
        Trains++;
    }

    /// <summary>Share of the other's packets that were not played.</summary>
    public double LostShare => Expected == 0 ? 0 : 1 - (double)(Received - Late) / Expected;

    /// <summary>Whether voice goes by way of a relay.</summary>
    public bool IsRelayed => Path is MediaPath.Relayed or MediaPath.RelayedTcp;
}

/// <summary>Tag of a connection to a relay.</summary>
internal sealed class RelayCall(SkypeCall call)
{
    /// <summary>The call that is to be relayed.</summary>
    public SkypeCall Call => call;
}

/// <summary>The peer's user calls somebody, as if it had been dialled.</summary>
/// <param name="User">Who is called, by number of the peer.</param>
/// <param name="Length">How long the caller wants to talk.</param>
internal sealed record CallOrder(int User, TimeSpan Length) : Order
{
    /// <inheritdoc />
    public override string Text => $"call {SkypeRun.NameOf(User)}";
}
