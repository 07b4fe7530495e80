using P2PActors.Network.AccessLinks;
using P2PActors.Network.Nat;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Scenarios;

/// <summary>The emulated Internet.</summary>
public sealed record NetworkSettings : IValidatedSettings
{
    /// <summary>How long packets travel.</summary>
    [Setting("How long packets travel")]
    public LatencySettings Latency { get; init; } = new CoordinateLatencySettings();

    /// <summary>Whether access links have limited rates.</summary>
    [Setting("Whether access links have limited rates; without, a message takes its latency and nothing more")]
    public bool Bandwidth { get; init; } = true;

    /// <summary>Access links of ordinary peers.</summary>
    [Setting("Access links of ordinary peers")]
    public LinkMixSettings Links { get; init; } = new();

    /// <summary>Access link of servers and other infrastructure.</summary>
    [Setting("Class of access link of servers and other infrastructure")]
    public string ServerLink { get; init; } = "lan";

    /// <summary>Share of packets lost.</summary>
    [Setting("Share of packets lost; connections repeat what is lost", Min = "0", Max = "0.9", Unit = "share")]
    public double Loss { get; init; }

    /// <summary>Mean extra delay as a share of the latency.</summary>
    [Setting("Mean extra delay of a packet as a share of its latency (exponential law)", Min = "0", Max = "10", Unit = "share")]
    public double Jitter { get; init; }

    /// <summary>What stands between ordinary peers and the Internet.</summary>
    [Setting("What stands between ordinary peers and the Internet; who is in no share has a public address")]
    public NatSettings Nat { get; init; } = new();

    /// <summary>How long an initiator waits.</summary>
    [Setting("How long the initiator of a connection waits for an answer", Min = "1ms", Max = "1h")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(21);

    /// <summary>How long data is repeated in vain.</summary>
    [Setting("How long a connection repeats data that nobody acknowledges before it ends", Min = "1ms", Max = "1h")]
    public TimeSpan DeathTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Life of a NAT mapping.</summary>
    [Setting("Life of a NAT mapping for datagrams after the last one sent", Min = "1s", Max = "1d")]
    public TimeSpan NatTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Regions of the emulated world.</summary>
    [Setting("Regions and the shares of the peers that live in them, such as { west = 40%, east = 60% }, for faults to choose by; with latency = coordinates they are strips of the map from west to east, else peers are dealt at random", Min = "0", Max = "1", Unit = "share")]
    public IReadOnlyDictionary<string, double> Regions { get; init; } = new Dictionary<string, double>();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Regions.Count > 100) yield return new SettingProblem("regions", $"found {Regions.Count} regions, expected at most 100");
        if (Regions.Values.Sum() > 1 + 1e-9) yield return new SettingProblem("regions", FormattableString.Invariant($"the shares add up to {Regions.Values.Sum():0.###}, expected at most 1"));
    }

    /// <summary>Longest queue of an uplink.</summary>
    [Setting("Queue of an uplink, as time, from which on datagrams are dropped", Min = "1ms", Max = "1h")]
    public TimeSpan MaxBacklog { get; init; } = TimeSpan.FromSeconds(4);
}

/// <summary>Shares of ordinary peers behind NATs and firewalls.</summary>
public sealed record NatSettings : IValidatedSettings
{
    /// <summary>Share behind full-cone NATs.</summary>
    [Setting("Share of peers behind full-cone NATs", Min = "0", Max = "1", Unit = "share")]
    public double FullCone { get; init; }

    /// <summary>Share behind restricted NATs.</summary>
    [Setting("Share of peers behind restricted NATs", Min = "0", Max = "1", Unit = "share")]
    public double Restricted { get; init; }

    /// <summary>Share behind port-restricted NATs.</summary>
    [Setting("Share of peers behind port-restricted NATs", Min = "0", Max = "1", Unit = "share")]
    public double PortRestricted { get; init; }

    /// <summary>Share behind symmetric NATs.</summary>
    [Setting("Share of peers behind symmetric NATs", Min = "0", Max = "1", Unit = "share")]
    public double Symmetric { get; init; }

    /// <summary>Share behind firewalls that keep inbound connections out.</summary>
    [Setting("Share of peers behind firewalls that keep inbound connections out", Min = "0", Max = "1", Unit = "share")]
    public double Firewalled { get; init; }

    /// <summary>Share behind firewalls that also block all datagrams.</summary>
    [Setting("Share of peers behind firewalls that also block all datagrams", Min = "0", Max = "1", Unit = "share")]
    public double BlocksUdp { get; init; }

    /// <summary>The shares by type, in the order in which they are dealt.</summary>
    public IReadOnlyList<(NatType Type, double Share)> Shares =>
    [
        (NatType.FullCone, FullCone), (NatType.Restricted, Restricted), (NatType.PortRestricted, PortRestricted),
        (NatType.Symmetric, Symmetric), (NatType.BlocksInbound, Firewalled), (NatType.BlocksUdp, BlocksUdp),
    ];

    /// <summary>Sum of the shares.</summary>
    public double Total => FullCone + Restricted + PortRestricted + Symmetric + Firewalled + BlocksUdp;

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Total > 1 + 1e-9) yield return new SettingProblem("", FormattableString.Invariant($"the shares add up to {Total:0.###}, expected at most 1"));
    }
}
