using Akka.Actor;
using P2PActors.Akka.Cluster;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace P2PActors.Pbm;

/// <summary>Hands each command of the tool pbm to the console as a line, and the console's answer back.</summary>
internal sealed class ConsoleHandlerActor : CommandHandlerActor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IActorRef _console;

    /// <param name="console">The console of the machine.</param>
    public ConsoleHandlerActor(IActorRef console)
        : base(ConsolePalette.Palette)
    {
        _console = console;
        foreach (ConsoleCommand command in ConsoleCommands.All) Process(command.Name, typed => Forward(command, typed));
    }

    private void Forward(ConsoleCommand command, Command typed)
    {
        ConsoleLine line;
        try
        {
            line = PaletteLine.Of(command.Name, typed.Arguments.Select(a => (a.Item1, (string?)a.Item2)));
        }
        catch (FormatException e)
        {
            Sender.Tell(new ErroredCommandResponse(e.Message));
            return;
        }

        IActorRef client = Sender;
        _console.Ask<ConsoleAnswer>(line, Patience).PipeTo(client, Self, Response, Failure);
    }

    private static object Response(ConsoleAnswer answer) =>
        answer.IsError ? new ErroredCommandResponse(answer.Text) : new CommandResponse(answer.Text);

    private static object Failure(Exception reason) => new ErroredCommandResponse(
        reason is AskTimeoutException ? $"the console did not answer within {Patience.TotalSeconds:0} s; it may still do what it was told" : reason.Message);
}
