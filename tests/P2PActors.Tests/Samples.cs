using P2PActors.Churn;
using P2PActors.Engine;

namespace P2PActors.Tests;

/// <summary>Sampling helpers of the tests of random laws.</summary>
internal static class Samples
{
    internal static double[] Minutes(DurationLaw law, int count, ulong seed, bool residual = false)
    {
        var random = new RandomStream(seed);
        double[] minutes = new double[count];
        for (int i = 0; i < count; i++)
            minutes[i] = (residual ? law.SampleResidual(ref random) : law.Sample(ref random)).TotalMinutes;
        return minutes;
    }

    internal static double Median(double[] values) => Quantile(values, 0.5);

    internal static double Quantile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    internal static void AssertWithin(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected * (1 - relative), expected * (1 + relative));
}
