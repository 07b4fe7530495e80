using System.CommandLine;
using System.Globalization;
using System.Net;
using P2PActors.Akka;
using P2PActors.Akka.Cluster;
using P2PActors.Cli.Control;
using P2PActors.Cli.Terminal;
using P2PActors.Pbm;
using P2PActors.Reports;

namespace P2PActors.Cli.Commands;

/// <summary><c>p2p machine</c>: this process is one machine of a cluster until it is told to leave.</summary>
internal static class MachineCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "File with settings (HOCON), such as hocon/cluster/machine.conf", HelpName = "FILE" };
        var host = new Option<string?>("--host") { Description = "Name or address by which the other machines reach this one; 127.0.0.1 if not given", HelpName = "NAME" };
        var port = new Option<int?>("--port") { Description = "Port for the other machines; 4700 if not given, 0 for any", HelpName = "N" };
        var join = new Option<string[]>("--join") { Description = "A machine to join (may be repeated); without it, and without seed nodes in the file, it begins a new cluster", HelpName = "HOST:PORT" };
        var control = new Option<int>("--control") { Description = $"Port for p2p submit and p2p attach; {ControlProtocol.UsualPort} if not given, 0 for any", DefaultValueFactory = _ => ControlProtocol.UsualPort, HelpName = "PORT" };
        Option<string?> controlAddress = ControlOptions.Address();
        var health = new Option<int?>("--health") { Description = "Port for health, readiness and metrics; none if not given", HelpName = "PORT" };
        var name = new Option<string?>("--name") { Description = "Name in logs; host and port if not given", HelpName = "NAME" };
        var data = new Option<string>("--data") { Description = "Folder for logs and results", DefaultValueFactory = _ => "machine", HelpName = "DIR" };
        var machines = new Option<int?>("--min-machines") { Description = "Fewest machines that a run begins on; with fewer, submissions wait", HelpName = "N" };
        var command = new Command("machine", "Be one machine of a cluster (needs the cluster engine)");
        foreach (Option option in (Option[])[config, host, port, join, control, controlAddress, health, name, data, machines]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (!ProductInfo.HasCluster) throw new UsageException(ProductInfo.ClusterMissing("p2p machine"));
            if (parsed.GetValue(config) is { } file && !File.Exists(file)) throw new UsageException($"--config {file}: there is no such file; hocon/cluster/ has examples");
            var options = new MachineOptions
            {
                Loader = ScenarioOptions.Loader,
                Version = ProductInfo.Version,
                DataFolder = parsed.GetValue(data)!,
                ConfigFile = parsed.GetValue(config),
                Host = parsed.GetValue(host),
                Port = Port(parsed.GetValue(port), "--port"),
                Join = [.. (parsed.GetValue(join) ?? []).Select(Endpoint)],
                MinMachines = parsed.GetValue(machines),
                Name = parsed.GetValue(name),
                HealthPort = Port(parsed.GetValue(health), "--health"),
                Write = WriteResults,
            };
            return Run(options, Port(parsed.GetValue(control), "--control")!.Value, ControlOptions.AddressOf(parsed.GetValue(controlAddress)), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(MachineOptions options, int controlPort, IPAddress? controlAddress, TextWriter output)
    {
        using var stop = new StopSignal();
        IClusterMachine machine;
        try
        {
            machine = ClusterEngine.StartMachine(options);
        }
        catch (MachineStartException e)
        {
            throw new UsageException($"the machine cannot start: {e.Message}");
        }

        try
        {
            using var control = new ControlPort(new MachineTarget(machine), controlPort, controlAddress, ControlOptions.TokenOfEnvironment);
            if (PbmHost.IsInBuild) PbmHost.Start(machine.ConsoleOfMachine);
            output.WriteLine($"Machine {machine.Address}, control port {control.Port}; p2p submit <scenario> --to {new IPEndPoint(controlAddress ?? IPAddress.Loopback, control.Port)}");
            output.Flush();
            var told = new TaskCompletionSource();
            using CancellationTokenRegistration _ = stop.Token.Register(told.SetResult);
            Task first = Task.WhenAny(told.Task, machine.Stopped).GetAwaiter().GetResult();
            if (first == machine.Stopped)
            {
                output.WriteLine("The other machines have given this one up, or it has lost them: it has stopped. Start it again to have it join.");
                return ExitCodes.Failed;
            }

            output.WriteLine("Leaving: the other machines take over first.");
            output.Flush();
            machine.Leave().GetAwaiter().GetResult();
            return ExitCodes.Done;
        }
        finally
        {
            machine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>The run directory, and the summary that <c>p2p submit</c> shows.</summary>
    private static void WriteResults(ScenarioResult result, string directory, string commandLine)
    {
        RunDirectory.Write(directory, result, commandLine, ProductInfo.ShortVersion);
        using var summary = new StreamWriter(Path.Combine(directory, SubmitCommand.SummaryFile));
        Summary.Print(summary, result, SubmitCommand.DirectoryInSummary, commandLine);
    }

    private static int? Port(int? port, string option) =>
        port is null or (>= 0 and < 65536) ? port : throw new UsageException($"{option} {port}: expected 0 to 65535");

    private static string Endpoint(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
            ? text
            : throw new UsageException($"--join {text}: expected host:port, such as 10.0.0.1:4700");
    }
}
