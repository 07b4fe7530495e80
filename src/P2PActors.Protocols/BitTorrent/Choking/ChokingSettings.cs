using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.BitTorrent.Choking;

/// <summary>Whom a seed uploads to.</summary>
public enum SeedPolicy
{
    /// <summary>To the fastest (BEP 3; Cohen 2003, 3.5).</summary>
    Fastest,

    /// <summary>To everybody in turn (mainline 4 and later; Legout et al. 2006).</summary>
    RoundRobin,
}

/// <summary>Who is uploaded to.</summary>
public sealed record ChokingSettings
{
    /// <summary>Neighbours uploaded to at a time.</summary>
    [Setting("Interested neighbours uploaded to at a time, the optimistic one among them", Min = "1", Max = "1000", Unit = "neighbours")]
    public int Slots { get; init; } = 4;

    /// <summary>Whether the uplink says how many.</summary>
    [Setting("Whether the number follows from the uplink instead, as in the mainline client 4: 2 below 9 KiB/s, 3 below 15, 4 below 42, and then the root of 0.6 times the KiB/s")]
    public bool SlotsByUplink { get; init; }

    /// <summary>Time between two rounds.</summary>
    [Setting("Time between two choices", Min = "1s", Max = "1h")]
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rounds of an optimistic choice.</summary>
    [Setting("Rounds that an optimistic choice lasts", Min = "1", Max = "1000", Unit = "rounds")]
    public int OptimisticRounds { get; init; } = 3;

    /// <summary>Span of the average rate.</summary>
    [Setting("Span over which rates are averaged", Min = "1s", Max = "1h")]
    public TimeSpan Average { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time after which a neighbour is taken to refuse.</summary>
    [Setting("Time without a block after which a neighbour that should upload gets nothing in return", Min = "1s", Max = "1h")]
    public TimeSpan Snub { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What seeds do.</summary>
    [Setting("Whom seeds upload to")]
    public SeedPolicy Seed { get; init; } = SeedPolicy.Fastest;

    /// <summary>BitTyrant's step down.</summary>
    [Setting("BitTyrant: by how much less is uploaded to those that have answered for three rounds", Min = "0", Max = "1", Unit = "share")]
    public double TyrantGamma { get; init; } = 0.1;

    /// <summary>BitTyrant's step up.</summary>
    [Setting("BitTyrant: by how much more is uploaded to those that do not answer", Min = "0", Max = "10", Unit = "share")]
    public double TyrantDelta { get; init; } = 0.2;

    /// <summary>Neighbours that a peer with an uplink uploads to at a time.</summary>
    /// <param name="uplink">Rate of the uplink, bytes per second.</param>
    public int SlotsOf(double uplink) => SlotsByUplink ? ByUplink(uplink) : Slots;

    /// <summary>The rule of the mainline client 4 (Choker._max_uploads).</summary>
    /// <param name="uplink">Rate of the uplink, bytes per second.</param>
    internal static int ByUplink(double uplink) => (uplink / 1024) switch
    {
        < 9 => 2,
        < 15 => 3,
        < 42 => 4,
        var rate => (int)Math.Sqrt(0.6 * rate),
    };
}
