using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>The shifted Pareto law used in theory: P(L > x) = (1 + x / scale)^-shape.</summary>
public sealed record ParetoLaw : DurationLaw
{
    /// <summary>Scale (beta).</summary>
    [Setting("Scale (beta); the mean is scale / (shape - 1).", Min = "1ms")]
    public TimeSpan Scale { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Shape (alpha), above 1 so that the mean exists.</summary>
    [Setting("Shape (alpha), above 1 so that the mean exists.", Min = "1.01", Max = "100")]
    public double Shape { get; init; } = 3;

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Ticks(Scale.Ticks / (Shape - 1));

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Ticks(Scale.Ticks * (Math.Pow(2, 1 / Shape) - 1));

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Draw(Shape, ref random);

    /// <inheritdoc />
    /// <remarks>The residual follows the same family with shape - 1: the integral of the survival function over the mean.</remarks>
    public override TimeSpan SampleResidual(ref RandomStream random) => Draw(Shape - 1, ref random);

    private TimeSpan Draw(double shape, ref RandomStream random) =>
        Ticks(Scale.Ticks * (Math.Pow(random.NextPositive(), -1 / shape) - 1));
}
