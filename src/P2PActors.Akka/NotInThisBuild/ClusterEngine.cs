using P2PActors.Akka.Cluster;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>The cluster engine, which is not in this build: the packages of Akka.NET could not be restored.</summary>
public static class ClusterEngine
{
    /// <summary>Whether the engine is in this build.</summary>
    public static bool IsInBuild => false;

    /// <summary>What is in the build, as one line for <c>p2p --version</c>.</summary>
    public static string Description => "no, not in this build: the packages of Akka.NET could not be restored when it was made";

    /// <summary>Not to be had in this build.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static ActorHosting Start() => throw new NotSupportedException("The cluster engine is not in this build.");

    /// <summary>Not to be had in this build.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static IClusterMachine StartMachine(MachineOptions options) => throw new NotSupportedException("The cluster engine is not in this build.");
}
