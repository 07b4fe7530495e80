using System.CommandLine;

namespace P2PActors.Cli.Commands;

/// <summary>The commands for several machines, as long as there are none: they say what is missing.</summary>
internal static class ClusterCommands
{
    public static Command Machine()
    {
        var command = new Command("machine", "Be one machine of a cluster (needs the cluster engine)");
        command.Options.Add(new Option<FileInfo>("--config") { Description = "Akka configuration" });
        command.SetAction(_ => Missing("p2p machine"));
        return command;
    }

    public static Command Submit()
    {
        var command = new Command("submit", "Run a scenario on a cluster (needs the cluster engine)");
        command.Arguments.Add(new Argument<string>("scenario") { Description = "The scenario file" });
        command.SetAction(_ => Missing("p2p submit"));
        return command;
    }

    private static int Missing(string what) => throw new UsageException(
        ProductInfo.HasCluster
            ? $"{what}: runs over several machines are not in this version; the cluster engine runs in one process: p2p run <scenario> --engine akka"
            : ProductInfo.ClusterMissing(what));
}
