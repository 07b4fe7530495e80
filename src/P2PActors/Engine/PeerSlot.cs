using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Engine;

/// <summary>Where a peer is in its life.</summary>
public enum PeerState : byte
{
    /// <summary>Has not been on line yet; its host is off.</summary>
    NotYet,
    /// <summary>On line.</summary>
    Online,
    /// <summary>Left by itself: its host still answers that nobody listens.</summary>
    Left,
    /// <summary>Gone without a word: its host is silent.</summary>
    Crashed,
    /// <summary>Stopped by the supervisor after a failure; its host answers that nobody listens.</summary>
    Failed,
}

/// <summary>What the engine keeps of one peer over all its sessions: 80 bytes.</summary>
internal struct PeerSlot
{
    public PeerActor? Actor;
    public PeerTransport? Net;
    public ulong Digest;
    public RandomStream Random;
    public long MessagesIn;
    public long MessagesOut;
    public long BytesIn;
    public long BytesOut;
    public uint Sequence;
    /// <summary>Number of the session order that is valid: start and stop events of older ones are ignored.</summary>
    public ushort SessionOrder;
    public ushort Incarnation;
    public ushort Restarts;
    public byte Role;
    public PeerState State;
    public bool StopRequested;
    /// <summary>Handlers that are yet to fail by a fault.</summary>
    public byte FailuresDue;
}
