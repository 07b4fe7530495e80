using P2PActors.Engine;

namespace P2PActors.Churn.Laws;

/// <summary>It never ends: a peer with these sessions stays for the whole run.</summary>
public sealed record AlwaysLaw : DurationLaw
{
    /// <inheritdoc />
    public override TimeSpan MeanDuration => Never;

    /// <inheritdoc />
    public override TimeSpan MedianDuration => Never;

    /// <inheritdoc />
    public override TimeSpan Sample(ref RandomStream random) => Never;

    /// <inheritdoc />
    public override TimeSpan SampleResidual(ref RandomStream random) => Never;
}
