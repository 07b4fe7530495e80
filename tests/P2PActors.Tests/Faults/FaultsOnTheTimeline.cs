using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

public sealed class FaultsOnTheTimeline
{
    private static World Run(params FaultSettings[] faults) =>
        Lab.Run(100, TimeSpan.FromSeconds(10), _ => Script.Silent, interventions: [.. faults.Select((f, i) => f.Plan(i))]);

    [Theory]
    [InlineData(true, PeerState.Crashed)]
    [InlineData(false, PeerState.Left)]
    public void Killing_a_share_ends_the_sessions_of_that_share_for_good(bool silently, PeerState state)
    {
        World world = Run(new KillFault { At = TimeSpan.FromSeconds(1), Share = 0.3, Silently = silently });

        Assert.Equal(70, world.Online);
        Assert.Equal(30, Enumerable.Range(0, 100).Count(i => world.StateOf(new PeerId(i)) == state));
        Assert.Equal(30, Assert.Single(world.Interventions).Peers);
    }

    [Fact]
    public void Named_peers_are_killed_and_restarted_in_a_new_session()
    {
        World world = Run(
            new KillFault { At = TimeSpan.FromSeconds(1), Peers = [3, 5, 7] },
            new RestartFault { At = TimeSpan.FromSeconds(2), Peers = [3, 7, 9] });

        Assert.Equal((99, 102L), (world.Online, world.Sessions));
        Assert.False(world.IsOnline(new PeerId(5)));
        Assert.Equal([3, 2], world.Interventions.Select(i => i.Peers));
    }

    [Fact]
    public void A_partition_cuts_off_its_share_until_it_is_healed()
    {
        var pairs = new List<int>();
        int Cut(World w) => Enumerable.Range(1, 99).Count(i => !w.Network.Reaches(0, i));
        World world = Lab.Run(100, TimeSpan.FromSeconds(10), _ => Script.Silent, interventions:
        [
            new PartitionFault { At = TimeSpan.FromSeconds(1), Share = 0.2 }.Plan(0), Lab.At(2000, w => pairs.Add(Cut(w))),
            new HealFault { At = TimeSpan.FromSeconds(3) }.Plan(1), Lab.At(4000, w => pairs.Add(Cut(w))),
        ]);

        Assert.Contains(pairs[0], (int[])[20, 80]);
        Assert.Equal(0, pairs[1]);
        Assert.Equal(4, world.Interventions.Count);
    }

    [Fact]
    public void Two_faults_alike_choose_other_peers()
    {
        World world = Run(
            new PartitionFault { At = TimeSpan.FromSeconds(1) },
            new KillFault { At = TimeSpan.FromSeconds(2), Share = 0.5 },
            new RestartFault { At = TimeSpan.FromSeconds(3), Share = 0.5 },
            new KillFault { At = TimeSpan.FromSeconds(4), Share = 0.5 });

        Assert.Equal([50, 50, 25, 38], world.Interventions.Select(i => i.Peers));
    }
}
