using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>Something the scenario does to the world on purpose, at one time.</summary>
[Choice("kill", typeof(KillFault), Key = "fault")]
[Choice("restart", typeof(RestartFault), Key = "fault")]
[Choice("partition", typeof(PartitionFault), Key = "fault")]
[Choice("heal", typeof(HealFault), Key = "fault")]
public abstract record FaultSettings
{
    /// <summary>When.</summary>
    [Setting("Virtual time at which it happens", Min = "0s", Required = true)]
    public TimeSpan At { get; init; }

    /// <summary>The intervention that carries it out.</summary>
    /// <param name="index">Its place in the scenario; makes its random choices its own.</param>
    public abstract Intervention Plan(int index);
}

/// <summary>A fault of some peers.</summary>
public abstract record PeerFault : FaultSettings
{
    /// <summary>The role of the peers concerned.</summary>
    [Setting("Role of the peers concerned, such as server; empty for any")]
    public string Role { get; init; } = "";

    /// <summary>The peers concerned.</summary>
    [Setting("Numbers of the peers concerned; empty for all of the role", Min = "0", Unit = "peer ids")]
    public IReadOnlyList<int> Peers { get; init; } = [];

    /// <summary>Share of them.</summary>
    [Setting("Share of them, chosen at random", Min = "0", Max = "1", Unit = "share")]
    public double Share { get; init; } = 1;

    private protected List<PeerId> Select(World world, int index, bool online)
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

        var random = RandomStream.For(world.Seed, Purposes.Faults, (ulong)index);
        PeerId[] shuffled = [.. candidates];
        random.Shuffle<PeerId>(shuffled);
        var chosen = shuffled[..(int)Math.Round(shuffled.Length * Share)].ToList();
        chosen.Sort();
        return chosen;

        void Consider(PeerId peer)
        {
            if (Role.Length > 0 && world.Roles[world.RoleOf(peer)] != Role) return;
            if (world.IsOnline(peer) == online) candidates.Add(peer);
        }
    }

    private protected string What => (Share < 1 ? FormattableString.Invariant($"{Share:P0} of ") : "") + (Peers.Count > 0 ? "peers " + string.Join(", ", Peers) : Role.Length > 0 ? $"all with role {Role}" : "all peers");
}

/// <summary>Peers end and do not come back by themselves.</summary>
public sealed record KillFault : PeerFault
{
    /// <summary>Whether their hosts go with them.</summary>
    [Setting("Whether their hosts fall silent too, so that others learn of it only by time-out")]
    public bool Silently { get; init; } = true;

    /// <inheritdoc />
    public override Intervention Plan(int index) => new Carrier(this, index, At, "kill " + What);

    private sealed record Carrier(KillFault Fault, int Index, TimeSpan When, string Text) : Intervention(When, Text)
    {
        public override int Apply(World world)
        {
            List<PeerId> peers = Fault.Select(world, Index, online: true);
            foreach (PeerId peer in peers) world.Kill(peer, Fault.Silently);
            return peers.Count;
        }
    }
}

/// <summary>Peers that are off line begin a new session.</summary>
public sealed record RestartFault : PeerFault
{
    /// <inheritdoc />
    public override Intervention Plan(int index) => new Carrier(this, index, At, "restart " + What);

    private sealed record Carrier(RestartFault Fault, int Index, TimeSpan When, string Text) : Intervention(When, Text)
    {
        public override int Apply(World world)
        {
            List<PeerId> peers = Fault.Select(world, Index, online: false);
            foreach (PeerId peer in peers) world.Restart(peer);
            return peers.Count;
        }
    }
}

/// <summary>The network falls into two parts that cannot reach each other.</summary>
public sealed record PartitionFault : FaultSettings
{
    /// <summary>Share of the peers in the smaller part.</summary>
    [Setting("Share of the peers that are cut off from the others, chosen at random", Min = "0", Max = "1", Unit = "share")]
    public double Share { get; init; } = 0.5;

    /// <inheritdoc />
    public override Intervention Plan(int index) => new Carrier(this, index, At);

    private sealed record Carrier(PartitionFault Fault, int Index, TimeSpan When) : Intervention(When, FormattableString.Invariant($"partition: {Fault.Share:P0} of the peers cut off"))
    {
        public override int Apply(World world)
        {
            var random = RandomStream.For(world.Seed, Purposes.Faults, (ulong)Index);
            int[] order = new int[world.PeerCount];
            for (int i = 0; i < order.Length; i++) order[i] = i;
            random.Shuffle<int>(order);
            var group = new ushort[world.PeerCount];
            int cut = (int)Math.Round(world.PeerCount * Fault.Share);
            for (int i = 0; i < cut; i++) group[order[i]] = 1;
            world.Network.Partition(group);
            return cut;
        }
    }
}

/// <summary>All partitions end.</summary>
public sealed record HealFault : FaultSettings
{
    /// <inheritdoc />
    public override Intervention Plan(int index) => new Carrier(At);

    private sealed record Carrier(TimeSpan When) : Intervention(When, "heal all partitions")
    {
        public override int Apply(World world)
        {
            world.Network.Heal();
            return world.PeerCount;
        }
    }
}
