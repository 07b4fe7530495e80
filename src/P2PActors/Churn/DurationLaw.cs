using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn;

/// <summary>
/// How long something lasts: the session of a peer (from joining to leaving) or its time offline. A law is immutable and
/// draws from the stream it is given, so one law serves all peers.
/// </summary>
/// <remarks>
/// A random session is short, yet a random peer found online has been there long (the inspection paradox): peers that are
/// already online when the run begins therefore need <see cref="SampleResidual"/>, not <see cref="Sample"/>.
/// Source: Stutzbach and Rejaie, Understanding Churn in Peer-to-Peer Networks, IMC 2006.
/// </remarks>
[Choice("exponential", typeof(ExponentialLaw))]
[Choice("weibull", typeof(WeibullLaw))]
[Choice("pareto", typeof(ParetoLaw))]
[Choice("log-normal", typeof(LogNormalLaw))]
[Choice("fixed", typeof(FixedLaw))]
[Choice("always", typeof(AlwaysLaw))]
[Choice("trace", typeof(TraceLaw))]
[Choice("mixture", typeof(MixtureLaw))]
[Presets(typeof(SessionPresets))]
public abstract record DurationLaw
{
    /// <summary>The duration of what never ends. Durations above a thousand years are given as this one.</summary>
    public static readonly TimeSpan Never = TimeSpan.MaxValue;

    private static readonly double LongestTicks = TimeSpan.FromDays(365_000).Ticks;

    /// <summary>The expected duration; <see cref="Never"/> if infinite.</summary>
    public abstract TimeSpan MeanDuration { get; }

    /// <summary>The duration that half of all draws exceed.</summary>
    public abstract TimeSpan MedianDuration { get; }

    /// <summary>A whole duration, from its beginning; not negative.</summary>
    public abstract TimeSpan Sample(ref RandomStream random);

    /// <summary>
    /// What is left of a duration that is found under way at a random moment of the steady state: a length-biased draw of the
    /// whole, times a uniform share of it. Exact for every law, up to the 100 ns of the clock.
    /// </summary>
    public abstract TimeSpan SampleResidual(ref RandomStream random);

    /// <summary>
    /// The law of one peer, where successive sessions of a peer are alike (a stable peer stays stable); the same law for all
    /// unless the settings say otherwise. Call it once per peer, with a stream of the peer's own.
    /// </summary>
    public virtual DurationLaw ForPeer(ref RandomStream random) => this;

    /// <summary>A duration from a number of ticks (100 ns): cut to 0 below and to <see cref="Never"/> above.</summary>
    protected static TimeSpan Ticks(double ticks) => ticks switch
    {
        >= 0 when ticks < LongestTicks => TimeSpan.FromTicks((long)ticks),
        < 0 => TimeSpan.Zero,
        _ => Never,
    };
}
