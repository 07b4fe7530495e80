using P2PActors.Faults;
using P2PActors.Protocols.Tests.Napster;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.FileSharing;

/// <summary>A run of Napster whose server dies for ten minutes, told by phases.</summary>
public sealed class PhasesOfARun
{
    private static readonly Lazy<SystemResult> Result = new(() => NapsterRuns.Run(NapsterRuns.Scenario with
    {
        Faults =
        [
            new KillFault { Role = "server", At = TimeSpan.FromMinutes(10) },
            new RestartFault { Role = "server", At = TimeSpan.FromMinutes(20) },
        ],
        Phases =
        [
            new PhaseSettings { Name = "before", To = TimeSpan.FromMinutes(10) },
            new PhaseSettings { Name = "attack", From = TimeSpan.FromMinutes(10), To = TimeSpan.FromMinutes(20) },
            new PhaseSettings { Name = "after", From = TimeSpan.FromMinutes(20) },
            new PhaseSettings { Name = "all" },
        ],
    }));

    private static readonly string[] Parts = ["before", "attack", "after"];

    [Fact]
    public void Searches_succeed_before_the_attack_and_not_during_it()
    {
        Assert.InRange(Result.Value.Value("successRate.before"), 0.9, 1);
        Assert.Equal(0, Result.Value.Value("successRate.attack"));
        Assert.Equal(0, Result.Value.Value("recall.attack"));
        Assert.InRange(Result.Value.Value("successRate.after"), 0.1, 1); // the clients come back within minutes
    }

    [Fact]
    public void The_phase_of_the_whole_run_has_the_results_of_the_run()
    {
        foreach (string name in (string[])["searches", "successRate", "recall", "recall100", "messagesPerSearch"])
            Assert.Equal(Result.Value.Value(name), Result.Value.Value(name + ".all"), 12);
    }

    [Fact]
    public void Phases_that_follow_each_other_add_up_to_the_run()
    {
        Assert.Equal(Result.Value.Value("searches"), Parts.Sum(p => Result.Value.Value("searches." + p)));
        double messages = Parts.Sum(p => Result.Value.Value("searches." + p) * Result.Value.Value("messagesPerSearch." + p));
        Assert.Equal(Result.Value.Value("searches") * Result.Value.Value("messagesPerSearch"), messages, 6);
    }
}
