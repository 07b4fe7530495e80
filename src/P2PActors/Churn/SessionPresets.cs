using P2PActors.Churn.Laws;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn;

/// <summary>Session lengths as measured in real populations, by name.</summary>
public static class SessionPresets
{
    private const string StutzbachRejaie = "Stutzbach and Rejaie, Understanding Churn in Peer-to-Peer Networks, IMC 2006";
    private const string TraceArchive = "Weibull fit of the P2P Trace Archive, report PDS-2010-003, table 14 (unit taken as minutes)";

    /// <summary>Napster and Gnutella in 2001, and the default: median 60 min, 40 % of online peers up for over 5 h.</summary>
    public static LogNormalLaw Saroiu2002 { get; } = new() { Median = TimeSpan.FromMinutes(60), Sigma = 1.45 };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("saroiu-2002", Saroiu2002,
            "Napster and Gnutella 2001: median 60 min (Saroiu, Gummadi, Gribble, MMCN 2002); sigma 1.45 fitted to the uptimes of " + StutzbachRejaie + "."),
        new("saroiu-2002-correlated", Saroiu2002 with { Sigma = Math.Sqrt(0.8 * 0.8 + 1.2 * 1.2), PeerSigma = 0.8 },
            "As saroiu-2002, where sessions of a peer are alike: exp(0.8 Z) per peer times exp(1.2 Z) per session (proposal; the correlation is in " + StutzbachRejaie + ")."),
        new("gnutella-2004-weibull", Weibull(114, 0.57),
            "Gnutella 2004 as a Weibull law: the same median and share above 5 h, but too few above a day (fit to " + StutzbachRejaie + ")."),
        new("redhat-2003", Weibull(21.3, 0.34), "BitTorrent, tracker of Red Hat 9, three months of 2003: median 7.2 min, mean 119 min (" + StutzbachRejaie + ")."),
        new("debian-2005", Weibull(42.4, 0.38), "BitTorrent, Debian, two months of 2005: median 16.2 min, mean 163 min (" + StutzbachRejaie + ")."),
        new("flatout-2004", Weibull(41.9, 0.59), "BitTorrent, FlatOut demo, 2004: median 22.5 min, mean 64.5 min (" + StutzbachRejaie + ")."),
        new("kad-2007", Weibull(169.5, 0.615), "KAD 2006-07 (law: Steiner, En-Najjary, Biersack, IMC 2007; the parameters are remembered, not verified)."),
        new("kazaa-2003", LogNormal(Math.Exp(0.875), 1.92),
            "KaZaA at a campus: median 2.4 min, 90th percentile 28.25 min; too short by the method (Gummadi et al., SOSP 2003, as cited by " + StutzbachRejaie + "; fit)."),
        new("kazaa-2003-population", Mixture(0.5, LogNormal(Math.Exp(0.875), 1.92), 0.5, Saroiu2002),
            "Half casual users with the sessions of kazaa-2003, half with those of saroiu-2002 (proposal)."),
        new("fasttrack-supernodes", LogNormal(49, 1.5), "FastTrack supernodes: mean 150 min with high variance (lecture; log-normal fit)."),
        new("skype-supernodes", LogNormal(330, 1.45), "Skype supernodes: median 330 min (Guha, Daswani, Jain, IPTPS 2006, remembered; the sigma is that of saroiu-2002)."),
        new("skype-2006", Mixture(0.7, LogNormal(480, 0.25), 0.3, new AlwaysLaw()), "Working-day sessions of about 8 h with 30 % of hosts that never leave (proposal)."),
        new("p2pta-t6-2005", Weibull(287.9, 0.63), "BitTorrent community T6'05: " + TraceArchive + "."),
        new("p2pta-t7-2005", Weibull(205.7, 0.62), "BitTorrent community T7'05: " + TraceArchive + "."),
        new("p2pta-t9-2005", Weibull(175.5, 0.59), "BitTorrent community T9'05: " + TraceArchive + "."),
        new("p2pta-t8-2009", Weibull(181.9, 0.59), "BitTorrent community T8'09 (unix-ag tracker): " + TraceArchive + "."),
        new("p2pta-t2-2005", Weibull(31.0, 0.48), "BitTorrent community T2'05: " + TraceArchive + "."),
        new("pareto-theory", new ParetoLaw { Scale = TimeSpan.FromHours(1), Shape = 3 }, "Shifted Pareto law of theoretical papers: mean 30 min (from general knowledge)."),
        new("stress", new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) }, "Exponential, mean 10 min: a baseline to compare with theory, not a measurement."),
    ];

    private static WeibullLaw Weibull(double scaleMinutes, double shape) => new() { Scale = TimeSpan.FromMinutes(scaleMinutes), Shape = shape };

    private static LogNormalLaw LogNormal(double medianMinutes, double sigma) => new() { Median = TimeSpan.FromMinutes(medianMinutes), Sigma = sigma };

    private static MixtureLaw Mixture(double shareA, DurationLaw a, double shareB, DurationLaw b) =>
        new() { Parts = [new MixturePart { Share = shareA, Law = a }, new MixturePart { Share = shareB, Law = b }] };
}
