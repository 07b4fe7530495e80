using P2PActors.Inspection;

namespace P2PActors.Akka.Cluster;

/// <summary>One command of the console of a cluster.</summary>
/// <param name="Name">What is typed first.</param>
/// <param name="Usage">Name and arguments, as in <c>peer ID</c>.</param>
/// <param name="Meaning">What it does, in one line.</param>
public sealed record ConsoleCommand(string Name, string Usage, string Meaning);

/// <summary>The commands of the console of a cluster: its own, and those by which any run is inspected.</summary>
public static class ConsoleCommands
{
    private static readonly string[] OfAnyRun =
        ["peers", "peer", "kill", "restart", "partition", "heal", "degrade", "pause", "resume", "step", "speed", "metrics", "journal"];

    /// <summary>All commands, in the order in which help shows them.</summary>
    public static IReadOnlyList<ConsoleCommand> All { get; } =
    [
        Inspection("status"),
        new("machines", "machines", "The machines of the cluster, and what each is doing"),
        new("cohorts", "cohorts", "The cohorts of the run, and on which machine each is"),
        new("runs", "runs", "The runs of the cluster: done, going on, and waiting"),
        new("cancel", "cancel RUN", "Call a run off, or take it out of the queue"),
        .. OfAnyRun.Select(Inspection),
    ];

    /// <summary>The command with a name; null if there is none.</summary>
    public static ConsoleCommand? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    private static ConsoleCommand Inspection(string name)
    {
        InspectionCommand command = InspectionCommands.Find(name) ?? throw new InvalidOperationException($"The inspection has no command '{name}'.");
        return new ConsoleCommand(command.Name, command.Usage, command.Summary);
    }
}
