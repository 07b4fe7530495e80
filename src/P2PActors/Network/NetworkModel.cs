using P2PActors.Actors;
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
    private Partitions? _partitions;
    private PathImpairments? _impairments;

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

    /// <summary>Number of participants; needed where paths are to be degraded or partitioned by peers.</summary>
    internal int Peers { get; set; }

    /// <summary>The regions peers are in; null where there are none.</summary>
    public PeerRegions? Regions { get; init; }

    /// <summary>Name of a peer's region; null if it is in none.</summary>
    public string? RegionOf(int peer) => Regions?.Of(peer);

    /// <summary>Whether a partition is in force.</summary>
    public bool IsPartitioned => _group is not null;

    /// <summary>Whether packets pass between two peers as far as partitions are concerned.</summary>
    public bool Reaches(int from, int to) => _group is not { } group || group[from] == group[to];

    /// <summary>Splits the network: packets pass only within a group. To be called between windows. Takes the place of all partitions before.</summary>
    /// <param name="group">Number of the group of each peer.</param>
    public void Partition(ushort[] group)
    {
        Heal();
        _group = group;
    }

    /// <summary>Cuts peers off from all others, on top of the partitions in force. To be called between windows.</summary>
    /// <returns>The number to end it by; null if 16 partitions are in force already.</returns>
    public int? AddPartition(IReadOnlyCollection<PeerId> cutOff)
    {
        _partitions ??= new Partitions(Peers);
        int? number = _partitions.Add(cutOff);
        _group = _partitions.Sides;
        return number;
    }

    /// <summary>Ends one partition. To be called between windows.</summary>
    /// <returns>False if it has ended before.</returns>
    public bool RemovePartition(int number)
    {
        if (_partitions is null || !_partitions.Remove(number)) return false;
        if (_partitions.IsEmpty) _group = null;
        return true;
    }

    /// <summary>Ends all partitions. To be called between windows.</summary>
    public void Heal()
    {
        _partitions?.Clear();
        _group = null;
    }

    /// <summary>Whether any path is degraded.</summary>
    internal bool IsImpaired { get; private set; }

    /// <summary>Degrades paths. To be called between windows.</summary>
    /// <param name="impairment">What becomes of their packets.</param>
    /// <param name="concerned">One end of the paths.</param>
    /// <param name="with">The other end; null for everybody.</param>
    /// <returns>The number to end it by; null if 64 are in force already.</returns>
    public int? AddImpairment(PathImpairment impairment, IReadOnlyCollection<PeerId> concerned, IReadOnlyCollection<PeerId>? with = null)
    {
        ArgumentNullException.ThrowIfNull(impairment);
        ArgumentOutOfRangeException.ThrowIfLessThan(impairment.LatencyFactor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(impairment.ExtraLatency, TimeSpan.Zero);
        _impairments ??= new PathImpairments(Peers);
        int? number = _impairments.Add(impairment, concerned, with);
        IsImpaired = true;
        return number;
    }

    /// <summary>Ends one degradation. To be called between windows.</summary>
    /// <returns>False if it has ended before.</returns>
    public bool RemoveImpairment(int number)
    {
        if (_impairments is null || !_impairments.Remove(number)) return false;
        IsImpaired = !_impairments.IsEmpty;
        return true;
    }

    /// <summary>Ends all degradations of paths. To be called between windows.</summary>
    public void RemoveImpairments()
    {
        _impairments?.Clear();
        IsImpaired = false;
    }

    internal long ImpairedLatency(int from, int to, long latency) => _impairments!.Latency(from, to, latency);

    internal double ImpairedLoss(int from, int to) => _impairments!.Loss(from, to, Loss);
}
