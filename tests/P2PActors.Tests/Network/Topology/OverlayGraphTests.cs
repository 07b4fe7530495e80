using P2PActors.Engine;
using P2PActors.Network.Topology;

namespace P2PActors.Tests.Network.Topology;

public class OverlayGraphTests
{
    // A triangle 0-1-2 with a tail 2-3, and a pair 4-5.
    private static readonly OverlayGraph Small = Graphs.Of(6, (0, 1), (1, 2), (2, 0), (2, 3), (4, 5));

    [Fact]
    public void Neighbours_are_listed_in_ascending_order()
    {
        Assert.Equal([0, 1, 3], Small.NeighboursOf(2).ToArray());
        Assert.Equal(3, Small.Degree(2));
        Assert.Equal(5, Small.Edges);
        Assert.Equal(10.0 / 6, Small.MeanDegree, 12);
        Assert.Equal([0, 3, 2, 1], Small.DegreeHistogram());
        Assert.True(Small.HasEdge(3, 2));
        Assert.False(Small.HasEdge(3, 1));
    }

    [Fact]
    public void Self_loops_and_repeated_edges_are_dropped_and_counted()
    {
        OverlayGraph graph = Graphs.Of(3, (0, 1), (1, 0), (0, 1), (2, 2), (1, 2));
        Assert.Equal(2, graph.Edges);
        Assert.Equal(1, graph.DroppedSelfLoops);
        Assert.Equal(2, graph.DroppedDuplicates);
    }

    [Fact]
    public void An_edge_to_a_node_that_does_not_exist_is_refused()
    {
        var builder = new OverlayGraphBuilder(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(-1, 0));
    }

    [Fact]
    public void An_empty_graph_has_nothing_in_it()
    {
        OverlayGraph graph = Graphs.Of(0);
        Assert.Equal((0, 0, 0), (graph.Nodes, graph.Edges, graph.GiantComponent()));
        Assert.Equal(0, graph.MeanDegree);
        Assert.Equal(0, graph.GiantShare());
        Assert.Equal(-1, graph.Components().Largest);
    }

    [Fact]
    public void Components_are_numbered_by_their_smallest_node()
    {
        OverlayComponents components = Small.Components();
        Assert.Equal([0, 0, 0, 0, 1, 1], components.Of);
        Assert.Equal([4, 2], components.Sizes);
        Assert.Equal(0, components.Largest);
    }

    [Fact]
    public void A_removed_node_connects_nobody()
    {
        bool[] removed = [false, false, true, false, false, false];
        Assert.Equal([0, 0, -1, 1, 2, 2], Small.Components(removed).Of);
        Assert.Equal(2, Small.GiantComponent(removed));
        Assert.Equal(0.4, Small.GiantShare(removed), 12);
        Assert.Equal([0, 1, -1, -1, -1, -1], Small.Distances(0, removed));
        Assert.Throws<ArgumentException>(() => Small.Components(new bool[5]));
    }

    [Fact]
    public void Distances_are_hops_of_the_shortest_way() => Assert.Equal([2, 2, 1, 0, -1, -1], Small.Distances(3));

    [Fact]
    public void Of_equally_connected_nodes_the_first_named_goes_first()
    {
        Assert.Equal([false, false, true, false, false, false], Small.RemoveTopByDegree(1.0 / 6));
        Assert.Equal([true, false, true, false, false, false], Small.RemoveTopByDegree(2.0 / 6));
        Assert.Equal([true, true, true, true, true, true], Small.RemoveTopByDegree(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.RemoveTopByDegree(double.NaN));
    }

    [Fact]
    public void A_share_of_random_nodes_is_exactly_that_share()
    {
        OverlayGraph graph = RegularGraph.Ring(1000);
        var random = new RandomStream(1);
        Assert.Equal(290, graph.RemoveRandom(0.29, ref random).Count(gone => gone));
        Assert.Equal(70, graph.RemoveRandom(0.07, ref random).Count(gone => gone));
        Assert.Equal(0, graph.RemoveRandom(0, ref random).Count(gone => gone));
        Assert.Equal(1000, graph.RemoveRandom(1, ref random).Count(gone => gone));
    }

    [Fact]
    public void An_induced_graph_keeps_the_edges_among_the_nodes_kept()
    {
        OverlayGraph graph = Small.InducedBy([3, 2, 0, 5]);
        Assert.Equal([(0, 1), (1, 2)], Graphs.Edges(graph));
        Assert.Equal(4, graph.Nodes);
        Assert.Throws<ArgumentException>(() => Small.InducedBy([1, 1]));
    }

    [Fact]
    public void A_flood_counts_by_the_rule_of_gnutella()
    {
        // From the tail: 3 to 2 (1 message), 2 to 0 and 1 (2), they to each other (2 duplicates).
        Assert.Equal(new FloodOutcome(0, 0, 0, 0), Small.FloodReach(3, 0));
        Assert.Equal(new FloodOutcome(1, 1, 0, 1), Small.FloodReach(3, 1));
        Assert.Equal(new FloodOutcome(3, 3, 0, 2), Small.FloodReach(3, 2));
        Assert.Equal(new FloodOutcome(5, 3, 2, 2), Small.FloodReach(3, 3));
        Assert.Equal(new FloodOutcome(5, 3, 2, 2), Small.FloodReach(3, int.MaxValue));
        Assert.Equal(new FloodOutcome(0, 0, 0, 0), Graphs.Of(1).FloodReach(0, 7));
    }
}
