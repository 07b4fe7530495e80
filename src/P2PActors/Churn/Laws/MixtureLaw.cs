using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>One kind of peer in a mixture.</summary>
public sealed record MixturePart
{
    /// <summary>How many peers are of this kind, as a weight; the weights of a mixture need not sum to 1.</summary>
    [Setting("Weight of this kind among all.", Min = "0", Unit = "share")]
    public double Share { get; init; } = 1;

    /// <summary>The law of this kind.</summary>
    [Setting("The law of this kind.")]
    public DurationLaw Law { get; init; } = new LogNormalLaw();
}

/// <summary>Several kinds of peers; a peer keeps its kind for the whole run (<see cref="DurationLaw.ForPeer"/>).</summary>
public sealed record MixtureLaw : DurationLaw
{
    /// <summary>The kinds, at least one with a share above 0.</summary>
    [Setting("The kinds of peers, each with its share and law.")]
    public IReadOnlyList<MixturePart> Parts { get; init; } = [new MixturePart()];

    /// <inheritdoc />
    public override TimeSpan MeanDuration
    {
        get
        {
            double total = 0, sum = 0;
            foreach (MixturePart part in Parts)
            {
                if (part.Share <= 0) continue;
                if (part.Law.MeanDuration == Never) return Never;
                total += part.Share;
                sum += part.Share * part.Law.MeanDuration.Ticks;
            }
            return Ticks(sum / total);
        }
    }

    /// <inheritdoc />
    /// <remarks>Has no formula; found as the median of 10,001 draws from a fixed stream, so within a few percent.</remarks>
    public override TimeSpan MedianDuration
    {
        get
        {
            var random = new RandomStream(0);
            var draws = new TimeSpan[10_001];
            for (int i = 0; i < draws.Length; i++) draws[i] = Sample(ref random);
            Array.Sort(draws);
            return draws[draws.Length / 2];
        }
    }

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Pick(byTime: false, ref random).Sample(ref random);

    /// <inheritdoc />
    /// <remarks>Among peers online at a moment each kind counts by its share times its mean.</remarks>
    public override TimeSpan SampleResidual(ref RandomStream random) => Pick(byTime: true, ref random).SampleResidual(ref random);

    /// <inheritdoc />
    public override DurationLaw ForPeer(ref RandomStream random) => Pick(byTime: false, ref random).ForPeer(ref random);

    private DurationLaw Pick(bool byTime, ref RandomStream random)
    {
        double total = 0;
        foreach (MixturePart part in Parts) total += Weight(part, byTime);
        if (!(total > 0)) throw new InvalidOperationException("A mixture of durations needs a part with a share above 0.");
        double draw = random.NextDouble() * total;
        DurationLaw last = Parts[0].Law;
        foreach (MixturePart part in Parts)
        {
            double weight = Weight(part, byTime);
            if (weight <= 0) continue;
            last = part.Law;
            if ((draw -= weight) < 0) break;
        }
        return last;
    }

    // What never ends outweighs everything that does, as it would after an infinite time.
    private static double Weight(MixturePart part, bool byTime) =>
        !byTime ? part.Share : part.Law.MeanDuration == Never ? part.Share * 1e30 : part.Share * part.Law.MeanDuration.Ticks;
}
