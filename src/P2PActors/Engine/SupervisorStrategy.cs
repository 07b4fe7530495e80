using P2PActors.Scenarios.Binding;

namespace P2PActors.Engine;

/// <summary>What a supervisor does with a peer whose handler threw.</summary>
public enum FailureDirective
{
    /// <summary>The peer's state is thrown away and it starts anew at once; its connections break.</summary>
    Restart,
    /// <summary>The peer stays off line for the rest of the run.</summary>
    Stop,
}

/// <summary>The supervision of peers: one strategy for a run, carried out by every cohort's supervisor.</summary>
public sealed record SupervisorStrategy
{
    /// <summary>What to do with a peer whose handler threw.</summary>
    [Setting("What a peer's supervisor does when the peer's handler throws")]
    public FailureDirective OnFailure { get; init; } = FailureDirective.Restart;

    /// <summary>Restarts of one peer before it is stopped for good.</summary>
    [Setting("Restarts of one peer before it is stopped for good", Min = "0", Max = "65000", Unit = "restarts")]
    public int MaxRestarts { get; init; } = 10;
}
