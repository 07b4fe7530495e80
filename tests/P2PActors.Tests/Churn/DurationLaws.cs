using FsCheck;
using FsCheck.Fluent;
using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Tests.Churn;

public sealed class DurationLaws
{
    private static readonly SessionTrace SmallTrace = SessionTrace.Read(
        new StringReader("a,0,60,1\nb,0,600,1\nc,0,1200,0\nd,10,4000,1\ne,20,1500,1\nf,90000,100000,1"), "small");

    public static TheoryData<string, DurationLaw> Laws => new()
    {
        { "exponential", new ExponentialLaw { Mean = TimeSpan.FromMinutes(30) } },
        { "weibull", new WeibullLaw { Scale = TimeSpan.FromMinutes(41.9), Shape = 0.59 } },
        { "weibull above 1", new WeibullLaw { Scale = TimeSpan.FromMinutes(41.9), Shape = 2.5 } },
        { "pareto", new ParetoLaw { Scale = TimeSpan.FromHours(3), Shape = 4 } },
        { "log-normal", new LogNormalLaw { Median = TimeSpan.FromMinutes(60), Sigma = 1.2 } },
        { "fixed", new FixedLaw { Length = TimeSpan.FromMinutes(5) } },
        { "trace", TraceLaw.From(SmallTrace) },
        {
            "mixture", new MixtureLaw
            {
                Parts =
                [
                    new MixturePart { Share = 3, Law = new ExponentialLaw { Mean = TimeSpan.FromMinutes(5) } },
                    new MixturePart { Share = 1, Law = new FixedLaw { Length = TimeSpan.FromMinutes(90) } },
                ],
            }
        },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Draws_have_the_mean_and_the_median_that_the_law_states(string name, DurationLaw law)
    {
        double[] minutes = Samples.Minutes(law, 400_000, seed: 11);

        Assert.True(minutes.Min() >= 0, name);
        Samples.AssertWithin(law.MeanDuration.TotalMinutes, minutes.Average(), 0.03);
        Samples.AssertWithin(law.MedianDuration.TotalMinutes, Samples.Median(minutes), 0.05);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Residuals_are_a_length_biased_duration_times_a_uniform_share(string name, DurationLaw law)
    {
        double[] whole = Samples.Minutes(law, 400_000, seed: 12), residual = Samples.Minutes(law, 400_000, seed: 13, residual: true);
        double[] expected = LengthBiasedShares(whole, seed: 14);

        foreach (double share in (double[])[0.1, 0.25, 0.5, 0.75, 0.9])
            Samples.AssertWithin(Samples.Quantile(expected, share), Samples.Quantile(residual, share), 0.05);
        Assert.True(residual.Min() >= 0, name);
    }

    [Fact]
    public void A_session_without_end_has_no_end_however_long_it_lasted()
    {
        var random = new RandomStream(1);
        var law = new AlwaysLaw();

        Assert.Equal(DurationLaw.Never, law.Sample(ref random));
        Assert.Equal(DurationLaw.Never, law.SampleResidual(ref random));
        Assert.Equal(DurationLaw.Never, law.MeanDuration);
    }

    [Fact]
    public void Stable_peers_stay_stable_while_the_population_keeps_its_law()
    {
        var law = new LogNormalLaw { Sigma = Math.Sqrt(0.64 + 1.44), PeerSigma = 0.8 };
        var random = new RandomStream(5);
        double[] first = new double[100_000], second = new double[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            DurationLaw own = law.ForPeer(ref random);
            first[i] = Math.Log(own.Sample(ref random).TotalMinutes);
            second[i] = Math.Log(own.Sample(ref random).TotalMinutes);
        }

        // Of the variance 2.08 of the logarithm, 0.64 belongs to the peer: correlation 0.64 / 2.08 = 0.31.
        Assert.Equal(0.308, MathNet.Numerics.Statistics.Correlation.Pearson(first, second), 0.02);
        Assert.Equal(1.442, MathNet.Numerics.Statistics.Statistics.StandardDeviation(first), 0.02);
        Samples.AssertWithin(60, Math.Exp(Samples.Median(first)), 0.03);
    }

    [Fact]
    public void A_peer_of_a_mixture_keeps_its_kind()
    {
        var mixture = new MixtureLaw
        {
            Parts =
            [
                new MixturePart { Share = 0.3, Law = new AlwaysLaw() },
                new MixturePart { Share = 0.7, Law = new FixedLaw { Length = TimeSpan.FromHours(8) } },
            ],
        };
        var random = new RandomStream(6);
        int stable = Enumerable.Range(0, 20_000).Count(_ => mixture.ForPeer(ref random) is AlwaysLaw);

        Assert.InRange(stable / 20_000.0, 0.29, 0.31);
        Assert.Equal(DurationLaw.Never, mixture.MeanDuration);
    }

    [Fact]
    public void Downtime_can_be_chosen_to_meet_an_availability()
    {
        var sessions = SessionPresets.Saroiu2002;
        var settings = new ChurnSettings { Sessions = sessions, Offline = LogNormalLaw.MeetingAvailability(sessions, 0.45) };

        Assert.Equal(0.45, settings.OnlineAtStart, 6);
        Assert.Throws<ArgumentOutOfRangeException>(() => LogNormalLaw.MeetingAvailability(sessions, 1));
    }

    [Fact]
    public void No_parameters_make_a_negative_duration_or_an_overflow() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000_000).ToArbitrary(), Gen.Choose(10, 500).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (scale, shape, seed) =>
        {
            TimeSpan length = TimeSpan.FromSeconds(scale);
            DurationLaw[] laws =
            [
                new WeibullLaw { Scale = length, Shape = shape / 100.0 },
                new ParetoLaw { Scale = length, Shape = 1 + shape / 100.0 },
                new LogNormalLaw { Median = length, Sigma = shape / 100.0 },
                new ExponentialLaw { Mean = length },
            ];
            var random = new RandomStream((ulong)seed);
            return laws.All(law => law.Sample(ref random) >= TimeSpan.Zero && law.SampleResidual(ref random) >= TimeSpan.Zero
                && law.MeanDuration > TimeSpan.Zero && law.MedianDuration > TimeSpan.Zero);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_preset_has_a_name_of_its_own_and_says_where_it_comes_from()
    {
        IEnumerable<Preset> presets = SessionPresets.All.Concat(ChurnPresets.All);

        Assert.All(presets, preset => Assert.Matches("^[a-z0-9-]+$", preset.Name));
        Assert.All(presets, preset => Assert.EndsWith(".", preset.Meaning, StringComparison.Ordinal));
        Assert.Equal(SessionPresets.All.Count, SessionPresets.All.Select(preset => preset.Name).Distinct().Count());
        Assert.All(SessionPresets.All, preset => Assert.IsAssignableFrom<DurationLaw>(preset.Value));
    }

    private static double[] LengthBiasedShares(double[] whole, ulong seed)
    {
        double[] cumulated = new double[whole.Length];
        double sum = 0;
        for (int i = 0; i < whole.Length; i++) cumulated[i] = sum += whole[i];
        var random = new RandomStream(seed);
        double[] shares = new double[whole.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            int at = Array.BinarySearch(cumulated, random.NextDouble() * sum);
            shares[i] = whole[Math.Min(at < 0 ? ~at : at, whole.Length - 1)] * random.NextDouble();
        }
        return shares;
    }
}
