using System.CommandLine;
using System.Globalization;
using P2PActors.Cli.Control;
using P2PActors.Cli.Terminal;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p attach</c>: the prompt of a run that was started with <c>--control</c>.</summary>
internal static class AttachCommand
{
    public static Command Create()
    {
        var address = new Argument<string>("address")
        {
            Description = $"[host:]port of the run; 127.0.0.1:{ControlProtocol.UsualPort} if not given",
            DefaultValueFactory = _ => ControlProtocol.UsualPort.ToString(CultureInfo.InvariantCulture),
        };
        var command = new Command("attach", "Inspect a run that was started with --control");
        Option<string?> token = ControlOptions.Token();
        command.Arguments.Add(address);
        command.Options.Add(token);
        command.SetAction(parsed =>
        {
            (string host, int port) = AddressOf(parsed.GetValue(address)!);
            TextWriter output = parsed.InvocationConfiguration.Output;
            using var client = new ControlClient(host, port, parsed.GetValue(token));
            output.WriteLine($"Attached to {host}:{port}, at {client.Standing}. 'help' lists the commands; 'detach' or Ctrl-D leaves the run to itself, 'quit' ends it.");
            using var stop = new InterruptSignal(static times =>
            {
                if (times > 1) Environment.Exit(ExitCodes.Done);
            });
            new Prompt(client, output, quitsAtEnd: false, stop, "detaches").Read();
            if (client.IsOver && !client.HasDetached) output.WriteLine("The run has ended.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static (string Host, int Port) AddressOf(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "127.0.0.1" : text[..colon], number = text[(colon + 1)..];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536 && host.Length > 0
            ? (host, port)
            : throw new UsageException($"found '{text}', expected a port such as {ControlProtocol.UsualPort}, or host:port");
    }
}
