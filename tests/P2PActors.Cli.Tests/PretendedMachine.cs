using System.Net;
using P2PActors.Akka.Cluster;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Cli.Control;

namespace P2PActors.Cli.Tests;

/// <summary>A machine behind a control port that says what a test wants: what submits to it needs no cluster engine.</summary>
internal sealed class PretendedMachine : IClusterMachine
{
    private readonly ControlPort _port;

    public PretendedMachine(string? token = null, int port = 0) => _port = new ControlPort(new MachineTarget(this), port, IPAddress.Loopback, token);

    public int Port => _port.Port;

    public string To => $"127.0.0.1:{Port}";

    /// <summary>What the coordinator answers.</summary>
    public Func<IClusterMessage, object> Answers { get; set; } = static _ => new Refused("nothing was said");

    /// <summary>The files of the run.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of a file that are sent at once.</summary>
    public int PieceSize { get; init; } = 10;

    /// <summary>All that was asked of the coordinator.</summary>
    public List<IClusterMessage> Asked { get; } = [];

    public string Address => "akka.tcp://p2p@127.0.0.1:4700";

    public MachineConsole ConsoleOfMachine => throw new NotSupportedException("a pretended machine has no actors");

    public Task Stopped { get; } = new TaskCompletionSource().Task;

    public (bool IsReady, string Reason) Standing => (true, "up");

    public Task<object> Ask(IClusterMessage message, CancellationToken stop = default)
    {
        lock (Asked) Asked.Add(message);
        return Task.FromResult(Answers(message));
    }

    public Task<object> AskFile(IReadOnlyList<string> machines, long run, string file, long from)
    {
        string[] names = [.. Files.Keys];
        if (file.Length == 0) return Task.FromResult<object>(new FilePiece(names, [], 0));
        byte[] all = Files[file];
        return Task.FromResult<object>(new FilePiece(names, [.. all.Skip((int)from).Take(PieceSize)], all.Length));
    }

    public Task<ConsoleAnswer> Console(string line) =>
        Task.FromResult(line == "machines" ? new ConsoleAnswer("one\ntwo", false) : new ConsoleAnswer($"there is no command '{line}'", true));

    public Task Leave() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _port.Dispose();
        return ValueTask.CompletedTask;
    }
}
