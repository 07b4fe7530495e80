using P2PActors.Inspection;
using P2PActors.Protocols.Tests.Inspection;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>What <c>peer</c> shows of a volunteer and of the parts of a project.</summary>
public sealed class VolunteersInTheirOwnWords
{
    // Ten hosts; peers 10 to 14 are scheduler, data server, splitter, validator and assimilator.
    private const string Scenario = """
        peers = 10
        duration = 12h
        churn { sessions = always, arrivals { model = steady, spread = 10s } }
        network { bandwidth = off }
        systems { seti-at-home { unit { flops = 1e12 }, sky { compute = model }, teams { share = 1, count = 2 }, cheating.share = 0.3, hosts.connected = 0.7 } }
        """;

    [Fact]
    public void A_client_tells_its_host_its_team_its_credit_and_its_tasks_and_the_project_its_pipeline_and_leaders()
    {
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(Scenario, "seti-at-home", ["resume until 10h", .. Enumerable.Range(0, 15).Select(p => $"peer {p}"), "quit"]);
        string all = string.Join('\n', answers.Select(Inspected.TextOf));

        Assert.Matches(@"host \d+ of the project; Windows, \w+, \d\.\d\d GFLOPS", all);
        Assert.Matches(@"in team [12], [\d,]+ cobblestones \([\d,]+ a day lately\), [\d,]+ tasks finished", all);
        Assert.Matches(@"01mr99aa\.0\.\d+_\d: computing, \d+ % done, due at 7d \d\d:\d\d:\d\d", all);
        Assert.Contains("has no network at the moment", all, StringComparison.Ordinal);
        Assert.Contains("its user cheats: Empty results", all, StringComparison.Ordinal);
        Assert.Matches(@"[\d,]+ units so far: [\d,]+ put away, [\d,]+ under way", all);
        Assert.Matches(@"[\d,]+ copies to be sent, \d+ on 10 hosts", all);
        Assert.Matches(@"(?m)^\s*team [12]: [\d,]+ cobblestones", all);
        Assert.Matches(@"[\d,]+ inputs and [\d,]+ outputs on its disk", all);
        Assert.Matches(@"[\d,]+ units made, [\d,]+ stretches of tape of 16 sub-bands each", all);
        Assert.Matches(@"[\d,]+ signals in the science database", all);
        Assert.Contains("waits for the outputs of 0 units", all, StringComparison.Ordinal);
        // What they say to each other names units and tasks, not types.
        Assert.Matches(@"ValidationOrder \{ 01mr99aa\.\d+\.\d+, copies 0 1( \d)* \}", all);
        Assert.Matches(@"SchedulerRequest \{ host \d+, request \d+, wants \d+ s, reports 01mr99aa\.", all);
        Assert.DoesNotContain("System.", all, StringComparison.Ordinal);
        Assert.DoesNotContain("[]", all, StringComparison.Ordinal);
    }
}
