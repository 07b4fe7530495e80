using System.Reflection;

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
    public static bool HasCluster => false;

    /// <summary>What is missing for a cluster command, and how to get it.</summary>
    public static string ClusterMissing(string what) =>
        $"{what} needs the cluster engine (Akka.NET), which is not part of this version. The local engine gives the same results: p2p run <scenario> --engine local";
}
