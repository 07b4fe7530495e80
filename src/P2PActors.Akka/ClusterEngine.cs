using Akka.Actor;
using P2PActors.Akka.Cluster;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>The cluster engine: peers as Akka.NET actors. See <see cref="AkkaHosting"/>.</summary>
public static class ClusterEngine
{
    /// <summary>Whether the engine is in this build.</summary>
    public static bool IsInBuild => true;

    /// <summary>What is in the build, as one line for <c>p2p --version</c>.</summary>
    public static string Description => $"yes, Akka.NET {typeof(ActorSystem).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Starts an actor system in this process, for as many runs as one likes.</summary>
    public static ActorHosting Start() => new AkkaHosting();

    /// <summary>Starts a machine of a cluster in this process and has it join.</summary>
    /// <exception cref="MachineStartException">It cannot start: its port is taken, or its configuration is wrong.</exception>
    public static IClusterMachine StartMachine(MachineOptions options) => ClusterMachine.Start(options);
}
