using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using P2PActors.Akka.Cluster.Runs;

namespace P2PActors.Akka.Tests.Stages;

/// <summary>A machine as a process of its own, started from the built command.</summary>
internal sealed partial class MachineProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Membership is quick to be trusted and machines are quick to be given up, so that tests take seconds.</summary>
    private const string Quick = """
        akka.cluster {
          gossip-interval = 200ms
          leader-actions-interval = 200ms
          failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 5s }
          split-brain-resolver { stable-after = 3s, down-all-when-unstable = 15s }
        }
        p2p.cluster { settling = 300ms, moving-patience = 10s, prepare-patience = 30s, batch-patience = 1s }

        """;

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="folder">For its files, and where it works.</param>
    /// <param name="join">Port of a machine to join; null to be the first.</param>
    /// <param name="program">The command; that of this build if not given.</param>
    /// <param name="settings">More settings.</param>
    public MachineProcess(string folder, int? join = null, string? program = null, string settings = "")
    {
        Port = Ports.Free();
        Folder = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"machine-{Port}"));
        Directory.CreateDirectory(Folder);
        string config = Path.Combine(Folder, "machine.conf");
        File.WriteAllText(config, Quick + settings);
        ControlPort = Ports.Free();
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[program ?? Program, "machine", "--config", config, "--data", Folder,
            "--port", Number(Port), "--control", Number(ControlPort), "--join", $"127.0.0.1:{join ?? Port}"]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The command of this build.</summary>
    public static string Program { get; } = Find();

    public int Port { get; }

    public int ControlPort { get; }

    public string Folder { get; }

    public string Address => $"akka.tcp://p2p@127.0.0.1:{Port}";

    /// <summary>All that it has written.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Whether it goes on, as far as its system knows.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Waits until its control port is open.</summary>
    public MachineProcess Started()
    {
        WaitUntil(() => Said.Contains("control port", StringComparison.Ordinal) || _process.HasExited, Patience, () => "it did not start");
        Xunit.Assert.False(_process.HasExited, Said);
        return this;
    }

    /// <summary>Ends it without a word, as a power cut does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Holds it up, as a machine that swaps, or is migrated, is held up.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Tells it to leave.</summary>
    public void Leave() => Signal("TERM");

    public int ExitCode()
    {
        Xunit.Assert.True(_process.WaitForExit(Patience), $"it goes on: {Said}");
        _process.WaitForExit(); // until its last words have been read, too
        return _process.ExitCode;
    }

    /// <summary>Says a line to its control port.</summary>
    /// <returns>The first line of the answer.</returns>
    public string Say(string line) => Talk(line)[0];

    /// <summary>Says a line to its control port.</summary>
    /// <returns>The answer.</returns>
    private List<string> Answer(string line)
    {
        try
        {
            return Talk(line);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return [e.Message];
        }
    }

    private List<string> Talk(string line)
    {
        using var client = new TcpClient();
        client.Connect("127.0.0.1", ControlPort);
        client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        using var reader = new StreamReader(client.GetStream());
        using var writer = new StreamWriter(client.GetStream()) { NewLine = "\n", AutoFlush = true };
        writer.WriteLine("P2PACTORS-CONTROL 1");
        string standing = reader.ReadLine() ?? throw new IOException("the control port hung up");
        if (line.Length == 0) return [standing];
        writer.WriteLine(line);
        var answer = new List<string>();
        // An answer ends with a line that begins with a full stop and a blank.
        do answer.Add(reader.ReadLine() ?? throw new IOException("the control port hung up"));
        while (!answer[^1].StartsWith(". ", StringComparison.Ordinal));
        return answer;
    }

    /// <summary>How it stands, in its own words.</summary>
    public string Standing() => Say("");

    /// <summary>Waits until the coordinator could use another machine, or knows why it does not.</summary>
    public void WaitForMember(MachineProcess other) => WaitUntil(
        () => Answer("machines").Any(l => l.Contains($":{other.Port} ", StringComparison.Ordinal) && !l.Contains("joining", StringComparison.Ordinal) && !l.Contains("weaklyup", StringComparison.Ordinal)),
        Patience,
        () => $"{other.Address} is not among {string.Join('\n', Answer("machines"))}");

    /// <summary>Submits a run.</summary>
    /// <param name="scenario">Its text.</param>
    /// <param name="machines">Fewest machines.</param>
    /// <param name="speed">Virtual seconds per real second, so that there is time to do something to it; 0 for as fast as possible.</param>
    /// <returns>Its number.</returns>
    public long Submit(string scenario, int machines, double speed = 0)
    {
        string answer = Say("?submit " + JsonSerializer.Serialize(new Submission("test", scenario, "p2p run test.conf", 1, 0, speed, 1, machines)));
        Xunit.Assert.StartsWith("{", answer, StringComparison.Ordinal);
        return JsonSerializer.Deserialize<Accepted>(answer)!.Id;
    }

    public RunStatus Status(long run)
    {
        string answer = Say(string.Create(CultureInfo.InvariantCulture, $"?run {run}"));
        return answer.StartsWith('{') ? JsonSerializer.Deserialize<RunStatus>(answer)! : throw new IOException(answer);
    }

    /// <summary>Waits for something to become true of a run. While the coordinator moves nobody knows, so that is tried again.</summary>
    public RunStatus WaitFor(long run, Func<RunStatus, bool> isSo, double seconds = 150)
    {
        RunStatus? last = null;
        WaitUntil(
            () =>
            {
                try
                {
                    last = Status(run);
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    return false;
                }

                return isSo(last) || last.IsOver;
            },
            TimeSpan.FromSeconds(seconds),
            () => $"run {run} stands at {last}");
        Xunit.Assert.True(isSo(last!), $"{last}\n{Said}");
        return last!;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static void WaitUntil(Func<bool> isSo, TimeSpan patience, Func<string> what)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            Xunit.Assert.True(clock.Elapsed < patience, what());
            Thread.Sleep(50);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Hear(string? line)
    {
        lock (_said) _said.AppendLine(line);
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Number(_process.Id)]);
        kill.WaitForExit();
    }

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "P2PActors.sln"))) folder = Path.GetDirectoryName(folder);
        string output = Configuration().Match(AppContext.BaseDirectory).Value;
        return Path.Combine(folder ?? throw new InvalidOperationException("The tests do not run inside the repository."), "src", "P2PActors.Cli", output, "p2p.dll");
    }

    [GeneratedRegex(@"bin.[^/\\]+.net[^/\\]+")]
    private static partial Regex Configuration();
}
