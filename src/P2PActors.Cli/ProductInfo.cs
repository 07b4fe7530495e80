using System.Reflection;
using P2PActors.Akka;
using P2PActors.Engine;

namespace P2PActors.Cli;

/// <summary>What this build is.</summary>
internal static class ProductInfo
{
    /// <summary>Version with the source revision it was built from.</summary>
    public static string Version { get; } =
        typeof(ProductInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Version without the source revision.</summary>
    public static string ShortVersion { get; } = Version.Split('+')[0];

    /// <summary>Whether the cluster engine is in this build.</summary>
    public static bool HasCluster => ClusterEngine.IsInBuild;

    /// <summary>What is missing for a cluster command, and how to get it.</summary>
    public static string ClusterMissing(string what) =>
        $"{what} needs the cluster engine, which is not in this build: the packages of Akka.NET could not be restored. To get it, build again where they can be: dotnet restore -p:RetryAkka=true && dotnet build. The local engine gives the same results: p2p run <scenario> --engine local";

    /// <summary>The engine of an option <c>--engine</c>.</summary>
    /// <returns>Null for the local engine.</returns>
    /// <exception cref="UsageException">It is not in this build.</exception>
    public static ActorHosting? Start(string engine) =>
        engine != "akka" ? null : HasCluster ? ClusterEngine.Start() : throw new UsageException(ClusterMissing("--engine akka"));
}
