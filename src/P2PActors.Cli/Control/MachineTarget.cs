using System.Globalization;
using System.Text.Json;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Cluster.Runs;

namespace P2PActors.Cli.Control;

/// <summary>A machine of a cluster: its console, and what is submitted through it.</summary>
internal sealed class MachineTarget(IClusterMachine machine) : IControlTarget
{
    public string Standing => $"{machine.Address} {machine.Standing.Reason}";

#pragma warning disable CA1031 // Whatever a line leads to is answered: the machine goes on, and hears the next one.
    public IEnumerable<string> Execute(string line, int width)
    {
        try
        {
            if (After(line, MachineProtocol.Submit) is { } submission) return [One(Ask(MachineProtocol.Read<Submission>(submission)))];
            if (After(line, MachineProtocol.Run) is { } run) return [One(Ask(new AskRun(Number(run))))];
            if (After(line, MachineProtocol.Cancel) is { } cancelled) return [One(Ask(new CancelRun(Number(cancelled))))];
            if (After(line, MachineProtocol.File) is { } file) return [One(File(MachineProtocol.Read<MachineProtocol.FileRequest>(file)))];
            ConsoleAnswer answer = machine.Console(line).GetAwaiter().GetResult();
            return ((answer.IsError ? MachineProtocol.Error : "") + answer.Text).Split('\n');
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            return [MachineProtocol.Error + "that cannot be read: " + e.Message.ReplaceLineEndings(" ")];
        }
        catch (Exception e)
        {
            return [MachineProtocol.Error + $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}"];
        }
    }
#pragma warning restore CA1031

    public IEnumerable<string> Complete(string line) =>
        line.Contains(' ', StringComparison.Ordinal) ? [] : ConsoleCommands.All.Select(c => c.Name).Where(n => n.StartsWith(line, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public void WaitUntilPaused() { }

    private static string? After(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..] : null;

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private object Ask(IClusterMessage message) => machine.Ask(message).GetAwaiter().GetResult();

    private object File(MachineProtocol.FileRequest request) => machine.AskFile(request.Machines, request.Run, request.File, request.From).GetAwaiter().GetResult();

    private static string One(object answer) => answer switch
    {
        Refused refused => MachineProtocol.Error + refused.Reason.ReplaceLineEndings(" "),
        Accepted accepted => MachineProtocol.Write(accepted),
        RunStatus status => MachineProtocol.Write(status),
        FilePiece piece => MachineProtocol.Write(new MachineProtocol.FileAnswer(piece.Files, Convert.ToBase64String(piece.Bytes), piece.Length)),
        _ => MachineProtocol.Error + "the machine gave an answer that is not known here: " + answer.GetType().Name,
    };
}
