using System.CommandLine;
using P2PActors.Cli;
using P2PActors.Cli.Commands;

var root = new RootCommand("p2p emulates peer-to-peer systems: every participant an actor, in one network with its own clock.")
{
    //R RunCommand.Create(),
    ValidateCommand.Create(),
    ListCommand.Create(),
    BenchCommand.Create(),
    ClusterCommands.Machine(),
    ClusterCommands.Submit(),
};
VersionCommand.AddTo(root);
return CommandLine.Invoke(root, args, Console.Out, Console.Error);
