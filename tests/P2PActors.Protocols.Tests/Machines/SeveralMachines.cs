using System.Text.Json;
using P2PActors.Engine;
using P2PActors.Engine.Machines;
using P2PActors.Protocols.Tests.Faults;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Machines;

/// <summary>Machines in step give what one machine gives, to the bit; here each is a thread.</summary>
public class SeveralMachines
{
    /// <summary>The names of all systems.</summary>
    public static TheoryData<string> Systems => [.. EveryKindOfFault.Systems];

    private static readonly JsonSerializerOptions All = new() { IncludeFields = true };

    private static Scenario Load(string system) =>
        new ScenarioLoader(KnownProtocols.Registry).Check("faults", HoconDocument.Parse(EveryKindOfFault.Of(system), "faults.conf"));

    private static RunResult Run(string system, RunOptions options, CancellationToken stop = default) =>
        new ScenarioRunner(new ScenarioLoader(KnownProtocols.Registry)).Run(Load(system), new ScenarioRunOptions { Engine = options }, stop).Runs[0];

    private static RunResult[] RunOn(int machines, string system, int cohorts, int threads = 1, Func<int, CancellationToken>? stop = null)
    {
        using var all = new ThreadMachines(machines);
        var results = new RunResult[machines];
        var failures = new List<Exception>();
        Thread[] threadsOfMachines = [.. Enumerable.Range(0, machines).Select(m => new Thread(() =>
        {
            try
            {
                results[m] = Run(system, new RunOptions { Threads = threads, Cohorts = cohorts, Link = all.Links[m] }, stop?.Invoke(m) ?? default);
            }
            catch (Exception e)
            {
                lock (failures) failures.Add(e);
                all.Break();
            }
        }))];
        foreach (Thread thread in threadsOfMachines) thread.Start();
        foreach (Thread thread in threadsOfMachines) thread.Join();
        if (failures.Count > 0) throw new AggregateException(failures);
        return results;
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Every_system_has_one_digest_and_one_result_under_every_kind_of_fault_whatever_the_machines(string system)
    {
        SystemResult alone = Run(system, new RunOptions { Threads = 1 }).Systems[0];

        foreach (RunResult[] machines in (RunResult[][])[RunOn(2, system, 9), RunOn(3, system, 40, threads: 2)])
        {
            foreach (RunResult result in machines)
            {
                SystemResult together = result.Systems[0];
                Assert.Equal(alone.Digest, together.Digest);
                Assert.Equal(alone.Events, together.Events);
                Assert.Equal(alone.Interventions, together.Interventions);
                Assert.Equal(JsonSerializer.Serialize(alone.Report, All), JsonSerializer.Serialize(together.Report, All));
            }

            // Where one side only asks and the other only notes it, one machine may have nothing to send.
            Assert.True(machines.Sum(m => m.Systems[0].Outcome.Exchange!.EventsSent) > 100 * machines.Length, "there is to be something to send");
        }
    }

    [Fact]
    public void A_machine_that_is_told_to_stop_stops_all()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        RunResult[] results = RunOn(3, "napster", 9, stop: m => m == 1 ? stop.Token : default);

        Assert.All(results, r => Assert.False(r.Systems[0].Outcome.IsComplete));
        Assert.Single(results.Select(r => r.Digest).Distinct());
    }
}
