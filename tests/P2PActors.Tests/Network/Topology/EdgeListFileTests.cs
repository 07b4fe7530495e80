using P2PActors.Network.Topology;
using P2PActors.Scenarios;

namespace P2PActors.Tests.Network.Topology;

public class EdgeListFileTests
{
    [Fact]
    public void Nodes_are_numbered_in_order_of_first_appearance()
    {
        OverlayGraph graph = Read("# a crawl\n70\t5\r\n\n  5 host-x # the third\n70 5\n9 9");
        Assert.Equal(4, graph.Nodes);
        Assert.Equal([(0, 1), (1, 2)], Graphs.Edges(graph));
        Assert.Equal((1L, 1L), (graph.DroppedSelfLoops, graph.DroppedDuplicates));
    }

    [Theory]
    [InlineData("1 2\n3\n", "list:2", "'3' alone")]
    [InlineData("1 2 0.5\n", "list:1", "'0.5' after '1 2'")]
    [InlineData("1 2\n\n# c\n1 \u0001\n", "list:4", "control character")]
    [InlineData("# nothing\n", "list", "no edge found")]
    [InlineData("1 1\n", "list", "no edge found")]
    [InlineData("", "list", "no edge found")]
    public void A_wrong_file_is_refused_with_the_place(string text, string place, string hint)
    {
        ScenarioError error = Assert.Single(Assert.Throws<ScenarioException>(() => Read(text)).Errors);
        Assert.Equal(place, error.Place);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_not_read_into_memory()
    {
        Assert.Equal("list:2", Assert.Throws<ScenarioException>(() => Read("1 2\n" + new string('x', 100_000))).Errors[0].Place);
        Assert.Equal(1, Read("1 2 #" + new string('x', EdgeListFile.LineLimit - 5) + "\n").Edges);
        Assert.Throws<ScenarioException>(() => Read("1 2 #" + new string('x', EdgeListFile.LineLimit - 4) + "\n"));
    }

    [Fact]
    public void Lines_may_straddle_the_reading_buffer()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\t{i + 1}\r\n"));
        OverlayGraph graph = Read(text);
        Assert.Equal((20_001, 20_000), (graph.Nodes, graph.Edges));
        Assert.Equal(20_000, graph.Distances(0)[20_000]);
    }

    [Fact]
    public void A_missing_file_says_where_the_public_data_is()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-crawl.txt");
        Assert.Contains("snap.stanford.edu/data", Assert.Throws<ScenarioException>(() => EdgeListFile.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<ScenarioException>(() => EdgeListFile.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }

    private static OverlayGraph Read(string text) => EdgeListFile.Read(new StringReader(text), "list");
}
