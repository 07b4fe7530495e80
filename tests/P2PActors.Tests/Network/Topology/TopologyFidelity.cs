using P2PActors.Engine;
using P2PActors.Network.Topology;
using Xunit.Abstractions;

namespace P2PActors.Tests.Network.Topology;

/// <summary>Published and recomputed figures of the Gnutella overlay: degree models, resilience, cost of a flood.</summary>
[Trait("fidelity", "gnutella")]
public class TopologyFidelity(ITestOutputHelper output)
{
    private const int CrawlOf2001 = 1771;
    private const string August08 = "gnutella-2002/p2p-Gnutella08.txt";
    private const string August31 = "gnutella-2002/p2p-Gnutella31.txt";

    private static OverlayGraph Crawl(string file) => EdgeListFile.Load(SharedData.PathOf(file));

    // Saroiu et al. MMCN 2002 section 3.6. The bounds come from 4 to 10 seeds; over many seeds a few in
    // a hundred overlays miss one (an independent calculation: 6 of 150 above 0.10 after the top 4 %, mean 0.046, random
    // 30 % mean 0.808, min 0.618). So the means must keep the bounds, and 9 of 10 overlays each bound by themselves.
    [Fact]
    public void An_overlay_like_that_of_2001_survives_random_loss_and_splinters_without_its_hubs()
    {
        const int Seeds = 200;
        double[] random = new double[Seeds], top4 = new double[Seeds], top10 = new double[Seeds], mean = new double[Seeds];
        for (int i = 0; i < Seeds; i++)
        {
            OverlayGraph graph = new PreferentialTopology().Build(CrawlOf2001, (ulong)i)!;
            var draws = new RandomStream((ulong)i);
            random[i] = graph.GiantShare(graph.RemoveRandom(0.3, ref draws));
            top4[i] = graph.GiantShare(graph.RemoveTopByDegree(0.04));
            top10[i] = graph.GiantShare(graph.RemoveTopByDegree(0.10));
            mean[i] = graph.MeanDegree;
        }

        Report("preferential, mean degree (reference 3.0)", mean);
        Report("preferential, random 30 % (reference 0.81, at least 0.60)", random);
        Report("preferential, top 4 % (reference 0.04, at most 0.10)", top4);
        Report("preferential, top 10 % (reference 0.005)", top10);
        int survived = random.Count(share => share >= 0.60), splintered = top4.Count(share => share <= 0.10);
        output.WriteLine($"{survived} of {Seeds} survived, {splintered} splintered");
        Assert.True(survived >= 0.9 * Seeds, $"{survived} of {Seeds} survived");
        Assert.True(splintered >= 0.9 * Seeds, $"{splintered} of {Seeds} splintered");
        Assert.InRange(random.Average(), 0.78, 0.84);
        Assert.InRange(top4.Average(), 0.03, 0.06);
        Assert.InRange(top10.Average(), 0.003, 0.008);
        Assert.InRange(mean.Average(), 2.9, 3.1);
    }

    // Synthetic overlays of 1,771 hosts, calculated independently.
    [Fact]
    public void Other_synthetic_overlays_do_not_reproduce_both_facts()
    {
        Row("Barabasi-Albert m = 2", Many(seed => new BarabasiAlbertTopology().Build(CrawlOf2001, seed)!), 4.0, 0.94, 0.92, 0.67);
        Row("random, mean 3.4", Many(seed => new RandomTopology().Build(CrawlOf2001, seed)!), 3.4, 0.88, 0.94, 0.90);
        Row("pure", Many(seed => new PureTopology().Build(CrawlOf2001, seed)!), 2.2, 0.58, 0.68, 0.17);
        Row("hybrid", Many(seed => new HybridTopology().Build(CrawlOf2001, seed)!), 2.7, 0.68, 0.65, 0.12);
        Row("power law, min 2", Many(seed => new PowerLawTopology { MinDegree = 2 }.Build(CrawlOf2001, seed)!), 4.8, 0.92, 0.91, 0.70);
        Row("power law, min 3", Many(seed => new PowerLawTopology { MinDegree = 3 }.Build(CrawlOf2001, seed)!), 7.3, 0.99, 0.99, 0.96);
        Row("power law, largest", Many(seed => new PowerLawTopology { Leftovers = Leftovers.Drop }.Build(CrawlOf2001, seed)!), 2.6, 0.69, 0.26, 0.01);
    }

