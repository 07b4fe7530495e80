using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>
/// The logarithm of the duration is normal: the law that meets both the measured median and the measured share of peers that
/// have been online for a day. With a peer sigma the sessions of one peer are alike: each peer has a factor
/// exp(peer-sigma * Z) of its own, and the rest of sigma varies from session to session.
/// </summary>
public sealed record LogNormalLaw : DurationLaw
{
    /// <summary>The duration that half of all sessions exceed.</summary>
    [Setting("The duration that half of all exceed.", Min = "1ms")]
    public TimeSpan Median { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Standard deviation of the natural logarithm over all peers and sessions.</summary>
    [Setting("Standard deviation of the natural logarithm, over all peers and sessions.", Min = "0", Max = "5")]
    public double Sigma { get; init; } = 1.45;

    /// <summary>The part of sigma that is a property of the peer; 0 makes sessions independent, 0.8 is the proposed correlation.</summary>
    [Setting("The part of sigma that is a property of the peer (0.8 leaves 1.2 of 1.44 to the single session); at most sigma.", Min = "0", Max = "5")]
    public double PeerSigma { get; init; }

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Ticks(Median.Ticks * Math.Exp(Sigma * Sigma / 2));

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Median;

    /// <summary>The log-normal time offline that gives peers with these sessions the wanted availability in the long run.</summary>
    /// <param name="sessions">Their time online.</param>
    /// <param name="availability">Share of time online, above 0 and below 1.</param>
    /// <param name="sigma">Spread of the time offline (no measurement; sessions have about 1.45).</param>
    public static LogNormalLaw MeetingAvailability(DurationLaw sessions, double availability, double sigma = 1.45)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (availability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(availability), availability, "An availability lies between 0 and 1.");
        double mean = sessions.MeanDuration.Ticks * (1 - availability) / availability;
        return new LogNormalLaw { Median = Ticks(mean * Math.Exp(-sigma * sigma / 2)), Sigma = sigma };
    }

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Ticks(Median.Ticks * Math.Exp(Sigma * random.NextNormal()));

    /// <inheritdoc />
    /// <remarks>A length-biased log-normal is log-normal with mu + sigma^2.</remarks>
    public override TimeSpan SampleResidual(ref RandomStream random) =>
        Ticks(Median.Ticks * Math.Exp(Sigma * (Sigma + random.NextNormal())) * random.NextPositive());

    /// <inheritdoc />
    public override DurationLaw ForPeer(ref RandomStream random)
    {
        double own = Math.Min(PeerSigma, Sigma);
        if (own <= 0) return this;
        return new LogNormalLaw
        {
            Median = Ticks(Median.Ticks * Math.Exp(own * random.NextNormal())),
            Sigma = Math.Sqrt(Sigma * Sigma - own * own),
        };
    }
}
