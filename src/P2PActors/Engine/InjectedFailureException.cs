namespace P2PActors.Engine;

/// <summary>What a handler throws when a fault of the scenario makes it fail.</summary>
public sealed class InjectedFailureException() : Exception("injected by a fault of the scenario");
