using P2PActors.Akka.Cluster;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;
using Petabridge.Cmd.Remote;

namespace P2PActors.Pbm;

/// <summary>
/// Opens a machine to the tool pbm (Petabridge.Cmd): its ready palettes <c>cluster</c>, <c>remote</c> and <c>cluster-sharding</c>,
/// and the palette <c>p2p</c> with the commands of the console. Where it listens is set by <c>petabridge.cmd</c> in the
/// configuration of the actor system (port 9110 by default).
/// </summary>
public static class PbmHost
{
    /// <summary>Whether it is in this build.</summary>
    public static bool IsInBuild => true;

    /// <summary>What is in the build, as one line for <c>p2p --version</c>.</summary>
    public static string Description => $"yes, Petabridge.Cmd {typeof(PetabridgeCmd).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Begins to listen. It ends with the actor system.</summary>
    /// <param name="console">The console of a machine.</param>
    public static void Start(MachineConsole console)
    {
        ArgumentNullException.ThrowIfNull(console);
        PetabridgeCmd pbm = PetabridgeCmd.Get(console.System);
        pbm.RegisterCommandPalette(ClusterCommands.Instance);
        pbm.RegisterCommandPalette(RemoteCommands.Instance);
        pbm.RegisterCommandPalette(ClusterShardingCommands.Instance);
        pbm.RegisterCommandPalette(new ConsolePaletteHandler(console.Actor));
        pbm.Start();
    }
}
