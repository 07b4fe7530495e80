using P2PActors.Actors;

namespace P2PActors.Protocols.TwoServers;

/// <summary>Asks a server for the thing that both have.</summary>
internal sealed record Request : Message
{
    public static readonly Request Instance = new();

    public override int WireSize => 100;
}
