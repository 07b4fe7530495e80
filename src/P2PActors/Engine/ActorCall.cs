using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Engine;

internal enum ActorCallKind : byte
{
    Receive,
    PreStart,
    PostStop,
    Connecting,
    Connected,
    ConnectFailed,
    Closed,
    Order,
}

/// <summary>One call of an actor's handler.</summary>
internal readonly record struct ActorCall(
    ActorCallKind Kind, Message? Message = null, Connection? Connection = null, PeerId Peer = default, byte Reason = 0, Order? Order = null);
