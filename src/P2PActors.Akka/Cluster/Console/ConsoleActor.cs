using System.Globalization;
using Akka.Actor;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Inspection;

namespace P2PActors.Akka.Cluster;

/// <summary>
/// Answers the lines of the console: those about the cluster it asks the coordinator, those about the run go to the system
/// that is running, where all machines carry them out at the same barrier.
/// </summary>
internal sealed class ConsoleActor(MachineParts parts, IActorRef coordinator) : UntypedActor
{
    /// <summary>Its name under <c>/user</c>, on every machine.</summary>
    public const string Name = "console";

    private const int Width = 120;

    /// <summary>Longest time an answer takes: the machines may have to meet first.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan CoordinatorPatience = TimeSpan.FromSeconds(10);

    protected override void OnReceive(object message)
    {
        if (message is not ConsoleLine line)
        {
            Unhandled(message);
            return;
        }

        // Waiting for the machines to meet must not keep the next line waiting: two people may be at it.
        Answer(line.Line).PipeTo(Sender, Self);
    }

    private async Task<ConsoleAnswer> Answer(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string name = words.Length == 0 ? "" : words[0];
        if (words.Length == 0) return new ConsoleAnswer("", false);
        if (name is "help" or "?") return new ConsoleAnswer(string.Join('\n', ConsoleCommands.All.Select(c => $"{c.Usage,-60} {c.Meaning}")), false);
        if (ConsoleCommands.Find(name) is not { } command)
            return new ConsoleAnswer($"there is no command '{name}' on a cluster; there are {string.Join(", ", ConsoleCommands.All.Select(c => c.Name))}", true);
        if (command.Name is "machines" or "runs" or "cohorts" or "cancel" || command.Name == "status" && parts.Running is null) return await OfCluster(command.Name, words).ConfigureAwait(false);
        if (parts.Running is not { } running) return new ConsoleAnswer("no run goes on at this machine; 'runs' shows what there is", true);
        Answer answer = await Task.Run(() => running.Execute(line)).ConfigureAwait(false);
        return new ConsoleAnswer(string.Join('\n', PlainText.Of(answer, Width)), answer.IsError);
    }

    private async Task<ConsoleAnswer> OfCluster(string name, string[] words)
    {
        IClusterMessage question = name != "cancel" ? new AskRuns()
            : words.Length == 2 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long run) ? new CancelRun(run)
            : throw new FormatException("expected: cancel RUN");
        object said;
        try
        {
            said = await coordinator.Ask<object>(question, CoordinatorPatience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new ConsoleAnswer($"the coordinator did not answer within {CoordinatorPatience.TotalSeconds:0} s; perhaps its machine was lost and another one is taking over: try again", true);
        }

        return said switch
        {
            Refused refused => new ConsoleAnswer(refused.Reason, true),
            RunStatus status => new ConsoleAnswer($"run {status.Id} ({status.Name}): {status.Message}", false),
            AllRuns all => new ConsoleAnswer(name == "machines" ? MachinesOf(all) : name == "cohorts" ? Cohorts() : RunsOf(all), false),
            _ => new ConsoleAnswer("the coordinator said something that is not known here: " + said.GetType().Name, true),
        };
    }

    private string Cohorts() =>
        parts.Running is not { } running ? "no run goes on at this machine"
        : string.Join('\n', running.Link.Placement.Select((machine, cohort) => (machine, cohort)).GroupBy(c => c.machine).OrderBy(g => g.Key)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"machine {g.Key} {running.Machines[g.Key]}: {g.Count()} cohorts of {running.Link.PeersEach} peers: {string.Join(' ', g.Select(c => c.cohort).Take(60))}{(g.Count() > 60 ? " ..." : "")}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"here {running.Link.AskedAgain} batches were asked for again, {running.Link.Inbox.Ignored} parts came twice, late or without sense")));

    private static string MachinesOf(AllRuns all) =>
        string.Join('\n', all.Machines.Select(m => $"{m.Address,-40} {m.Status}{(m.Address == all.Coordinator ? ", coordinator" : "")}"));

    private static string RunsOf(AllRuns all) =>
        all.Runs.Length == 0 ? "nothing was submitted"
        : string.Join('\n', all.Runs.TakeLast(20).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"run {r.Id} {r.Name}: {r.State.ToString().ToLowerInvariant()}{(r.Attempts > 1 ? $", attempt {r.Attempts}" : "")}{(r.System.Length > 0 ? $", {r.System} {(r.Duration > 0 ? r.Now / r.Duration : 0):P0}" : "")}{(r.Digest.Length > 0 ? $", digest {r.Digest}" : "")}{(r.Message.Length > 0 ? $"; {r.Message}" : "")}")));
}
