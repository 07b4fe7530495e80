using P2PActors.Network.AccessLinks;
using P2PActors.Network.Latency;
using P2PActors.Network.Nat;

namespace P2PActors.Network;

/// <summary>
/// The emulated Internet of one world: what the paths, links and boxes between peers are like. Read by all threads; changed
/// only between windows, by faults.
/// </summary>
public sealed class NetworkModel
{
    private ushort[]? _group;

    /// <summary>How long packets travel.</summary>
    public required LatencyModel Latency { get; init; }

    /// <summary>Share of packets lost, 0 to below 1. Connections repeat what is lost, datagrams do not.</summary>
    public double Loss { get; init; }

    /// <summary>Mean extra delay of a packet as a share of its latency (exponential law), 0 or more.</summary>
    public double Jitter { get; init; }

    /// <summary>Time one byte takes on a peer's uplink, ticks of 100 ns; null where bandwidth is not limited.</summary>
    internal LinkRates? Links { get; init; }

    /// <summary>What stands between a peer and the Internet; null where all have public addresses.</summary>
    internal NatType[]? Nats { get; init; }

    /// <summary>How long the initiator of a connection waits for an answer.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(21);

    /// <summary>How long a connection goes on repeating data that nobody acknowledges.</summary>
    public TimeSpan DeathTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Life of a NAT mapping after the last datagram sent.</summary>
    public TimeSpan NatTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Backlog of an uplink, as time, from which on datagrams are dropped.</summary>
    public TimeSpan MaxBacklog { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A network in which all peers have the same access link.</summary>
    public static NetworkModel WithUniformLinks(LatencyModel latency, AccessLinkClass link, int peers)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new NetworkModel
        {
            Latency = latency,
            Links = new LinkRates(new byte[peers], [TimeSpan.TicksPerSecond / link.Up.BytesPerSecond], [TimeSpan.TicksPerSecond / link.Down.BytesPerSecond]),
        };
    }

    /// <summary>What stands between a peer and the Internet.</summary>
    public NatType NatOf(int peer) => Nats is null ? NatType.None : Nats[peer];

    /// <summary>Whether nothing at all comes in uninvited over a connection.</summary>
    public bool RefusesConnections(int peer) => NatOf(peer) != NatType.None;

    /// <summary>Whether a partition is in force.</summary>
    public bool IsPartitioned => _group is not null;

    /// <summary>Whether packets pass between two peers as far as partitions are concerned.</summary>
    public bool Reaches(int from, int to) => _group is not { } group || group[from] == group[to];

    /// <summary>Splits the network: packets pass only within a group. To be called between windows.</summary>
    /// <param name="group">Number of the group of each peer.</param>
    public void Partition(ushort[] group) => _group = group;

    /// <summary>Ends all partitions. To be called between windows.</summary>
    public void Heal() => _group = null;
}

/// <summary>The access links of all peers: a small number of classes, one byte per peer.</summary>
internal sealed class LinkRates(byte[] classOf, double[] upTicksPerByte, double[] downTicksPerByte)
{
    public double Up(int peer) => upTicksPerByte[classOf[peer]];

    public double Down(int peer) => downTicksPerByte[classOf[peer]];
}
