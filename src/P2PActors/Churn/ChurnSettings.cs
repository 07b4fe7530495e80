using P2PActors.Churn.Arrivals;
using P2PActors.Churn.Laws;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn;

/// <summary>How peers come and go.</summary>
[Presets(typeof(ChurnPresets))]
public sealed record ChurnSettings
{
    /// <summary>How long a peer stays online.</summary>
    [Setting("How long a peer stays online.")]
    public DurationLaw Sessions { get; init; } = SessionPresets.Saroiu2002;

    /// <summary>
    /// How long a peer stays away before it comes back. Downtime is not well known; the default is log-normal and makes peers
    /// with the default sessions available 30 % of the time (as remembered for Overnet).
    /// </summary>
    [Setting("How long a peer stays away before it comes back.")]
    public DurationLaw Offline { get; init; } = new LogNormalLaw { Median = TimeSpan.FromMinutes(140), Sigma = 1.45 };

    /// <summary>When each peer appears for the first time.</summary>
    [Setting("When each peer appears for the first time.")]
    public ArrivalsSettings Arrivals { get; init; } = new SteadyArrivals();

    /// <summary>Share of departures without notice: 22-70 % of tracker sessions (Stutzbach and Rejaie, IMC 2006).</summary>
    [Setting("Share of departures that are crashes, without notice to anybody.", Min = "0", Max = "1", Unit = "share")]
    public double CrashShare { get; init; } = 0.3;

    /// <summary>Whether a peer that left comes back.</summary>
    [Setting("Whether a peer that left comes back after its time offline.")]
    public bool Rejoin { get; init; } = true;

    /// <summary>
    /// Share of the peers that are online at the beginning and, in the long run, at any time:
    /// a = E[on] / (E[on] + E[off]); 1 for peers that do not rejoin (there all are present at the beginning).
    /// </summary>
    public double OnlineAtStart => OnlineShare(Sessions);

    /// <summary>The same for a peer with a law of its own.</summary>
    internal double OnlineShare(DurationLaw sessions)
    {
        TimeSpan on = sessions.MeanDuration, off = Offline.MeanDuration;
        if (!Rejoin || on == DurationLaw.Never || off == DurationLaw.Never) return 1;
        return off == TimeSpan.Zero ? 1 : on.Ticks / ((double)on.Ticks + off.Ticks);
    }
}
