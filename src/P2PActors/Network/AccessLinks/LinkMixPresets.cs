using P2PActors.Scenarios.Binding;

namespace P2PActors.Network.AccessLinks;

/// <summary>Mixes of access links as measured or proposed, by name.</summary>
public static class LinkMixPresets
{
    /// <summary>The default: 22 % with at most 100 kbps up, 8 % with 10 Mbps up, 92 % with at least 100 kbps down.</summary>
    internal static IReadOnlyDictionary<string, double> Mix2001 { get; } = Mix(
        ("modem-56k", 0.08), ("slow-dsl", 0.14), ("cable", 0.30), ("dsl", 0.20), ("fast-cable", 0.12), ("t1", 0.08), ("campus", 0.08));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        New("2001", Mix2001, "Gnutella 2001: built to meet the shares of Saroiu, Gummadi, Gribble, MMCN 2002."),
        New("fast-2004", Mix(("slow-dsl", 0.12), ("cable", 0.40), ("dsl", 0.20), ("fast-cable", 0.12), ("t1", 0.08), ("campus", 0.08)),
            "As 2001 with a tenth of the peers moved from modem and slow DSL to cable (proposal)."),
        New("napster-2000", Mix(("modem-56k", 0.48), ("modem-33k", 0.06), ("isdn-64k", 0.04), ("isdn-128k", 0.02), ("cable", 0.15), ("dsl", 0.10), ("campus", 0.15)),
            "Napster 1999-2000: modems and ISDN 60 %, cable and DSL 25 %, campus 15 % (proposal)."),
        New("napster-2001", Mix(("modem-14k", 0.04), ("modem-28k", 0.01), ("modem-33k", 0.01), ("modem-56k", 0.23), ("isdn-64k", 0.03),
                ("isdn-128k", 0.02), ("cable", 0.44), ("dsl", 0.14), ("t1", 0.03), ("campus", 0.05)),
            "Napster 2001 as declared by its users (Saroiu et al., MMCN 2002, remembered)."),
        New("bharambe-2006", Mix(("bharambe-784-128", 0.20), ("bharambe-1500-384", 0.40), ("bharambe-3000-1000", 0.25), ("bharambe-10000-5000", 0.15)),
            "The four classes of Bharambe, Herley, Padmanabhan, INFOCOM 2006, derived from the MMCN 2002 data (remembered)."),
        New("stress", Mix(("1mbps", 1)), "1 Mbps both ways for all: a baseline to compare with theory."),
        New("lan", Mix(("lan", 1)), "100 Mbps both ways for all."),
        New("unlimited", Mix(("unlimited", 1)), "Bandwidth is no limit; only latency counts."),
    ];

    private static Preset New(string name, IReadOnlyDictionary<string, double> shares, string meaning) =>
        new(name, new LinkMixSettings { Shares = shares }, meaning);

    private static SortedDictionary<string, double> Mix(params (string Name, double Share)[] shares)
    {
        var mix = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, double share) in shares) mix.Add(name, share);
        return mix;
    }
}