    // Calculated on the crawls independently.
    [SharedDataFact(August08)]
    public void The_crawl_of_8_August_2002_withstands_both()
    {
        OverlayGraph graph = Crawl(August08);
        Assert.Equal((6_301, 20_777, 97), (graph.Nodes, graph.Edges, graph.DegreeHistogram().Length - 1));
        Assert.Equal(6.59, graph.MeanDegree, 0.01);
        Near("08 random 30 %", 0.90, MeanOfRandomLoss(graph, 0.3, 20), 0.01);
        Near("08 top 4 %", 0.950, graph.GiantShare(graph.RemoveTopByDegree(0.04)), 0.0015);
        Near("08 top 10 %", 0.881, graph.GiantShare(graph.RemoveTopByDegree(0.10)), 0.0015);
        Near("08 top 20 %", 0.707, graph.GiantShare(graph.RemoveTopByDegree(0.20)), 0.0015);
        Near("08 top 30 %", 0.226, graph.GiantShare(graph.RemoveTopByDegree(0.30)), 0.0015);
    }

    [SharedDataFact(August31)]
    public void The_crawl_of_31_August_2002_breaks_later_than_a_power_law()
    {
        OverlayGraph graph = Crawl(August31);
        Assert.Equal((62_586, 147_892, 95), (graph.Nodes, graph.Edges, graph.DegreeHistogram().Length - 1));
        Assert.Equal(4.73, graph.MeanDegree, 0.01);
        Near("31 random 30 %", 0.844, MeanOfRandomLoss(graph, 0.3, 5), 0.01);
        Near("31 top 4 %", 0.892, graph.GiantShare(graph.RemoveTopByDegree(0.04)), 0.0015);
        Near("31 top 10 %", 0.723, graph.GiantShare(graph.RemoveTopByDegree(0.10)), 0.0015);
        Near("31 top 20 %", 0.246, graph.GiantShare(graph.RemoveTopByDegree(0.20)), 0.0015);
        Assert.True(graph.GiantShare(graph.RemoveTopByDegree(0.30)) < 0.001);
    }

    // The moments of the two laws, calculated from their formulas.
    [Fact]
    public void Sampled_degrees_have_the_moments_of_the_lectures_formulas()
    {
        Assert.Equal(2.80, DegreeLaw.Pure.Variance, 0.01);
        Assert.Equal(10.46, DegreeLaw.Hybrid.Variance, 0.01);
        Assert.Equal(2.24, DegreeLaw.Pure.Mean, 0.005);
        Assert.Equal(2.71, DegreeLaw.Hybrid.Mean, 0.005);
        Sampled("pure", DegreeLaw.Pure, 2.24, 0.02, 1.67, 7);
        Sampled("hybrid", DegreeLaw.Hybrid, 2.71, 0.03, 3.23, 20);
    }

    // An identity of unlimited floods.
    [Fact]
    public void A_flood_without_limit_costs_2E_less_n_less_1_messages()
    {
        OverlayGraph graph = new PreferentialTopology().Build(CrawlOf2001, 1)!;
        Assert.Equal(graph.Nodes, graph.GiantComponent());
        Assert.All(Enumerable.Range(0, 100), start =>
            Assert.Equal(2L * graph.Edges - (graph.Nodes - 1), graph.FloodReach(start, int.MaxValue).Messages));
    }

    // Calculated on the crawls independently; means over about 300 origins.
    [SharedDataFact(August08)]
    public void Floods_of_8_August_reach_what_was_counted()
    {
        OverlayGraph graph = Crawl(August08);
        FloodMeans ttl7 = Floods(graph, 7);
        Near("08 TTL 4 reach", 0.42, Floods(graph, 4).Reach, 0.03);
        Near("08 TTL 5 reach", 0.82, Floods(graph, 5).Reach, 0.03);
        Near("08 TTL 6 reach", 0.985, Floods(graph, 6).Reach, 0.005);
        Near("08 TTL 7 reach", 0.999, ttl7.Reach, 0.001);
        Assert.True(ttl7.Reach >= 0.998);
        Near("08 TTL 7 messages", 35_200, ttl7.Messages, 0.02 * 35_200);
        Near("08 TTL 7 duplicates", 0.82, ttl7.Duplicates, 0.005);
        Near("08 mean path", 4.56, MeanPath(graph), 0.1);
    }

    // Figures counted earlier for this crawl (0.08, 0.36, 0.75, 0.96, mean path 5.86) come from few origins, which differ much
    // (deviation 0.2 at TTL 5). An independent calculation over 3,912 origins gives those compared with here.
    [SharedDataFact(August31)]
    public void Floods_of_31_August_reach_a_little_less_than_a_few_origins_do()
    {
        OverlayGraph graph = Crawl(August31);
        FloodMeans ttl7 = Floods(graph, 7);
        Near("31 TTL 4 reach (reference 0.08)", 0.063, Floods(graph, 4).Reach, 0.01);
        Near("31 TTL 5 reach (reference 0.36)", 0.301, Floods(graph, 5).Reach, 0.025);
        Near("31 TTL 6 reach (reference 0.75)", 0.718, Floods(graph, 6).Reach, 0.025);
        Near("31 TTL 7 reach (reference 0.96)", 0.967, ttl7.Reach, 0.005);
        Near("31 TTL 7 messages (reference 218,000)", 218_000, ttl7.Messages, 0.02 * 218_000);
        Near("31 TTL 7 duplicates (reference 0.73)", 0.73, ttl7.Duplicates, 0.01);
        Near("31 mean path (reference 5.86)", 5.942, MeanPath(graph), 0.05);
    }

