using P2PActors.Scenarios;

namespace P2PActors.Network.AccessLinks;

/// <summary>The access links of the early 2000s, and a few without bounds for experiments.</summary>
public static class StandardLinks
{
    /// <summary>All classes, from the slowest uplink to the fastest.</summary>
    public static IReadOnlyList<AccessLinkClass> All { get; } =
    [
        // Rates and delays of the modems, DSL, cable, T1 and T3 classes: built so that the mix "2001" meets Saroiu et al., MMCN 2002.
        Link("modem-14k", 14.4, 14.4, 80),
        Link("modem-28k", 28.8, 28.8, 70),
        Link("modem-33k", 33.6, 33.6, 65),
        Link("modem-56k", 48, 33.6, 60),
        Link("isdn-64k", 64, 64, 15),
        Link("slow-dsl", 384, 90, 15),
        Link("isdn-128k", 128, 128, 12),
        Link("cable", 1500, 128, 8),
        Link("dsl", 1500, 256, 12),
        Link("fast-cable", 3000, 384, 8),
        Link("1mbps", 1000, 1000, 0),
        Link("t1", 1544, 1544, 3),
        Link("campus", 10_000, 10_000, 1),
        // Bharambe, Herley, Padmanabhan, INFOCOM 2006: four classes derived from the MMCN data.
        Link("bharambe-784-128", 784, 128, 12),
        Link("bharambe-1500-384", 1500, 384, 10),
        Link("bharambe-3000-1000", 3000, 1000, 8),
        Link("bharambe-10000-5000", 10_000, 5000, 2),
        Link("lan", 100_000, 100_000, 0),
        // A terabit per second: 700 MB leave in 6 ms, so that only latency is left.
        Link("unlimited", 1e9, 1e9, 0),
    ];

    private static AccessLinkClass Link(string name, double downKbps, double upKbps, double delayMilliseconds) =>
        new(name, BitRate.FromKbps(downKbps), BitRate.FromKbps(upKbps), TimeSpan.FromMilliseconds(delayMilliseconds));
}
