using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>
/// A fault of some peers: those that fit the role, status, region and numbers given; of these the top by some gauge; of these
/// a share or a number at random.
/// </summary>
public abstract record PeerFault : FaultSettings
{
    /// <summary>The role of the peers concerned.</summary>
    [Setting("Role of the peers concerned, such as server; empty for any")]
    public string Role { get; init; } = "";

    /// <summary>What the peers concerned are at the moment.</summary>
    [Setting("Status of the peers concerned at that moment, such as supernode, where the protocol has one; empty for any")]
    public string Status { get; init; } = "";

    /// <summary>The region of the peers concerned.</summary>
    [Setting("Region of the peers concerned, one of network.regions; empty for any")]
    public string Region { get; init; } = "";

    /// <summary>The peers concerned.</summary>
    [Setting("Numbers of the peers concerned; empty for all", Min = "0", Unit = "peer ids")]
    public IReadOnlyList<int> Peers { get; init; } = [];

    /// <summary>Only the top of them.</summary>
    [Setting("Share of them that comes first by the gauge 'by', ties in random order", Min = "0", Max = "1", Unit = "share")]
    public double Top { get; init; } = 1;

    /// <summary>The gauge the top is taken by.</summary>
    [Setting("Gauge that 'top' goes by: degree, connections, messagesSent, messagesReceived, bytesSent, bytesReceived, sessions, or one of the protocol's; greatest first")]
    public string By { get; init; } = "degree";

    /// <summary>Share of them.</summary>
    [Setting("Share of them, chosen at random; all if neither share nor count is given, but half of all peers for a partition without any choice", Min = "0", Max = "1", Unit = "share")]
    public double? Share { get; init; }

    /// <summary>Number of them.</summary>
    [Setting("Number of them, chosen at random; more than there are means all", Min = "0", Unit = "peers")]
    public int? Count { get; init; }

    /// <inheritdoc />
    public override IEnumerable<SettingProblem> Validate()
    {
        foreach (SettingProblem problem in base.Validate()) yield return problem;
        if (Share is not null && Count is not null) yield return new SettingProblem("count", "found a share and a count, expected one of them");
    }

    /// <summary>Chooses the peers, by ascending number.</summary>
    /// <param name="world">The world.</param>
    /// <param name="occasion">Makes the choice its own.</param>
    /// <param name="online">Only those on line, or only those off line; null for all.</param>
    private protected List<PeerId> Select(World world, FaultOccasion occasion, bool? online)
    {
        var candidates = new List<PeerId>();
        if (Peers.Count > 0)
        {
            foreach (int id in Peers)
            {
                if (id < world.PeerCount) Consider(new PeerId(id));
            }
        }
        else
        {
            for (int id = 0; id < world.PeerCount; id++) Consider(new PeerId(id));
        }

        if (Status.Length > 0) candidates = WithStatus(world, candidates);
        RandomStream random = occasion.Random(world);
        PeerId[] shuffled = [.. candidates];
        random.Shuffle<PeerId>(shuffled);
        if (Top < 1) shuffled = TopOf(world, shuffled);
        int number = Count is { } count ? Math.Min(count, shuffled.Length) : (int)Math.Round(shuffled.Length * (Share ?? 1));
        // The top are in order by now: whom the share or count takes of them is to be random again.
        if (Top < 1 && number < shuffled.Length) random.Shuffle<PeerId>(shuffled);
        var chosen = shuffled[..number].ToList();
        chosen.Sort();
        return chosen;

        void Consider(PeerId peer)
        {
            if (Role.Length > 0 && world.Roles[world.RoleOf(peer)] != Role) return;
            if (Region.Length > 0 && world.Network.RegionOf(peer.Value) != Region) return;
            // A Sybil that has not come yet is nobody.
            if (world.StateOf(peer) == PeerState.NotYet && world.Traits.IsSybil(peer.Value)) return;
            if (!MayConcern(world, peer)) return;
            if (online is null || world.IsOnline(peer) == online) candidates.Add(peer);
        }
    }

    /// <summary>Whether the fault can do anything to a peer; a share is a share of those that it can.</summary>
    private protected virtual bool MayConcern(World world, PeerId peer) => true;

    /// <summary>In the order given: the draws that follow are of candidates in that order.</summary>
    private List<PeerId> WithStatus(World world, List<PeerId> candidates)
    {
        var fit = world.Survey<byte>(candidates, (_, actor) => (actor as IPeerStatus)?.Status == Status ? (byte)1 : null).Select(answer => answer.Peer).ToHashSet();
        return candidates.FindAll(fit.Contains);
    }

    private PeerId[] TopOf(World world, PeerId[] shuffled)
    {
        var ranked = new List<(PeerId Peer, double Value)>(shuffled.Length);
        double?[] values = PeerGauge.Of(world, shuffled, By);
        for (int i = 0; i < shuffled.Length; i++)
        {
            // Whoever has no such gauge is not a candidate: a share of the overlay is a share of its nodes.
            if (values[i] is { } value) ranked.Add((shuffled[i], value));
        }

        // A stable sort: ties stay in random order.
        return [.. ranked.OrderByDescending(r => r.Value).Take((int)Math.Round(ranked.Count * Top)).Select(r => r.Peer)];
    }

    /// <summary>Who is concerned, in words.</summary>
    private protected string Who
    {
        get
        {
            string who = Peers.Count > 0
                ? (Peers.Count == 1 ? "peer " : "peers ") + string.Join(", ", Peers)
                : Role.Length > 0 ? $"all with role {Role}" : Status.Length > 0 ? $"all {Status}s" : "all peers";
            if (Peers.Count == 0 && Role.Length > 0 && Status.Length > 0) who += $" that are {Status}s";
            if (Region.Length > 0) who += " in " + Region;
            if (Top < 1) who = FormattableString.Invariant($"the {Top * 100:0.##} % of {who} with most {By}");
            if (Count is { } count) who = FormattableString.Invariant($"{count} of ") + who;
            else if (Share is < 1) who = FormattableString.Invariant($"{Share.Value * 100:0.##} % of ") + who;
            return who;
        }
    }
}
