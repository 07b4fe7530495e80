using P2PActors.Engine;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>Which results are the same, which are believed, and what they earn.</summary>
public sealed class ConsensusRules
{
    private static readonly Signal Spike = new(SignalKind.Spike, 16384, 5.5, 18.35, 0.84, 1000, 0.118, 40, 32768);

    private static Findings Of(params Signal[] signals) => new(signals, false);

    [Fact]
    public void Signals_match_up_to_the_tolerances_and_not_beyond()
    {
        (Signal Near, Signal Far)[] pairs =
        [
            (Spike with { RightAscension = 5.5006 }, Spike with { RightAscension = 5.5007 }),
            (Spike with { Declination = 18.359 }, Spike with { Declination = 18.361 }),
            (Spike with { Time = 1.83 }, Spike with { Time = 1.85 }),
            (Spike with { Frequency = 1000.009 }, Spike with { Frequency = 1000.011 }),
            (Spike with { Chirp = 0.127 }, Spike with { Chirp = 0.129 }),
            (Spike with { Peak = 40.3 }, Spike with { Peak = 40.5 }),
            (Spike with { Mean = 32500 }, Spike with { Mean = 32000 }),
            (Spike with { Period = 0 }, Spike with { Period = 0.01 }),
        ];
        foreach ((Signal near, Signal far) in pairs)
        {
            Assert.True(SignalComparison.Match(Spike, near), near.ToString());
            Assert.False(SignalComparison.Match(Spike, far), far.ToString());
        }

        Assert.False(SignalComparison.Match(Spike, Spike with { Kind = SignalKind.Gaussian }));
        Assert.False(SignalComparison.Match(Spike, Spike with { FftLength = 4096 }));
    }

    [Fact]
    public void Strong_similarity_needs_all_partners_and_weak_similarity_half_of_them()
    {
        Signal b = Spike with { Frequency = 2000 }, c = Spike with { Frequency = 3000 };
        Assert.True(SignalComparison.StronglySimilar(Of(Spike, b), Of(b, Spike)));
        Assert.False(SignalComparison.StronglySimilar(Of(Spike, b), Of(Spike)));
        Assert.True(SignalComparison.WeaklySimilar(Of(Spike, b), Of(Spike)));
        Assert.False(SignalComparison.WeaklySimilar(Of(Spike, b, c), Of(Spike)));
        Assert.False(SignalComparison.WeaklySimilar(Of(Spike), Of()));
        Assert.True(SignalComparison.StronglySimilar(Of(), Of()));
        Assert.True(SignalComparison.WeaklySimilar(Of(), Of()));
    }

    [Fact]
    public void The_canonical_result_is_the_first_that_more_than_half_of_the_quorum_agree_with()
    {
        Findings a = Of(Spike), b = Of(Spike with { Frequency = 2000 }), c = Of();
        Assert.Equal([1, 2, 2, 3], new[] { 1, 2, 3, 4 }.Select(Consensus.Needed));
        Assert.Equal(0, Consensus.Canonical([a], 1, ResultComparison.Fuzzy));
        Assert.Equal(-1, Consensus.Canonical([a, b], 2, ResultComparison.Fuzzy));
        Assert.Equal(1, Consensus.Canonical([a, b, b], 2, ResultComparison.Fuzzy));
        Assert.Equal(0, Consensus.Canonical([c, a, c], 3, ResultComparison.Fuzzy));
        Assert.Equal(-1, Consensus.Canonical([a, b, c, a], 4, ResultComparison.Fuzzy));
    }

    [Fact]
    public void Bitwise_comparison_tells_platforms_apart_that_fuzzy_comparison_takes_as_one()
    {
        Findings truth = Of(Spike);
        Findings intel = Honesty.OnPlatform(truth, 1, 7, ProcessorFamily.Pentium4, 0.001), amd = Honesty.OnPlatform(truth, 1, 7, ProcessorFamily.Athlon, 0.001);
        Assert.Equal(0, Consensus.Canonical([intel, amd], 2, ResultComparison.Fuzzy));
        Assert.Equal(-1, Consensus.Canonical([intel, amd], 2, ResultComparison.Bitwise));
        Assert.Equal(0, Consensus.Canonical([intel, Honesty.OnPlatform(truth, 1, 7, ProcessorFamily.Pentium4, 0.001)], 2, ResultComparison.Bitwise));
    }

    [Fact]
    public void Credit_is_the_lower_of_two_claims_and_the_mean_of_more_without_the_ends()
    {
        Assert.Equal(200, 86400 * 1e9 * Credit.PerOperation, 9); // 1 GFLOPS for a day
        Assert.Equal(5, Credit.Granted([5]));
        Assert.Equal(5, Credit.Granted([9, 5]));
        Assert.Equal(7, Credit.Granted([1000, 7, 1]));
        Assert.Equal(6, Credit.Granted([7, 0, 5, 1000]));
    }

    [Fact]
    public void Recent_credit_is_what_is_earned_a_day_and_halves_in_a_week_without_work()
    {
        var recent = new RecentCredit();
        Assert.Equal(0, recent.At(TimeSpan.FromDays(1)));
        // The first unit took two days and earned 140.
        recent.Add(TimeSpan.FromDays(2), TimeSpan.Zero, 140);
        Assert.Equal(70, recent.At(TimeSpan.FromDays(2)), 9);
        Assert.Equal(35, recent.At(TimeSpan.FromDays(9)), 9);
        // 70 a day, in one piece a day or in two at once, is 70 a day.
        for (int day = 3; day < 60; day++)
        {
            recent.Add(TimeSpan.FromDays(day), TimeSpan.FromDays(day - 1), 70 - day % 2);
            recent.Add(TimeSpan.FromDays(day), TimeSpan.FromDays(day - 1), day % 2);
        }

        Assert.InRange(recent.At(TimeSpan.FromDays(59)), 69.9, 70.1);
        Assert.Equal(recent.At(TimeSpan.FromDays(59)) / 4, recent.At(TimeSpan.FromDays(73)), 9);
    }

    [Fact]
    public void Pauses_double_from_least_to_most_times_a_half_to_one()
    {
        var random = new RandomStream(1);
        TimeSpan least = TimeSpan.FromSeconds(60), most = TimeSpan.FromHours(4);
        (int Failures, double Full)[] cases = [(1, 60), (2, 120), (5, 960), (8, 7680), (9, 14400), (60, 14400)];
        foreach ((int failures, double full) in cases)
        {
            double[] drawn = [.. Enumerable.Range(0, 200).Select(_ => Backoff.After(failures, least, most, ref random).TotalSeconds)];
            Assert.All(drawn, seconds => Assert.InRange(seconds, full / 2, full));
            Assert.InRange(drawn.Average(), 0.7 * full, 0.8 * full);
        }
    }
}
