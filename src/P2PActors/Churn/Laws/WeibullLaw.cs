using MathNet.Numerics;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>P(L > x) = exp(-(x / scale)^shape); with a shape below 1 those that stayed long stay on (measured: 0.34-0.62).</summary>
public sealed record WeibullLaw : DurationLaw
{
    /// <summary>Scale (lambda): 63.2 % of durations are below it.</summary>
    [Setting("Scale (lambda): 63.2 % of durations are below it.", Min = "1ms")]
    public TimeSpan Scale { get; init; } = TimeSpan.FromMinutes(41.9);

    /// <summary>Shape (k), no unit: 1 is the exponential law, less has more very short and very long durations.</summary>
    [Setting("Shape (k): 1 is the exponential law, less has more very short and very long durations.", Min = "0.1", Max = "10")]
    public double Shape { get; init; } = 0.59;

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Ticks(Scale.Ticks * SpecialFunctions.Gamma(1 + 1 / Shape));

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Ticks(Scale.Ticks * Math.Pow(Math.Log(2), 1 / Shape));

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) =>
        Ticks(Scale.Ticks * Math.Pow(-Math.Log(random.NextPositive()), 1 / Shape));

    /// <inheritdoc />
    /// <remarks>(L / scale)^shape of a length-biased duration follows the gamma law with 1 + 1/shape.</remarks>
    public override TimeSpan SampleResidual(ref RandomStream random) =>
        Ticks(Scale.Ticks * Math.Pow(NextGamma(1 + 1 / Shape, ref random), 1 / Shape) * random.NextPositive());

    /// <summary>The gamma law for shapes from 1 (Marsaglia and Tsang, ACM TOMS 26, 2000).</summary>
    private static double NextGamma(double shape, ref RandomStream random)
    {
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double z = random.NextNormal(), v = 1 + c * z;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(random.NextPositive()) < 0.5 * z * z + d - d * v + d * Math.Log(v)) return d * v;
        }
    }
}
