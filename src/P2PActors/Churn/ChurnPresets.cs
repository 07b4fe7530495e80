using P2PActors.Churn.Laws;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn;

/// <summary>Whole ways of coming and going, by name.</summary>
public static class ChurnPresets
{
    /// <summary>Everybody is there from the beginning and stays.</summary>
    public static ChurnSettings None { get; } = new() { Sessions = new AlwaysLaw(), CrashShare = 0, Rejoin = false };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("none", None, "Everybody is there from the beginning and stays."),
        new("gnutella-2004", new ChurnSettings(),
            "Sessions with median 60 min and sigma 1.45 (Saroiu et al., MMCN 2002; Stutzbach and Rejaie, IMC 2006), online 30 % of the time, 30 % crashes."),
        new("overnet-correlated", WithAvailability(new LogNormalLaw { Sigma = Math.Sqrt(0.8 * 0.8 + 1.2 * 1.2), PeerSigma = 0.8 }, 0.3),
            "As gnutella-2004, where some peers are stable and some are not (proposal)."),
        new("stress", new ChurnSettings { Sessions = new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) }, Offline = new ExponentialLaw { Mean = TimeSpan.FromMinutes(10) } },
            "Exponential, 10 min online and 10 min offline: a baseline to compare with theory."),
    ];

    private static ChurnSettings WithAvailability(DurationLaw sessions, double availability) =>
        new() { Sessions = sessions, Offline = LogNormalLaw.MeetingAvailability(sessions, availability) };
}
