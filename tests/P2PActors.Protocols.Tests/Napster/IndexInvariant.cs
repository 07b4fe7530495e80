using P2PActors.Engine;
using P2PActors.Protocols.Napster;

namespace P2PActors.Protocols.Tests.Napster;

public class IndexInvariant
{
    [Fact]
    public void An_index_that_lists_a_user_who_is_not_logged_in_is_a_violation()
    {
        var dialogue = new NapsterDialogue(2);
        dialogue.At(100, "a file of nobody", world =>
        {
            var server = (NapsterServer)world.ActorOf(dialogue.Run.ServerAt(0))!;
            server.Index.Add(new NapsterUser("ghost", 1, 1, 1, TimeSpan.Zero), NapsterDialogue.File("a song.mp3"));
        });
        var result = Assert.Single(dialogue.Play(200).World.CollectViolations());

        // Looked at every 10 s from 100 to 190, and once more at the end.
        Assert.Equal((11, 100.0), (result.Count, Math.Round(result.First[0].Time.TotalSeconds)));
        Assert.Equal((dialogue.Run.ServerAt(0), "lists 1 files, but the users that are logged in share 0"), (result.First[0].Peer, result.First[0].What));
    }

    [Fact]
    public void Logins_crashes_and_a_killed_server_do_not_violate_it()
    {
        SystemResult result = NapsterRuns.Run(NapsterRuns.Scenario with
        {
            Faults =
        [
            new P2PActors.Faults.KillFault { At = TimeSpan.FromMinutes(10), Share = 0.3, Role = "client" },
            new P2PActors.Faults.KillFault { At = TimeSpan.FromMinutes(15), Share = 0.3, Role = "client", Silently = false },
            new P2PActors.Faults.KillFault { At = TimeSpan.FromMinutes(20), Role = "server" },
            new P2PActors.Faults.RestartFault { At = TimeSpan.FromMinutes(25) },
        ]
        });

        Assert.All(result.Report.Invariants, i => Assert.Equal(0, i.Count));
        Assert.NotEmpty(result.Report.Invariants);
        Assert.Equal(4, result.Interventions.Count(i => i.Peers > 0));
    }
}
