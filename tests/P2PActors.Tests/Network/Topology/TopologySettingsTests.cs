using P2PActors.Network.Topology;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Tests.Network.Topology;

public class TopologySettingsTests
{
    internal static readonly TopologySettings[] Drawn =
    [
        new PureTopology(),
        new HybridTopology { Leftovers = Leftovers.Drop },
        new PowerLawTopology { Leftovers = Leftovers.Connect },
        new PowerLawTopology { Exponent = 2.1, Leftovers = Leftovers.Drop },
        new PreferentialTopology(),
        new BarabasiAlbertTopology(),
        new RandomTopology(),
        new RegularTopology(),
        new RingTopology(),
    ];

    [Fact]
    public void A_grown_overlay_is_left_to_the_protocol() => Assert.Null(new GrownTopology().Build(100, 1));

    [Fact]
    public void Every_model_has_a_name_and_every_name_a_model_that_can_be_made()
    {
        var choices = (ChoiceAttribute[])typeof(TopologySettings).GetCustomAttributes(typeof(ChoiceAttribute), false);
        Assert.Equal(choices.Length, choices.Select(choice => choice.Name).Distinct().Count());
        Assert.All(choices, choice => Assert.IsAssignableFrom<TopologySettings>(Activator.CreateInstance(choice.Variant)));
        Type[] variants = [.. typeof(TopologySettings).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(TopologySettings)))];
        Assert.Equal(variants.OrderBy(type => type.Name), choices.Select(choice => choice.Variant).OrderBy(type => type.Name));
    }

    [Fact]
    public void Another_seed_gives_another_overlay() =>
        Assert.All(Drawn.Where(settings => settings is not RingTopology), settings =>
            Assert.NotEqual(Graphs.Edges(settings.Build(200, 1)!), Graphs.Edges(settings.Build(200, 2)!)));

    [Theory]
    [InlineData(Leftovers.Connect)]
    [InlineData(Leftovers.Drop)]
    public void Connected_and_dropped_leftovers_leave_one_component(Leftovers leftovers)
    {
        OverlayGraph graph = new PureTopology { Leftovers = leftovers }.Build(1771, 3)!;
        Assert.Equal((1771, 1771), (graph.Nodes, graph.GiantComponent()));
        Assert.InRange(graph.MeanDegree, 2.2, 2.7);
        Assert.True(graph.DroppedSelfLoops + graph.DroppedDuplicates > 0); // what the pairing dropped stays counted
    }

    [Fact]
    public void Kept_leftovers_are_the_separate_sub_networks_of_the_lecture()
    {
        OverlayGraph graph = new PureTopology().Build(1771, 3)!;
        Assert.InRange(graph.GiantShare(), 0.78, 0.90);
        Assert.True(graph.Components().Count > 50);
    }

    [Fact]
    public void Grown_models_are_connected()
    {
        Assert.Equal(5000, new PreferentialTopology().Build(5000, 1)!.GiantComponent());
        OverlayGraph textbook = new BarabasiAlbertTopology { Links = 3 }.Build(5000, 1)!;
        Assert.Equal(5000, textbook.GiantComponent());
        Assert.Equal(3 * 5000 - 6, textbook.Edges);
    }

    [Fact]
    public void Settings_that_do_not_fit_the_number_of_peers_are_refused_with_the_key()
    {
        Refused(new RegularTopology { Degree = 3 }, 1771, "topology.degree", "odd");
        Refused(new RegularTopology { Degree = 6 }, 6, "topology.degree", "6 peers");
        Refused(new RandomTopology { MeanDegree = 10 }, 5, "topology.mean-degree", "from 0 to 4");
        Refused(new PowerLawTopology { MinDegree = 5, MaxDegree = 2 }, 100, "topology.max-degree", "min-degree");
        Refused(new PowerLawTopology { MinDegree = 5 }, 5, "topology.min-degree", "5 peers");
        Refused(new PowerLawTopology { Exponent = 5, Leftovers = Leftovers.Drop }, 1000, "topology.leftovers", "keep or connect");
        Refused(new PreferentialTopology { MinLinks = 3 }, 100, "topology.max-links", "min-links");
        Refused(new FileTopology(), 100, "topology.file", "expected the path");
    }

    [Fact]
    public void A_file_with_another_number_of_nodes_says_how_many_peers_there_must_be()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "a b\nb c\n");
            Assert.Equal(2, new FileTopology { File = path }.Build(3, 1)!.Edges);
            ScenarioException error = Assert.Throws<ScenarioException>(() => new FileTopology { File = path }.Build(5, 1));
            Assert.Contains("set the number of peers to 3", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Refused(TopologySettings settings, int nodes, string key, string hint)
    {
        ScenarioError error = Assert.Single(Assert.Throws<ScenarioException>(() => settings.Build(nodes, 1)).Errors);
        Assert.Equal(key, error.Key);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }
}
