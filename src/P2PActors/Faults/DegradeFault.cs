using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>
/// The network gets worse for some peers: on all their paths, or only on those to some others (<c>to-region</c>,
/// <c>to-peers</c>), so also between two regions or two peers. Several of them add up.
/// </summary>
public sealed record DegradeFault : PeerFault
{
    /// <summary>Latency becomes so many times as long.</summary>
    [Setting("Latency becomes so many times as long", Min = "1", Max = "1000", Unit = "times")]
    public double LatencyFactor { get; init; } = 1;

    /// <summary>Added to the latency.</summary>
    [Setting("Added to the latency of every packet", Min = "0s", Max = "1h")]
    public TimeSpan Latency { get; init; }

    /// <summary>Share of packets lost besides those lost anyway.</summary>
    [Setting("Share of packets lost, besides those lost anyway; connections repeat what is lost", Min = "0", Max = "0.95", Unit = "share")]
    public double Loss { get; init; }

    /// <summary>What is left of the access links.</summary>
    [Setting("What is left of the rate of their access links, both ways", Min = "0.001", Max = "1", Unit = "share")]
    public double Bandwidth { get; init; } = 1;

    /// <summary>Only on paths to these peers.</summary>
    [Setting("Only on paths from and to these peers; empty for all", Min = "0", Unit = "peer ids")]
    public IReadOnlyList<int> ToPeers { get; init; } = [];

    /// <summary>Only on paths to this region.</summary>
    [Setting("Only on paths from and to this region, one of network.regions; empty for any")]
    public string ToRegion { get; init; } = "";

    /// <summary>How long it lasts.</summary>
    [Setting("How long it lasts; 0s for until it is restored", Min = "0s", Max = "3650d")]
    public TimeSpan For { get; init; }

    private bool IsOfPaths => ToPeers.Count > 0 || ToRegion.Length > 0;

    private protected override string Label
    {
        get
        {
            var parts = new List<string>();
            if (LatencyFactor > 1) parts.Add(FormattableString.Invariant($"latency x {LatencyFactor:0.##}"));
            if (Latency > TimeSpan.Zero) parts.Add(FormattableString.Invariant($"latency + {Latency.TotalMilliseconds:0.###} ms"));
            if (Loss > 0) parts.Add(FormattableString.Invariant($"loss {Loss * 100:0.##} %"));
            if (Bandwidth < 1) parts.Add(FormattableString.Invariant($"bandwidth {Bandwidth * 100:0.##} %"));
            string to = ToPeers.Count > 0 ? " with peers " + string.Join(", ", ToPeers) : "";
            if (ToRegion.Length > 0) to += " with " + ToRegion;
            return $"degrade {Who}{to}: {string.Join(", ", parts)}";
        }
    }

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Select(world, occasion, online: null);
        List<PeerId>? others = null;
        if (IsOfPaths)
        {
            others = [];
            for (int id = 0; id < world.PeerCount; id++)
            {
                if ((ToPeers.Count == 0 || ToPeers.Contains(id)) && (ToRegion.Length == 0 || world.Network.RegionOf(id) == ToRegion)) others.Add(new PeerId(id));
            }
        }

        int? added = null;
        if (LatencyFactor > 1 || Latency > TimeSpan.Zero || Loss > 0)
        {
            added = world.Network.AddImpairment(new PathImpairment(LatencyFactor, Latency, Loss), peers, others);
            if (added is null) return 0;
        }

        int? cut = Bandwidth < 1 ? world.CutBandwidth(peers, Bandwidth) : null;
        if (For > TimeSpan.Zero) world.Schedule(new Ending(world.Now + For, $"end of: {Label}", w => Undo(w, added, cut) ? peers.Count : 0));
        return peers.Count;
    }

    /// <summary>Ends it, unless a restore in the meantime has done so already.</summary>
    private static bool Undo(World world, int? added, int? cut)
    {
        bool undone = added is { } impairment && world.Network.RemoveImpairment(impairment);
        return (cut is { } number && world.RestoreBandwidth(number)) || undone;
    }

    /// <inheritdoc />
    public override IEnumerable<SettingProblem> Validate()
    {
        foreach (SettingProblem problem in base.Validate()) yield return problem;
        if (LatencyFactor <= 1 && Latency == TimeSpan.Zero && Loss <= 0 && Bandwidth >= 1)
            yield return new SettingProblem("", "degrades nothing, expected at least one of latency-factor, latency, loss and bandwidth");
        if (IsOfPaths && Bandwidth < 1) yield return new SettingProblem("bandwidth", "an access link has one rate for all paths, expected no bandwidth together with to-peers or to-region");
    }
}

/// <summary>All degradations end.</summary>
public sealed record RestoreFault : FaultSettings
{
    private protected override string Label => "restore the network";

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        world.Network.RemoveImpairments();
        world.RestoreBandwidth();
        return world.PeerCount;
    }
}
