using P2PActors.Cli;

return CommandLine.Invoke(args, Console.Out, Console.Error);
