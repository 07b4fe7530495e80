using P2PActors.Akka.Cluster;
using Petabridge.Cmd;

namespace P2PActors.Pbm;

/// <summary>The palette <c>p2p</c>: one command for each of the console, each with the rest of its line as its only argument.</summary>
internal static class ConsolePalette
{
    public static CommandPalette Palette { get; } = new("p2p", [.. ConsoleCommands.All.Select(Definition)]);

    private static CommandDefinition Definition(ConsoleCommand command) =>
        new CommandDefinitionBuilder()
            .WithName(command.Name)
            .WithDescription($"{command.Meaning}: {command.Usage}")
            .WithArgument(argument =>
            {
                argument = argument.WithName("line").WithDescription("The rest of the line, in quotes").IsMandatory(false);
                foreach (string name in PaletteLine.Switches) argument = argument.WithSwitch(name);
                return argument;
            })
            .Build();
}
