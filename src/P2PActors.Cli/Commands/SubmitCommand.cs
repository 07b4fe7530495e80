using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Cli.Control;
using P2PActors.Cli.Terminal;
using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p submit</c>: has a cluster run a scenario, follows it and fetches the run directory.</summary>
internal static class SubmitCommand
{
    /// <summary>The summary among the files of a run, as the machine has written it.</summary>
    public const string SummaryFile = "summary.txt";

    /// <summary>Stands in the summary for the directory, which only the one who fetches it knows.</summary>
    public const string DirectoryInSummary = "{run directory}";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(2);

    /// <summary>A machine waits 10 s for its coordinator; one that says nothing for longer is frozen or cut off.</summary>
    private static readonly TimeSpan MostThought = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var scenario = new ScenarioOptions();
        var to = new Option<string[]>("--to") { Description = $"Control port of any machine of the cluster, and of others to ask should it be lost; 127.0.0.1:{ControlProtocol.UsualPort} if not given", DefaultValueFactory = _ => [$"127.0.0.1:{ControlProtocol.UsualPort}"], HelpName = "HOST:PORT" };
        Option<string?> token = ControlOptions.Token();
        var threads = new Option<int>("--threads") { Description = "Threads of each machine; 0 for one per core. Never changes a result", HelpName = "N" };
        var cohorts = new Option<int>("--cohorts") { Description = "Cohorts in all; 0 for about a thousand peers each. Never changes a result", HelpName = "N" };
        var repeat = new Option<int>("--repeat") { Description = "Run with N consecutive seeds", DefaultValueFactory = _ => 1, HelpName = "N" };
        var machines = new Option<int>("--machines") { Description = "Fewest machines to begin on; 0 for what the cluster is set to", HelpName = "N" };
        var directory = new Option<string?>("--out") { Description = "Run directory; runs/<scenario>-<seed> if not given", HelpName = "DIR" };
        var detach = new Option<bool>("--detach") { Description = "Submit and leave; p2p attach shows where it stands" };
        var quiet = new Option<bool>("--quiet") { Description = "Only errors" };
        var json = new Option<bool>("--json") { Description = "summary.json on standard output, nothing else" };
        var command = new Command("submit", "Have a cluster run a scenario, and fetch its results");
        scenario.AddTo(command);
        foreach (Option option in (Option[])[to, token, threads, cohorts, repeat, machines, directory, detach, quiet, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            Scenario loaded = scenario.Load(parsed);
            ScenarioRunner.CheckInfrastructure(loaded);
            string target = parsed.GetValue(directory) ?? Path.Combine("runs", $"{loaded.Name}-{loaded.Settings.Seed}");
            if (!parsed.GetValue(detach)) RunDirectory.EnsureUsable(target);
            int times = RunCommand.Range(parsed.GetValue(repeat), "--repeat", 1, 10_000);
            string commandLine = scenario.CommandLine(parsed) + (times > 1 ? string.Create(CultureInfo.InvariantCulture, $" --repeat {times}") : "");
            var submission = new Submission(
                loaded.Name,
                loaded.Document.ToText(),
                commandLine,
                RunCommand.Range(parsed.GetValue(threads), "--threads", 0, 64),
                RunCommand.Range(parsed.GetValue(cohorts), "--cohorts", 0, 1_000_000),
                0,
                times,
                RunCommand.Range(parsed.GetValue(machines), "--machines", 0, 1000),
                Guid.NewGuid().ToString("N"));
            (string Host, int Port)[] addresses = [.. parsed.GetValue(to)!.Select(AttachCommand.AddressOf)];
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool talks = !parsed.GetValue(quiet) && !parsed.GetValue(json);
            using var stop = new StopSignal();
            using var client = new Cluster(addresses, parsed.GetValue(token));
            Accepted accepted = client.Ask<Accepted>(MachineProtocol.Submit + MachineProtocol.Write(submission));
            if (talks) output.WriteLine($"Run {accepted.Id} was submitted{(accepted.Ahead > 0 ? $"; {accepted.Ahead} before it" : "")}.");
            if (parsed.GetValue(detach)) return ExitCodes.Done;
            RunStatus status = Follow(client, accepted.Id, talks ? RunView.For(output, loaded) : new SilentView(), talks ? output : TextWriter.Null, stop.Token);
            if (stop.Token.IsCancellationRequested)
            {
                output.WriteLine($"Run {accepted.Id} goes on without you; p2p attach {addresses[0].Host}:{addresses[0].Port} shows where it stands, and 'cancel {accepted.Id}' calls it off.");
                return ExitCodes.Failed;
            }

            if (status.State != RunState.Done) throw new SubmissionFailedException($"run {status.Id}: {status.Message}");
            client.Fetch(status, target);
            string summary = Path.Combine(target, SummaryFile);
            if (talks) output.Write(File.ReadAllText(summary).Replace(DirectoryInSummary, target, StringComparison.Ordinal));
            File.Delete(summary);
            string results = File.ReadAllText(Path.Combine(target, "summary.json"));
            if (parsed.GetValue(json)) output.Write(results);
            return HasViolations(results) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Whether a summary tells of an invariant that did not hold: such a run has failed, as it does on one machine.</summary>
    private static bool HasViolations(string summary)
    {
        using JsonDocument document = JsonDocument.Parse(summary);
        return document.RootElement.GetProperty("runs").EnumerateArray()
            .SelectMany(run => run.GetProperty("systems").EnumerateArray())
            .SelectMany(system => system.GetProperty("invariants").EnumerateArray())
            .Any(invariant => invariant.GetProperty("violations").GetInt64() > 0);
    }

    private static RunStatus Follow(Cluster client, long run, IRunView view, TextWriter output, CancellationToken stop)
    {
        string message = "", system = "";
        int attempts = 0, number = 0;
        using (view)
        {
            while (true)
            {
                RunStatus status = client.Ask<RunStatus>(string.Create(CultureInfo.InvariantCulture, $"{MachineProtocol.Run}{run}"));
                if (status.Message != message && status.Message.Length > 0) output.WriteLine($"  {status.Message}");
                message = status.Message;
                if (status.Attempts != attempts && status.State is RunState.Running)
                {
                    attempts = status.Attempts;
                    (system, number) = ("", 0);
                    output.WriteLine($"  attempt {attempts} on {status.Machines.Length} machines");
                }

                if (status.System.Length > 0 && status.System != system)
                {
                    system = status.System;
                    view.Began(system, ++number, Math.Max(number, 1));
                }

                if (status.System.Length > 0 && status.Duration > 0)
                    view.Progress(new RunProgress(TimeSpan.FromSeconds(status.Now), TimeSpan.FromSeconds(status.Duration), status.Events, status.Online));
                if (status.IsOver || stop.WaitHandle.WaitOne(Between)) return status;
            }
        }
    }

    /// <summary>The cluster behind the control ports of some machines. When one is lost the next is asked, and for a while all of them again: one may come back.</summary>
    private sealed class Cluster(IReadOnlyList<(string Host, int Port)> addresses, string? token) : IDisposable
    {
        private ControlClient? _client;
        private int _at;

        /// <summary>Whether any has ever answered; if none has, the addresses are wrong rather than the machines lost.</summary>
        private bool _hasMet;

        public T Ask<T>(string line)
        {
            var silence = System.Diagnostics.Stopwatch.StartNew();
            while (true)
            {
                string refusal;
                try
                {
                    _client ??= Connect();
                    _hasMet = true;
                    List<string>? answer = _client.Say(line);
                    if (answer is [var one] && !one.StartsWith(MachineProtocol.Error, StringComparison.Ordinal)) return MachineProtocol.Read<T>(one);
                    refusal = answer is [var error, ..] ? error[MachineProtocol.Error.Length..] : "the connection was closed";
                    if (answer is not null && !refusal.Contains("did not answer", StringComparison.Ordinal)) throw new SubmissionFailedException(refusal);
                    if (answer is null) Drop();
                }
                catch (UsageException e) when (_hasMet && _client is null)
                {
                    refusal = e.Message;
                }

                if (silence.Elapsed > MostSilence) throw new SubmissionFailedException(refusal);
                Thread.Sleep(500);
            }
        }

        public void Fetch(RunStatus run, string directory)
        {
            MachineProtocol.FileAnswer list = Piece(run, "", 0);
            Directory.CreateDirectory(directory);
            foreach (string file in list.Files)
            {
                using FileStream stream = File.Create(Path.Combine(directory, Path.GetFileName(file)));
                long length;
                do
                {
                    MachineProtocol.FileAnswer piece = Piece(run, file, stream.Length);
                    stream.Write(Convert.FromBase64String(piece.Base64));
                    length = piece.Length;
                }
                while (stream.Length < length);
            }
        }

        public void Dispose() => _client?.Dispose();

        private MachineProtocol.FileAnswer Piece(RunStatus run, string file, long from) =>
            Ask<MachineProtocol.FileAnswer>(MachineProtocol.File + MachineProtocol.Write(new MachineProtocol.FileRequest(run.Id, file, from, run.Machines)));

        /// <exception cref="UsageException">None of them answers.</exception>
        private ControlClient Connect()
        {
            var refusals = new List<string>();
            for (int i = 0; i < addresses.Count; i++)
            {
                (string host, int port) = addresses[_at];
                try
                {
                    return new ControlClient(host, port, token) { AnswersWithin = MostThought };
                }
                catch (UsageException e)
                {
                    refusals.Add(e.Message);
                    _at = (_at + 1) % addresses.Count;
                }
            }

            throw new UsageException(string.Join("; ", refusals));
        }

        private void Drop()
        {
            _client?.Dispose();
            _client = null;
            _at = (_at + 1) % addresses.Count;
        }
    }
}

/// <summary>The cluster could not do what was submitted.</summary>
internal sealed class SubmissionFailedException(string message) : Exception(message);
