using FsCheck;
using FsCheck.Fluent;
using P2PActors.Engine;
using P2PActors.Network.Topology;

namespace P2PActors.Tests.Network.Topology;

public class OverlayGraphProperties
{
    private static readonly Arbitrary<(int Nodes, (int, int)[] Edges)> AnyEdges = (
        from nodes in Gen.Choose(1, 40)
        from edges in Gen.Zip(Gen.Choose(0, nodes - 1), Gen.Choose(0, nodes - 1)).ArrayOf()
        select (nodes, edges.Select(pair => (pair.Item1, pair.Item2)).ToArray())).ToArbitrary();

    private static Arbitrary<(int A, int B, ulong Seed)> WithSeed(Gen<int> a, Gen<int> b) => (
        from first in a
        from second in b
        from seed in Gen.Choose(0, int.MaxValue)
        select (first, second, (ulong)seed)).ToArbitrary();

    [Fact]
    public void A_built_graph_is_simple_and_holds_exactly_the_edges_given() => Prop.ForAll(AnyEdges, input =>
    {
        OverlayGraph graph = Graphs.Of(input.Nodes, input.Edges);
        (int, int)[] expected = [.. input.Edges.Where(e => e.Item1 != e.Item2)
            .Select(e => (Math.Min(e.Item1, e.Item2), Math.Max(e.Item1, e.Item2))).Distinct().Order()];
        return Graphs.IsSimple(graph) && Graphs.Edges(graph).SequenceEqual(expected)
            && graph.DroppedSelfLoops == input.Edges.Count(e => e.Item1 == e.Item2)
            && graph.DroppedSelfLoops + graph.DroppedDuplicates + graph.Edges == input.Edges.Length;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Components_are_what_can_be_reached() => Prop.ForAll(AnyEdges, input =>
    {
        OverlayGraph graph = Graphs.Of(input.Nodes, input.Edges);
        OverlayComponents components = graph.Components();
        return components.Sizes.Sum() == graph.Nodes && Enumerable.Range(0, graph.Nodes).All(start =>
            graph.Distances(start).Select((hops, node) => hops >= 0 == (components.Of[node] == components.Of[start])).All(same => same));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flood_reaches_whoever_is_near_enough_and_without_limit_costs_2E_less_n_less_1() => Prop.ForAll(AnyEdges, input =>
    {
        OverlayGraph graph = Graphs.Of(input.Nodes, input.Edges);
        int[] hops = graph.Distances(0);
        int[] part = [.. Enumerable.Range(0, graph.Nodes).Where(node => hops[node] >= 0)];
        int edges = part.Sum(graph.Degree) / 2;
        return graph.FloodReach(0, int.MaxValue).Messages == 2 * edges - (part.Length - 1)
            && Enumerable.Range(0, 9).All(ttl =>
            {
                FloodOutcome flood = graph.FloodReach(0, ttl);
                return flood.Reached == hops.Count(h => h > 0 && h <= ttl) && flood.Messages == flood.Reached + flood.Duplicates;
            });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Top_removal_takes_no_node_while_a_better_connected_one_stays() => Prop.ForAll(AnyEdges, input =>
    {
        OverlayGraph graph = Graphs.Of(input.Nodes, input.Edges);
        bool[] removed = graph.RemoveTopByDegree(0.3);
        int[] gone = [.. Enumerable.Range(0, graph.Nodes).Where(node => removed[node])];
        int[] left = [.. Enumerable.Range(0, graph.Nodes).Where(node => !removed[node])];
        return gone.Length == (int)(graph.Nodes * 0.3 + 1e-6)
            && gone.All(a => left.All(b => graph.Degree(a) > graph.Degree(b) || (graph.Degree(a) == graph.Degree(b) && a < b)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_seed_gives_the_same_graph_and_every_generator_gives_a_simple_one() => Prop.ForAll(
        WithSeed(Gen.Choose(0, TopologySettingsTests.Drawn.Length - 1), Gen.Choose(30, 120)), input =>
        {
            TopologySettings settings = TopologySettingsTests.Drawn[input.A];
            int nodes = input.B & ~1;
            OverlayGraph graph = settings.Build(nodes, input.Seed)!, again = settings.Build(nodes, input.Seed)!;
            return graph.Nodes == nodes && Graphs.IsSimple(graph) && Graphs.Edges(graph).SequenceEqual(Graphs.Edges(again));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_regular_graph_is_regular_down_to_the_smallest() => Prop.ForAll(
        WithSeed(Gen.Choose(1, 24), Gen.Choose(0, 23)), input =>
        {
            (int nodes, int degree) = (input.A, input.B % input.A);
            if (nodes * degree % 2 != 0) return true;
            var random = new RandomStream(input.Seed);
            OverlayGraph graph = RegularGraph.Random(nodes, degree, ref random);
            return Graphs.IsSimple(graph) && Enumerable.Range(0, nodes).All(node => graph.Degree(node) == degree);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_random_graph_has_exactly_its_mean_degree() => Prop.ForAll(
        WithSeed(Gen.Choose(1, 40), Gen.Choose(0, 1000)), input =>
        {
            (int nodes, double mean) = (input.A, (input.A - 1) * input.B / 1000.0);
            var random = new RandomStream(input.Seed);
            OverlayGraph graph = RandomGraph.Build(nodes, mean, ref random);
            return Graphs.IsSimple(graph) && Math.Abs(graph.Edges - nodes * mean / 2) <= 0.5;
        }).QuickCheckThrowOnFailure();
}
