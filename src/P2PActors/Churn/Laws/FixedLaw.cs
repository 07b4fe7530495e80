using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Laws;

/// <summary>Every duration is the same.</summary>
public sealed record FixedLaw : DurationLaw
{
    /// <summary>The duration.</summary>
    [Setting("The duration.", Min = "1ms")]
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(60);

    /// <inheritdoc />
    public override TimeSpan MeanDuration => Length;

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Length;

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Length;

    /// <inheritdoc />
    public override TimeSpan SampleResidual(ref RandomStream random) => random.Next(TimeSpan.Zero, Length);
}
