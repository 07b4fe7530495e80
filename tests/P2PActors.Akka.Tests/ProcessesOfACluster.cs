using System.Globalization;
using System.Text;
using P2PActors.Akka.Cluster.Runs;
using P2PActors.Akka.Tests.Stages;
using P2PActors.Protocols;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Akka.Tests;

/// <summary>
/// Machines as processes, and what happens to processes: they are killed, frozen, told to leave, come late, and differ. The
/// result is always that of one machine. More rounds of killing: set <c>P2PACTORS_CLUSTER_ROUNDS</c> to their number (a round
/// takes about a minute); <c>P2PACTORS_CLUSTER_SEED</c> chooses other moments.
/// </summary>
[Trait("duration", "long")]
public sealed class ProcessesOfACluster : IDisposable
{
    /// <summary>At this speed the twelve minutes of a run last seven seconds: time to do something to it.</summary>
    private const double Leisurely = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("p2pactors-cluster-").FullName;
    private readonly List<MachineProcess> _machines = [];

    public void Dispose()
    {
        foreach (MachineProcess machine in _machines) machine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>All kinds of faults; the latency is long, so that there are fewer windows to be in step in.</summary>
    private static string Scenario(string system, string more = "") =>
        $"{EveryKindOfFault.Of(system)}network.latency {{ model = constant, one-way = 100ms }}\n{more}";

    private static string Local(string scenario)
    {
        var loader = new ScenarioLoader(KnownProtocols.Registry);
        return new ScenarioRunner(loader).Run(loader.Check("test", HoconDocument.Parse(scenario, "test.conf")), new ScenarioRunOptions()).Runs[0].Digest;
    }

    private MachineProcess Start(string? program = null)
    {
        var machine = new MachineProcess(_folder, _machines.FirstOrDefault(m => m.IsAlive)?.Port, program);
        _machines.Add(machine);
        machine.Started();
        // A run that fewer would do begins without one that is not yet a member.
        _machines.First(m => m.IsAlive).WaitForMember(machine);
        return machine;
    }

    private MachineProcess[] Start(int machines) => [.. Enumerable.Range(0, machines).Select(_ => Start())];

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out double number) ? number : otherwise;

    [Fact]
    public void Every_system_has_its_digest_on_one_two_and_three_machines_and_who_joins_is_used_from_the_next_run_on()
    {
        string[] systems = [.. KnownProtocols.Registry.All.Select(p => p.Name)];
        var digests = systems.ToDictionary(s => s, s => Local(Scenario(s)));
        MachineProcess first = Start();
        for (int machines = 1; machines <= 3; machines++)
        {
            foreach (string system in systems)
            {
                long run = first.Submit(Scenario(system), machines);
                RunStatus status = first.WaitFor(run, s => s.State == RunState.Done);
                Assert.Equal((digests[system], machines, 1), (status.Digest, status.Machines.Length, status.Attempts));
            }

            if (machines == 3) break;
            long running = first.Submit(Scenario(systems[0]), machines, Leisurely);
            first.WaitFor(running, s => s.State == RunState.Running && s.Now > 30);
            Start();
            RunStatus joined = first.WaitFor(running, s => s.State == RunState.Done);
            Assert.Equal((digests[systems[0]], machines, 1), (joined.Digest, joined.Machines.Length, joined.Attempts));
        }
    }

    [Fact]
    public void Killing_each_machine_in_turn_at_any_moment_changes_no_result()
    {
        var random = new Random((int)Number("P2PACTORS_CLUSTER_SEED", 1));
        string digest = Local(Scenario("gnutella"));
        List<MachineProcess> alive = [.. Start(3)];
        for (int round = 0; round < (int)Number("P2PACTORS_CLUSTER_ROUNDS", 1); round++)
        {
            // The oldest has the coordinator, and is killed first.
            for (int which = 0; which < 3; which++)
            {
                MachineProcess victim = alive[which], witness = alive[(which + 1) % 3];
                long run = witness.Submit(Scenario("gnutella"), 2, Leisurely);
                double moment = 650 * random.NextDouble();
                witness.WaitFor(run, s => s.State == RunState.Running && s.Machines.Length == 3 && s.Now >= moment);
                victim.Kill();

                RunStatus status = witness.WaitFor(run, s => s.State == RunState.Done);

                Assert.Equal(digest, status.Digest);
                Assert.True(status.Attempts == 2, $"killed at {moment:0} s: {status}");
                Assert.DoesNotContain(victim.Address, status.Machines);
                alive[which] = Start();
                long whole = witness.Submit(Scenario("gnutella"), 3);
                Assert.Equal((digest, 3), (witness.WaitFor(whole, s => s.State == RunState.Done).Digest, witness.Status(whole).Machines.Length));
            }
        }
    }

