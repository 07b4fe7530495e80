using P2PActors.Akka.Cluster;

namespace P2PActors.Pbm;

/// <summary>The console for the tool pbm, which is not in this build: the packages of Petabridge.Cmd could not be restored.</summary>
public static class PbmHost
{
    /// <summary>Whether it is in this build.</summary>
    public static bool IsInBuild => false;

    /// <summary>What is in the build, as one line for <c>p2p --version</c>.</summary>
    public static string Description => "no, not in this build: the packages of Petabridge.Cmd could not be restored when it was made";

    /// <summary>Not to be had in this build.</summary>
    /// <param name="console">The console of a machine.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static void Start(MachineConsole console) =>
        throw new NotSupportedException("The console for pbm is not in this build: the packages of Petabridge.Cmd could not be restored. To get it, build again where they can be: dotnet restore -p:RetryAkka=true && dotnet build");
}
