using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>The memoryless law, for comparison with theory: measured sessions reject it (Stutzbach and Rejaie, IMC 2006).</summary>
public sealed record ExponentialLaw : DurationLaw
{
    /// <summary>Mean duration.</summary>
    [Setting("Mean duration.", Min = "1ms")]
    public TimeSpan Mean { get; init; } = TimeSpan.FromMinutes(60);

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Mean;

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Ticks(Mean.Ticks * Math.Log(2));

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Ticks(random.NextExponential((double)Mean.Ticks));

    /// <inheritdoc />
    public override TimeSpan SampleResidual(ref RandomStream random) => Sample(ref random);
}
