using System.CommandLine;
using System.Globalization;
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

    public static Command Create()
    {
        var scenario = new ScenarioOptions();
        var to = new Option<string>("--to") { Description = $"Control port of any machine of the cluster; 127.0.0.1:{ControlProtocol.UsualPort} if not given", DefaultValueFactory = _ => $"127.0.0.1:{ControlProtocol.UsualPort}", HelpName = "HOST:PORT" };
        var token = new Option<string?>("--token") { Description = $"Token of the control port; that in {ControlProtocol.TokenVariable} if not given", HelpName = "TOKEN" };
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
                RunCommand.Range(parsed.GetValue(machines), "--machines", 0, 1000));
            (string host, int port) = AttachCommand.AddressOf(parsed.GetValue(to)!);
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool talks = !parsed.GetValue(quiet) && !parsed.GetValue(json);
            using var stop = new StopSignal();
            using var client = new Cluster(host, port, parsed.GetValue(token));
            Accepted accepted = client.Ask<Accepted>(MachineProtocol.Submit + MachineProtocol.Write(submission));
            if (talks) output.WriteLine($"Run {accepted.Id} was submitted{(accepted.Ahead > 0 ? $"; {accepted.Ahead} before it" : "")}.");
            if (parsed.GetValue(detach)) return ExitCodes.Done;
            RunStatus status = Follow(client, accepted.Id, talks ? RunView.For(output, loaded) : new SilentView(), talks ? output : TextWriter.Null, stop.Token);
            if (stop.Token.IsCancellationRequested)
            {
                output.WriteLine($"Run {accepted.Id} goes on without you; p2p attach {host}:{port} shows where it stands, and 'cancel {accepted.Id}' calls it off.");
                return ExitCodes.Failed;
            }

            if (status.State != RunState.Done) throw new SubmissionFailedException($"run {status.Id}: {status.Message}");
            client.Fetch(status, target);
            string summary = Path.Combine(target, SummaryFile);
            if (talks) output.Write(File.ReadAllText(summary).Replace(DirectoryInSummary, target, StringComparison.Ordinal));
            File.Delete(summary);
            if (parsed.GetValue(json)) output.Write(File.ReadAllText(Path.Combine(target, "summary.json")));
            return ExitCodes.Done;
        });
        return command;
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

    /// <summary>The cluster behind one machine's control port. A machine that is lost is tried again for a while: it may come back.</summary>
    private sealed class Cluster(string host, int port, string? token) : IDisposable
    {
        private ControlClient? _client;

        public T Ask<T>(string line)
        {
            var silence = System.Diagnostics.Stopwatch.StartNew();
            while (true)
            {
                string refusal;
                try
                {
                    _client ??= new ControlClient(host, port, token);
                    List<string>? answer = _client.Say(line);
                    if (answer is [var one] && !one.StartsWith(MachineProtocol.Error, StringComparison.Ordinal)) return MachineProtocol.Read<T>(one);
                    refusal = answer is [var error, ..] ? error[MachineProtocol.Error.Length..] : "the connection was closed";
                    if (answer is not null && !refusal.Contains("did not answer", StringComparison.Ordinal)) throw new SubmissionFailedException(refusal);
                    if (answer is null) Drop();
                }
                catch (UsageException e) when (silence.Elapsed > TimeSpan.Zero && _client is null && line.StartsWith(MachineProtocol.Run, StringComparison.Ordinal))
                {
                    refusal = e.Message;
                }

                if (line.StartsWith(MachineProtocol.Submit, StringComparison.Ordinal) || silence.Elapsed > MostSilence) throw new SubmissionFailedException(refusal);
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

        public void Dispose() => Drop();

        private MachineProtocol.FileAnswer Piece(RunStatus run, string file, long from) =>
            Ask<MachineProtocol.FileAnswer>(MachineProtocol.File + MachineProtocol.Write(new MachineProtocol.FileRequest(run.Id, file, from, run.Machines)));

        private void Drop()
        {
            _client?.Dispose();
            _client = null;
        }
    }
}

/// <summary>The cluster could not do what was submitted.</summary>
internal sealed class SubmissionFailedException(string message) : Exception(message);