    // Query routing between ultrapeers (Gnutella Developer Forum): why filtering the last hop saves nearly all of a query between ultrapeers.
    [Theory]
    [InlineData(100_000, 0.96)]
    [InlineData(20_000, 0.93)]
    public void Nearly_all_ultrapeers_of_a_regular_overlay_are_reached_on_the_last_hop(int ultrapeers, double least)
    {
        OverlayGraph graph = new RegularTopology { Degree = 32 }.Build(ultrapeers, 1)!;
        double inner = graph.FloodReach(0, 2).Reached, all = graph.FloodReach(0, 3).Reached;
        output.WriteLine($"{ultrapeers}: at least {least}, measured {1 - inner / all:0.0000}");
        Assert.True(1 - inner / all >= least);
    }

    private readonly record struct FloodMeans(double Reach, double Messages, double Duplicates);

    private static FloodMeans Floods(OverlayGraph graph, int ttl)
    {
        int origins = 0;
        double reached = 0, messages = 0, duplicates = 0;
        for (int start = 0; start < graph.Nodes; start += Stride(graph))
        {
            FloodOutcome flood = graph.FloodReach(start, ttl);
            origins++;
            reached += flood.Reached + 1;
            messages += flood.Messages;
            duplicates += flood.Duplicates;
        }

        return new(reached / origins / graph.Nodes, messages / origins, duplicates / messages);
    }

    private static double MeanPath(OverlayGraph graph)
    {
        long pairs = 0, hops = 0;
        for (int start = 0; start < graph.Nodes; start += Stride(graph))
        {
            foreach (int distance in graph.Distances(start))
            {
                if (distance <= 0) continue;
                pairs++;
                hops += distance;
            }
        }

        return (double)hops / pairs;
    }

    private static int Stride(OverlayGraph graph) => Math.Max(1, graph.Nodes / 300);

    private static double MeanOfRandomLoss(OverlayGraph graph, double share, int draws)
    {
        double sum = 0;
        var random = new RandomStream(7);
        for (int i = 0; i < draws; i++) sum += graph.GiantShare(graph.RemoveRandom(share, ref random));
        return sum / draws;
    }

    private static OverlayGraph[] Many(Func<ulong, OverlayGraph> make) => [.. Enumerable.Range(0, 10).Select(seed => make((ulong)seed))];

    private void Row(string name, OverlayGraph[] graphs, double mean, double random, double top4, double top10)
    {
        Near($"{name}: mean degree", mean, graphs.Average(graph => graph.MeanDegree), 0.15);
        Near($"{name}: random 30 %", random, graphs.Average(graph => MeanOfRandomLoss(graph, 0.3, 3)), 0.04);
        Near($"{name}: top 4 %", top4, graphs.Average(graph => graph.GiantShare(graph.RemoveTopByDegree(0.04))), 0.05);
        Near($"{name}: top 10 %", top10, graphs.Average(graph => graph.GiantShare(graph.RemoveTopByDegree(0.10))), 0.05);
    }

    private void Sampled(string name, DegreeLaw law, double mean, double tolerance, double deviation, int greatest)
    {
        var random = new RandomStream(11);
        double[] degrees = new double[200_000];
        for (int i = 0; i < degrees.Length; i++) degrees[i] = law.Sample(ref random);
        double average = degrees.Average();
        Near($"{name}: mean", mean, average, tolerance);
        Near($"{name}: deviation", deviation, Math.Sqrt(degrees.Average(d => (d - average) * (d - average))), 0.03);
        Assert.Equal((1, greatest), (degrees.Min(), degrees.Max()));
    }

    private void Report(string name, double[] values) =>
        output.WriteLine($"{name}: mean {values.Average():0.0000}, {values.Min():0.0000} .. {values.Max():0.0000}");

    private void Near(string name, double expected, double measured, double tolerance)
    {
        output.WriteLine($"{name}: expected {expected}, measured {measured:0.0000}");
        Assert.True(Math.Abs(measured - expected) <= tolerance, $"{name}: expected {expected} +- {tolerance}, measured {measured:0.0000}");
    }
}
