using P2PActors.Akka.Cluster.Runs;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Akka.Cluster;

/// <summary>How a machine of a cluster is started.</summary>
public sealed record MachineOptions
{
    /// <summary>Reads scenarios.</summary>
    public required ScenarioLoader Loader { get; init; }

    /// <summary>Version of the program: machines of different versions do not run together.</summary>
    public required string Version { get; init; }

    /// <summary>Folder for results and logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>File with settings; null for none.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Name or address by which other machines reach this one; null for the configured one (127.0.0.1).</summary>
    public string? Host { get; init; }

    /// <summary>Port for other machines; null for the configured one, 0 for any.</summary>
    public int? Port { get; init; }

    /// <summary>Machines to join, as host:port; the first one of a new cluster names itself.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>Fewest machines that a run begins on; null for the configured number.</summary>
    public int? MinMachines { get; init; }

    /// <summary>Name of the machine in logs; null for its host and port.</summary>
    public string? Name { get; init; }

    /// <summary>Writes the results of a run to a directory; given the command that repeats it.</summary>
    public required Action<ScenarioResult, string, string> Write { get; init; }

    /// <summary>Port of the health endpoint on this machine's loopback address; null for none.</summary>
    public int? HealthPort { get; init; }
}

/// <summary>A machine of a cluster: this process.</summary>
public interface IClusterMachine : IAsyncDisposable
{
    /// <summary>Its address in the cluster.</summary>
    string Address { get; }

    /// <summary>Done when the machine has stopped, by leaving or because the others have given it up.</summary>
    Task Stopped { get; }

    /// <summary>Whether it is a member and used, and how it stands in a word.</summary>
    (bool IsReady, string Reason) Standing { get; }

    /// <summary>Asks the coordinator: a <see cref="Submission"/>, <see cref="AskRun"/>, <see cref="AskRuns"/> or <see cref="CancelRun"/>.</summary>
    /// <returns>The answer, or <see cref="Refused"/>.</returns>
    Task<object> Ask(IClusterMessage message, CancellationToken stop = default);

    /// <summary>Gets a piece of a file of a finished run, from here or from another machine that has it.</summary>
    /// <param name="machines">Machines of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="file">Name of the file; empty for the list of files.</param>
    /// <param name="from">Byte to begin at.</param>
    /// <returns><see cref="FilePiece"/>, or <see cref="Refused"/>.</returns>
    Task<object> AskFile(IReadOnlyList<string> machines, long run, string file, long from);

    /// <summary>Carries out a command of the console (<see cref="ConsoleCommands"/>).</summary>
    Task<ConsoleAnswer> Console(string line);

    /// <summary>The console, for whoever makes it reachable by other means.</summary>
    MachineConsole ConsoleOfMachine { get; }

    /// <summary>Leaves the cluster: the others take over what was here first.</summary>
    Task Leave();
}

/// <summary>A machine could not start.</summary>
public sealed class MachineStartException : Exception
{
    /// <summary>Says only that.</summary>
    public MachineStartException() : base("the machine could not start") { }

    /// <summary>Says why.</summary>
    public MachineStartException(string message) : base(message) { }

    /// <summary>Says why, and what led to it.</summary>
    public MachineStartException(string message, Exception inner) : base(message, inner) { }
}
