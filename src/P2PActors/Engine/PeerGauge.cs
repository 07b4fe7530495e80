using System.Runtime.InteropServices;
using P2PActors.Actors;

namespace P2PActors.Engine;

/// <summary>Numbers that every peer has, whatever its protocol, and those the protocol adds (<see cref="IPeerGauges"/>).</summary>
public static class PeerGauge
{
    /// <summary>Names of the gauges that every peer has.</summary>
    public static IReadOnlyList<string> Common { get; } =
        ["degree", "connections", "messagesSent", "messagesReceived", "bytesSent", "bytesReceived", "sessions"];

    /// <summary>The value of a peer's gauge between two windows; null if it has none (an unknown name, or off line).</summary>
    public static double? Of(World world, PeerId peer, string name)
    {
        ArgumentNullException.ThrowIfNull(world);
        PeerActor? actor = world.ActorOf(peer);
        switch (name)
        {
            case "degree":
                return actor is IOverlayNode node ? DegreeOf(node) : null;
            case "connections":
                return world.SlotOf(peer).Net?.Connections.Count ?? 0;
            case "messagesSent":
                return world.LoadOf(peer).MessagesSent;
            case "messagesReceived":
                return world.LoadOf(peer).MessagesReceived;
            case "bytesSent":
                return world.LoadOf(peer).BytesSent;
            case "bytesReceived":
                return world.LoadOf(peer).BytesReceived;
            case "sessions":
                return world.SlotOf(peer).Incarnation;
            default:
                return actor is IPeerGauges own && own.TryGauge(name, out double value) ? value : null;
        }
    }

    /// <summary>The values of a gauge of many peers, on whatever machine they are; null where a peer has none. All machines must ask the same.</summary>
    internal static double?[] Of(World world, IReadOnlyList<PeerId> peers, string name)
    {
        var own = new List<(int At, double Value)>();
        for (int i = 0; i < peers.Count; i++)
        {
            if (world.IsHere(peers[i]) && Of(world, peers[i], name) is { } value) own.Add((i, value));
        }

        var values = new double?[peers.Count];
        foreach ((int at, double value) in world.Team?.GatherAll<(int At, double Value)>(CollectionsMarshal.AsSpan(own)) ?? own) values[at] = value;
        return values;
    }

    private static int DegreeOf(IOverlayNode node)
    {
        var neighbours = new List<PeerId>();
        node.CollectNeighbours(neighbours);
        return neighbours.Count;
    }
}
