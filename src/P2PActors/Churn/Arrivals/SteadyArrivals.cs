using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Arrivals;

/// <summary>The population is there when the run begins; its members start within a short span, not all at the same instant.</summary>
public sealed record SteadyArrivals : ArrivalsSettings
{
    /// <summary>The span over which the first peers start.</summary>
    [Setting("The span over which the peers that are online at the beginning start.", Min = "0s")]
    public TimeSpan Spread { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether peers are found in the middle of their sessions, or all begin a whole one.</summary>
    [Setting("Whether peers are found in the middle of their sessions (steady state), or all begin a whole session.")]
    public bool Residual { get; init; } = true;

    /// <inheritdoc />
    public override bool BeginsInSteadyState => Residual;

    /// <inheritdoc />
    public override TimeSpan FirstArrival(int peer, int population, ref RandomStream random) => random.Next(TimeSpan.Zero, Spread);
}
