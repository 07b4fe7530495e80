using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Churn.Arrivals;

/// <summary>Something new appears and everybody comes at once; the rate then decays as exp(-t / tau).</summary>
public sealed record FlashCrowdArrivals : ArrivalsSettings
{
    /// <summary>When the crowd begins.</summary>
    [Setting("When the crowd begins.", Min = "0s")]
    public TimeSpan At { get; init; } = TimeSpan.Zero;

    /// <summary>Time constant of the decay; 63.2 % have come after it. Hours to days in practice.</summary>
    [Setting("Time constant of the decay: 63.2 % have come after it.", Min = "1ms")]
    public TimeSpan Tau { get; init; } = TimeSpan.FromHours(6);

    /// <inheritdoc />
    public override TimeSpan FirstArrival(int peer, int population, ref RandomStream random) => At + random.NextExponential(Tau);
}
