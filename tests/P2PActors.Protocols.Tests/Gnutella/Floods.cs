using FsCheck;
using FsCheck.Fluent;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

public class Floods
{
    private static readonly Config Few = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void A_flood_over_any_graph_costs_and_reaches_what_the_arithmetic_says() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            OverlayGraph graph = AnyGraph(ref random);
            int ttl = random.Next(1, 9);
            int[] origins = [random.Next(graph.Nodes), random.Next(graph.Nodes)];
            FloodResult result = GnutellaFlood.Run(graph, ttl, origins, 1, new RunOptions { Threads = 1 }, null);
            FloodOutcome a = graph.FloodReach(origins[0], ttl), b = graph.FloodReach(origins[1], ttl);
            return result.Messages == a.Messages + b.Messages && result.Reached == a.Reached + b.Reached &&
                result.Duplicates == a.Duplicates + b.Duplicates && result.Violations == 0;
        }).Check(Few);

    [Fact]
    public void Whatever_the_latencies_no_servent_forwards_a_query_twice_or_past_its_TTL() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            OverlayGraph graph = AnyGraph(ref random);
            int ttl = random.Next(1, 9), origin = random.Next(graph.Nodes);
            FloodResult result = GnutellaFlood.Run(graph, ttl, [origin], 1, new RunOptions { Threads = 1 }, new UniformLatencySettings());
            // Who is reached sends at most once over each of its other links; who is farther than the TTL is never reached.
            int[] hops = graph.Distances(origin);
            long bound = graph.Degree(origin), within = 0;
            for (int node = 0; node < graph.Nodes; node++)
            {
                if (node == origin || hops[node] < 0 || hops[node] > ttl) continue;
                within++;
                if (hops[node] < ttl) bound += graph.Degree(node) - 1;
            }

            return result.Messages <= bound && result.Reached <= within && result.Violations == 0 && result.Duplicates == result.Messages - result.Reached;
        }).Check(Few);

    [Fact]
    public void Answers_come_back_along_the_path_of_the_query_and_nowhere_else() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            OverlayGraph graph = AnyGraph(ref random);
            int origin = random.Next(graph.Nodes);
            // Everybody shares all ten files, so everybody within reach answers.
            ScenarioSettings scenario = GnutellaWorld.Quiet(graph.Nodes, 3) with
            {
                Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 10 }, Placement = new UniformPlacement { Files = 10 } },
            };
            (SystemRun run, SystemResult result) = GnutellaWorld.Run(scenario, GnutellaWorld.Static, graph, [(origin, TimeSpan.FromSeconds(40))]);
            long expected = 0;
            foreach (int hops in graph.Distances(origin)) expected += hops is > 0 and <= 7 ? hops : 0;
            return GnutellaWorld.Sent(run.World, "QueryHit") == expected && result.Report.ValueOf("route.misses") == 0 &&
                result.Report.ValueOf("route.expired") == 0 && result.Report.ValueOf("violations") == 0 && result.Report.ValueOf("hits.late") == 0;
        }).Check(Few);

    private static OverlayGraph AnyGraph(ref RandomStream random)
    {
        int nodes = random.Next(2, 60);
        return RandomGraph.Build(nodes, Math.Min(nodes - 1, 1 + 4 * random.NextDouble()), ref random);
    }
}
