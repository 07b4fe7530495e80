using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>
/// Sybil attack (Douceur 2002): one attacker joins under many identities, which share the access links of a few hosts. They
/// are malicious from the start, stay on line, and have nothing of their own.
/// </summary>
public sealed record SybilFault : FaultSettings
{
    /// <summary>Identities that join.</summary>
    [Setting("Identities that join", Min = "1", Max = "1000000", Unit = "peers")]
    public int Count { get; init; } = 100;

    /// <summary>Hosts behind them.</summary>
    [Setting("Hosts they run on; the identities of a host share its access link", Min = "1", Max = "1000000", Unit = "hosts")]
    public int Hosts { get; init; } = 1;

    /// <summary>Access link of such a host.</summary>
    [Setting("Class of access link of such a host")]
    public string Link { get; init; } = "lan";

    /// <summary>Time over which they join.</summary>
    [Setting("Time over which they join, each at a random moment of it", Min = "0s", Max = "3650d")]
    public TimeSpan Over { get; init; }

    internal override int Sybils => Count;

    private protected override string Label => FormattableString.Invariant($"{Count} Sybils join from {Hosts} host{(Hosts == 1 ? "" : "s")}");

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        RandomStream random = occasion.Random(world);
        int joined = 0;
        foreach (PeerId peer in world.SybilsOf(occasion.Index))
        {
            TimeSpan wait = random.Next(TimeSpan.Zero, Over);
            if (world.IsOnline(peer)) continue;
            world.Restart(peer, wait);
            joined++;
        }

        return joined;
    }

    /// <inheritdoc />
    public override IEnumerable<SettingProblem> Validate()
    {
        foreach (SettingProblem problem in base.Validate()) yield return problem;
        if (Hosts > Count) yield return new SettingProblem("hosts", FormattableString.Invariant($"found {Hosts} hosts for {Count} identities, expected at most as many hosts"));
    }
}