    [Fact]
    public void A_machine_that_is_frozen_for_too_long_is_given_up_and_ends_itself_when_it_wakes()
    {
        string digest = Local(Scenario("napster"));
        MachineProcess[] machines = Start(3);
        long run = machines[0].Submit(Scenario("napster"), 2, Leisurely);
        machines[0].WaitFor(run, s => s.State == RunState.Running && s.Machines.Length == 3 && s.Now > 100);

        machines[1].Freeze();
        RunStatus status = machines[0].WaitFor(run, s => s.State == RunState.Done);
        machines[1].Thaw();

        Assert.Equal((digest, 2), (status.Digest, status.Machines.Length));
        Assert.Equal(1, machines[1].ExitCode());
        Assert.Contains("The other machines have given this one up, or it has lost them", machines[1].Said, StringComparison.Ordinal);
        long after = machines[0].Submit(Scenario("napster"), 2);
        Assert.Equal(digest, machines[0].WaitFor(after, s => s.State == RunState.Done).Digest);
    }

    [Fact]
    public void A_machine_that_leaves_mid_run_and_then_too_few_for_it_lose_no_submission()
    {
        string digest = Local(Scenario("napster"));
        MachineProcess[] machines = Start(3);
        long run = machines[0].Submit(Scenario("napster"), 2, Leisurely);
        machines[0].WaitFor(run, s => s.State == RunState.Running && s.Machines.Length == 3 && s.Now > 100);

        machines[2].Leave();
        RunStatus status = machines[0].WaitFor(run, s => s.State == RunState.Done);
        Assert.Equal((digest, 2, 2), (status.Digest, status.Machines.Length, status.Attempts));
        Assert.Equal(0, machines[2].ExitCode());
        Assert.Contains("Leaving", machines[2].Said, StringComparison.Ordinal);

        // Three are wanted and two are there; it waits, says so, and is done when another one comes.
        long waiting = machines[1].Submit(Scenario("napster"), 3);
        machines[0].WaitFor(waiting, s => s.State == RunState.Queued && s.Message == "waits for machines: 2 of 3 are there");
        Start();
        Assert.Equal((digest, 3), (machines[1].WaitFor(waiting, s => s.State == RunState.Done).Digest, machines[1].Status(waiting).Machines.Length));
    }

    [Fact]
    public void A_machine_of_another_version_is_not_used_and_is_told_why()
    {
        string digest = Local(Scenario("napster"));
        MachineProcess[] machines = Start(2);
        MachineProcess other = Start(OfAnotherVersion());
        long run = machines[0].Submit(Scenario("napster"), 2);

        RunStatus status = machines[0].WaitFor(run, s => s.State == RunState.Done);

        Assert.Equal((digest, 2), (status.Digest, status.Machines.Length));
        Assert.DoesNotContain(other.Address, status.Machines);
        Assert.Contains($"not used: {other.Address}: it has version ", status.Message, StringComparison.Ordinal);
        Assert.Contains("not used: it has version ", other.Standing(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_with_another_content_in_a_data_file_is_not_used_and_is_told_why()
    {
        const string Trace = "peer,start_s,end_s,graceful\na,0,300,1\nb,10,600,0\nc,20,700,1\nd,30,710,1\n";
        string scenario = Scenario("napster").Replace("sessions { model = exponential, mean = 6m }, offline { model = exponential, mean = 3m }, crash-share = 40%,", "sessions { model = trace, file = trace.csv },", StringComparison.Ordinal);
        MachineProcess[] machines = Start(3);
        foreach (MachineProcess machine in machines) File.WriteAllText(Path.Combine(machine.Folder, "trace.csv"), machine == machines[2] ? Trace + "e,40,650,1\n" : Trace);
        long run = machines[0].Submit(scenario, 2);

        RunStatus status = machines[0].WaitFor(run, s => s.State == RunState.Done);

        Assert.Equal(2, status.Machines.Length);
        Assert.DoesNotContain(machines[2].Address, status.Machines);
        Assert.Contains($"not used: {machines[2].Address}: its scenario with its data files has the fingerprint ", status.Message, StringComparison.Ordinal);
        Assert.Contains("compare the data files", machines[2].Standing(), StringComparison.Ordinal);
    }

    /// <summary>A copy of the program that says it was built from another revision: one digit of its version is another one.</summary>
    private string OfAnotherVersion()
    {
        string from = Path.GetDirectoryName(MachineProcess.Program)!, to = Path.Combine(_folder, "another");
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string program = Path.Combine(to, "p2p.dll");
        byte[] bytes = File.ReadAllBytes(program);
        string version = System.Diagnostics.FileVersionInfo.GetVersionInfo(program).ProductVersion!;
        byte[] text = Encoding.UTF8.GetBytes(version);
        // The attribute's blob: 1, 0, the length, the text.
        int at = bytes.AsSpan().IndexOf((byte[])[1, 0, (byte)text.Length, .. text]);
        Assert.True(at > 0, $"the version {version} is not in the program");
        bytes[at + 2 + text.Length] = (byte)(bytes[at + 2 + text.Length] == '0' ? '1' : '0');
        File.WriteAllBytes(program, bytes);
        return program;
    }
}
