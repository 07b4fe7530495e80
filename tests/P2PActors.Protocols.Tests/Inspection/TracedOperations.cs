using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Inspection;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;
using P2PActors.Protocols.Tests.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Inspection;

/// <summary>The tree of an operation holds what came of it, no more and no less.</summary>
public class TracedOperations
{
    [Fact]
    public void The_tree_of_a_flood_has_as_many_messages_as_were_counted()
    {
        // Nothing else is sent after the links are open: every message counted since the question is of the flood.
        OverlayGraph graph = GnutellaWorld.Graph(12, [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (3, 7), (7, 8), (8, 9), (9, 10), (10, 11), (1, 11)]);
        (Onlooker watch, World world) = Flood(graph, new Onlooker(graph.Nodes));
        FloodOutcome expected = graph.FloodReach(0, GnutellaWorld.Static.Ttl);
        TraceNode[] queries = [.. watch.Tracer.Nodes.Where(n => n.What is Query)];
        Assert.Equal(expected.Messages, queries.Length);
        Assert.Equal(GnutellaWorld.Sent(world, nameof(Query)), queries.Length);
        Assert.Equal(GnutellaWorld.Sent(world, nameof(QueryHit)), watch.Tracer.Nodes.Count(n => n.What is QueryHit));
        Assert.Equal(0, watch.Tracer.Open);
        // Each step comes of one that went to its sender.
        Assert.All(watch.Tracer.Nodes.Skip(1), n => Assert.Equal(n.From, watch.Tracer.Nodes[n.Parent].Kind == TraceKind.Message ? watch.Tracer.Nodes[n.Parent].To : 0));
    }

    [Fact]
    public void A_tree_that_grows_too_large_is_cut_and_says_so()
    {
        OverlayGraph graph = GnutellaWorld.Line(10);
        (Onlooker watch, _) = Flood(graph, new Onlooker(graph.Nodes) { Tracer = new Tracer(most: 4) });
        Assert.Equal(4, watch.Tracer.Nodes.Count);
        Assert.True(watch.Tracer.Cut > 0);
    }

    [Fact]
    public void Repeats_are_folded_and_totals_told()
    {
        OverlayGraph star = GnutellaWorld.Graph(9, [.. Enumerable.Range(1, 8).Select(i => (0, i))]);
        (Onlooker watch, _) = Flood(star, new Onlooker(9));
        var tree = new TraceTree(watch.Tracer.Nodes);
        string text = string.Join('\n', tree.Lines(3).Select(l => l.Text));
        Assert.Contains("... and 6 more Query like this", text, StringComparison.Ordinal);
        Assert.StartsWith("8 peers reached", tree.Totals(), StringComparison.Ordinal);
    }

    /// <summary>What is on line and shared is the same in each: users who come at once and stay, and share much.</summary>
    private const string Busy = """
        peers = 60
        duration = 40m
        queries { mean-interval = 10h, start-after = 39m }
        content { catalogue.files = 200, placement { model = uniform, files = 40, free-riders = 0 } }
        churn = none
        network.nat.firewalled = FIREWALLED
        systems { SYSTEM {} }
        """;

    [Theory]
    [InlineData("kazaa", "SearchRequest", "SearchResults", "HttpGet", "FileData")]
    [InlineData("napster", "SearchRequest", "SearchResult", "DownloadRequest", "FileData")]
    [InlineData("gnutella", "Query", "QueryHit", "HttpGet", "FileData")]
    public void A_search_is_followed_to_the_end_of_the_download_that_comes_of_it(string system, params string[] steps)
    {
        string tree = Trace(system, "0", ["trace search 5 \"the\"", "resume until 38m"]);
        Assert.Contains("peer 5: search for \"the\"", tree, StringComparison.Ordinal);
        Assert.Contains("peer 5: download of ", tree, StringComparison.Ordinal);
        int at = 0;
        foreach (string step in steps) Assert.True((at = tree.IndexOf(' ' + step + ' ', at, StringComparison.Ordinal)) >= 0, step + " is missing in\n" + tree);
    }

    [Fact]
    public void A_Napster_search_that_waits_for_another_is_followed_and_the_other_is_not()
    {
        string tree = Trace("napster", "0", ["search 5 \"one\"", "trace search 5 \"the\"", "resume until 20m"]);
        Assert.Contains("SearchRequest", tree, StringComparison.Ordinal);
        Assert.Single(tree.Split('\n'), line => line.Contains("SearchRequest", StringComparison.Ordinal));
        Assert.Contains("SearchResult", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("\"one\"", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Gnutella_download_over_PUSH_is_followed_through_the_call_of_the_source()
    {
        // Most sources are firewalled, the one who asks is not; what a user finds first may be too large to be fetched.
        string tree = Enumerable.Range(0, 4).Select(i => Trace("gnutella", "80%", ["trace search ASKER \"the\"", "resume until 38m"], i)).FirstOrDefault(t => t.Contains(" Push ", StringComparison.Ordinal)) ?? "no PUSH";
        int at = 0;
        foreach (string step in (string[])[" Push ", " connects", " Giv ", " HttpGet ", " FileData "])
            Assert.True((at = tree.IndexOf(step, at, StringComparison.Ordinal)) >= 0, step + " is missing in\n" + tree);
    }

    /// <summary>The whole tree of what is traced; ASKER is the first (second, ...) peer that can be called from outside.</summary>
    private static string Trace(string system, string firewalled, string[] commands, int asking = 0)
    {
        string text = Busy.Replace("SYSTEM", system, StringComparison.Ordinal).Replace("FIREWALLED", firewalled, StringComparison.Ordinal);
        ScenarioSystem chosen = Inspected.Load(text).Systems[0];
        var profiles = new SystemRun(system, chosen.Protocol, chosen.Settings, chosen.Scenario, new RunOptions()).Profiles;
        string asker = Enumerable.Range(0, 60).Where(p => profiles.NatOf(p) == Network.Nat.NatType.None).ElementAt(asking).ToString(System.Globalization.CultureInfo.InvariantCulture);
        (_, _, IReadOnlyList<Answer> answers) = Inspected.Run(text, system, ["resume until 10m", .. commands.Select(c => c.Replace("ASKER", asker, StringComparison.Ordinal)), "trace show depth 60", "quit"]);
        Assert.DoesNotContain(answers, a => a.IsError);
        return Inspected.TextOf(answers[^2]);
    }

    [Fact]
    public void The_recorder_keeps_the_last_sixteen_messages_of_a_peer_in_their_order()
    {
        var recorder = new Recorder(2);
        for (int i = 0; i < 40; i++) recorder.Record(1, i, i % 2 == 0, 0, new ConnectRequestOf(i));
        Assert.Empty(recorder.Of(0));
        Assert.Equal(Enumerable.Range(24, 16).Select(i => ((long)i, i % 2 == 0)), recorder.Of(1).Select(m => (m.At.Ticks, m.IsIn)));
    }

    private static (Onlooker, World) Flood(OverlayGraph graph, Onlooker watch)
    {
        ScenarioSettings scenario = GnutellaWorld.Quiet(graph.Nodes, 3);
        var run = new SystemRun("gnutella", new GnutellaProtocol(new FloodPlan([(0, TimeSpan.FromMinutes(1))]), graph), GnutellaWorld.Static, scenario, new RunOptions { Threads = 1 });
        run.World.Observe(watch);
        watch.Tracer.Await(0);
        run.Run();
        return (watch, run.World);
    }

    private sealed record ConnectRequestOf(int Number) : Message
    {
        public override int WireSize => Number + 1;
    }
}
