using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Arrivals;

/// <summary>Arrivals at a constant rate: within an hour measured arrivals are well described so (Stutzbach and Rejaie, IMC 2006).</summary>
public sealed record PoissonArrivals : ArrivalsSettings
{
    /// <summary>All peers arrive within this span.</summary>
    [Setting("All peers arrive within this span, at a constant rate; not used where a rate is given.", Min = "1ms")]
    public TimeSpan Over { get; init; } = TimeSpan.FromHours(1);

    /// <summary>First arrivals per hour and peer that has not come yet; 0 for a constant rate over a span.</summary>
    [Setting("First arrivals per hour and peer that has not come yet; above 0 it replaces the span.", Min = "0", Unit = "per peer and hour")]
    public double Rate { get; init; }

    /// <inheritdoc />
    public override TimeSpan FirstArrival(int peer, int population, ref RandomStream random) =>
        Rate > 0 ? random.NextExponential(TimeSpan.FromHours(Math.Min(1 / Rate, 1e6))) : random.Next(TimeSpan.Zero, Over);
}
