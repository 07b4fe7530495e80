using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Faults;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Tests.Engine;

namespace P2PActors.Tests.Faults;

public sealed class SelectorsOfFaults
{
    /// <summary>Peer i names i others as its neighbours, shares 100 - i files, and is a supernode if it is odd.</summary>
    private sealed class Graded(int rank) : PeerActor, IOverlayNode, IPeerStatus, IPeerGauges
    {
        public string Status => rank % 2 == 1 ? "supernode" : "ordinary node";

        public void CollectNeighbours(ICollection<PeerId> neighbours)
        {
            for (int i = 0; i < rank; i++) neighbours.Add(new PeerId(i));
        }

        public bool TryGauge(string name, out double value)
        {
            value = 100 - rank;
            return name == "files";
        }

        protected override void OnReceive(Message message) { }
    }

    private static int[] Killed(PeerFault fault, ulong seed = 1)
    {
        var world = new World(
            new WorldPlan
            {
                PeerCount = 100,
                Seed = seed,
                Duration = TimeSpan.FromSeconds(5),
                Network = new NetworkModel { Latency = new ConstantLatency(Lab.Latency), Regions = PeerRegions.Divide([("west", 0.25), ("east", 0.5)], peer => peer, 100) },
                Roles = ["peer", "server"],
                RoleOf = peer => (byte)(peer < 90 ? 0 : 1),
                Create = (peer, _) => new Graded(peer.Value),
            },
            Lab.Alone);
        LocalEngine.Run(world, Lab.Alone, [(fault with { At = TimeSpan.FromSeconds(1) }).Plan(0)]);
        return [.. Enumerable.Range(0, 100).Where(i => !world.IsOnline(new PeerId(i)))];
    }

    [Fact]
    public void The_top_by_degree_are_those_with_most_neighbours() =>
        Assert.Equal([96, 97, 98, 99], Killed(new KillFault { Top = 0.04 }));

    [Fact]
    public void The_top_by_a_gauge_of_the_protocol_goes_by_that_gauge() =>
        Assert.Equal([0, 1, 2], Killed(new KillFault { Top = 0.03, By = "files" }));

    [Fact]
    public void The_top_of_a_role_is_a_share_of_that_role() =>
        Assert.Equal([98, 99], Killed(new KillFault { Top = 0.2, Role = "server" }));

    [Fact]
    public void Ties_are_broken_at_random()
    {
        int[][] chosen = [.. Enumerable.Range(1, 20).Select(seed => Killed(new KillFault { Top = 0.1, By = "sessions" }, (ulong)seed))];

        Assert.All(chosen, c => Assert.Equal(10, c.Length));
        Assert.True(chosen.SelectMany(c => c).Distinct().Count() > 70, "the first by number are taken");
    }

    [Fact]
    public void A_gauge_that_nobody_has_chooses_nobody() => Assert.Empty(Killed(new KillFault { Top = 0.5, By = "wealth" }));

    [Fact]
    public void A_status_chooses_those_that_have_it_at_that_moment() =>
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 2 == 1), Killed(new KillFault { Status = "supernode" }));

    [Fact]
    public void A_region_chooses_those_who_live_there()
    {
        Assert.Equal(Enumerable.Range(0, 25), Killed(new KillFault { Region = "west" }));
        Assert.Equal(Enumerable.Range(25, 50), Killed(new KillFault { Region = "east" }));
    }

    [Fact]
    public void Selectors_narrow_each_other() =>
        Assert.Equal([91, 93, 95, 97, 99], Killed(new KillFault { Role = "server", Status = "supernode" }));

    [Fact]
    public void A_count_is_a_number_of_peers_and_no_more_than_there_are()
    {
        Assert.Equal(7, Killed(new KillFault { Count = 7 }).Length);
        Assert.Equal(10, Killed(new KillFault { Count = 700, Role = "server" }).Length);
    }

    [Fact]
    public void A_share_of_the_top_is_not_its_upper_end()
    {
        int[][] chosen = [.. Enumerable.Range(1, 20).Select(seed => Killed(new KillFault { Top = 0.2, Share = 0.5 }, (ulong)seed))];

        Assert.All(chosen, c => Assert.True(c.Length == 10 && c[0] >= 80));
        Assert.Contains(chosen, c => c[0] < 85);
    }

    [Fact]
    public void Regions_on_a_map_are_strips_and_who_shares_one_is_near()
    {
        var map = new CoordinateLatency(3, 1000, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1), _ => TimeSpan.Zero);
        PeerRegions regions = PeerRegions.Divide([("a", 0.2), ("b", 0.2), ("c", 0.2)], map.EastOf, 1000);

        Assert.Equal([200, 200, 200], regions.Names.Select(n => Enumerable.Range(0, 1000).Count(i => regions.Of(i) == n)));
        Assert.True(Enumerable.Range(0, 1000).Where(i => regions.Of(i) == "a").Max(map.EastOf) <= Enumerable.Range(0, 1000).Where(i => regions.Of(i) == "b").Min(map.EastOf));
    }
}
