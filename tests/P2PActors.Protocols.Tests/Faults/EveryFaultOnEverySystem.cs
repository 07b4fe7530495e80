using P2PActors.Engine;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols.Tests.Faults;

/// <summary>Every system that the product knows, with every kind of fault at once.</summary>
public class EveryFaultOnEverySystem
{
    /// <summary>The names of all systems.</summary>
    public static TheoryData<string> Systems => [.. EveryKindOfFault.Systems];

    private static RunResult Run(string text, int threads = 1, int cohorts = 1, string more = "")
    {
        Scenario scenario = new ScenarioLoader(KnownProtocols.Registry).Check("faults", HoconDocument.Parse($"{text}{more}", "faults.conf"));
        return new ScenarioRunner(new ScenarioLoader(KnownProtocols.Registry))
            .Run(scenario, new ScenarioRunOptions { Engine = new RunOptions { Threads = threads, Cohorts = cohorts } }).Runs[0];
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Threads_and_cohorts_never_change_the_digest(string system)
    {
        RunResult reference = Run(EveryKindOfFault.Of(system));

        Assert.Equal(reference.Digest, Run(EveryKindOfFault.Of(system), 1, 7).Digest);
        Assert.Equal(reference.Digest, Run(EveryKindOfFault.Of(system), 2, 11).Digest);
        Assert.Equal(reference.Digest, Run(EveryKindOfFault.Of(system), 4, 200).Digest);
        Assert.NotEqual(reference.Digest, Run(EveryKindOfFault.Of(system), more: "seed = 2").Digest);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Every_kind_of_fault_happens_and_no_invariant_is_violated(string system)
    {
        SystemResult result = Run(EveryKindOfFault.Of(system)).Systems[0];

        Assert.True(result.Outcome.IsComplete);
        string[] labels = [.. result.Interventions.Select(i => i.Label)];
        foreach (string kind in (string[])["Sybils", "malicious", "good again", "degrade", "end of: degrade", "kill", "outage", "end of the outage", "partition", "end of the partition", "heal", "fail", "search for", "restore"])
            Assert.Contains(labels, label => label.Contains(kind, StringComparison.Ordinal));
        Assert.All(result.Report.Invariants, i => Assert.True(i.Count == 0, $"{i.Invariant.Name}: {i.Count}, {(i.Count > 0 ? i.First[0] : null)}"));
        // What the fault injects, and nothing else, fails; a peer may be gone before its second failure is due.
        Assert.InRange(result.Report.ValueOf("handlerFailures")!.Value, 1, 2 * result.Interventions.First(i => i.Label.Contains("handlers", StringComparison.Ordinal)).Peers);
    }

    [Fact]
    public void A_fault_of_one_system_leaves_the_others_alone()
    {
        RunResult both = Run(EveryKindOfFault.Of("gnutella", "a", "b"), more: "faults = [{ fault = kill, at = 1m, share = 50%, system = b }]");
        RunResult none = Run(EveryKindOfFault.Of("gnutella", "a"), more: "faults = []");

        Assert.Equal(none.Systems[0].Digest, both.Systems[0].Digest);
        Assert.Empty(both.Systems[0].Interventions);
        Assert.NotEqual(both.Systems[0].Digest, both.Systems[1].Digest);
    }
}
