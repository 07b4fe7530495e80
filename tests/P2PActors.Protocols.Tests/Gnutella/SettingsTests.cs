using P2PActors.Content;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.Tests.Gnutella;

public class SettingsTests
{
    [Fact]
    public void The_defaults_are_valid_and_survive_being_written_and_read()
    {
        var defaults = new GnutellaSettings();
        Assert.Empty(defaults.Validate());
        Assert.Equal(defaults, SettingsBinder.Bind<GnutellaSettings>(SettingsBinder.ToHocon(defaults)));
        Assert.Contains(SettingsCatalogue.Describe([("systems.gnutella", typeof(GnutellaSettings))]), row => row.Key == "systems.gnutella.ping.interval");
    }

    [Fact]
    public void A_target_below_the_minimum_is_refused() =>
        Assert.Equal("links.target", Assert.Single(new GnutellaSettings { Links = new GnutellaLinkSettings { Min = 5 } }.Validate()).Key);

    [Fact]
    public void What_an_answer_has_no_room_for_is_counted()
    {
        ScenarioSettings scenario = GnutellaWorld.Quiet(2, 2) with
        {
            Content = new ContentSettings { Catalogue = new CatalogueSettings { Files = 10 }, Placement = new UniformPlacement { Files = 10 } },
        };
        // A query with the words of a title and its extension fits one file at least; no answer may name more than one.
        (SystemRun run, SystemResult result) = GnutellaWorld.Run(scenario, GnutellaWorld.Static with { MaxHits = 1 }, GnutellaWorld.Line(2), [(0, TimeSpan.FromSeconds(20))]);
        SharedContent content = SystemRun.ContentOf(scenario);
        int fits = SearchText.Parse(content.Index, content.Catalogue.Name(0)).Files.Length;
        Assert.Equal(fits - 1, result.Report.ValueOf("hits.leftOut"));
        Assert.Equal(1, GnutellaWorld.Sent(run.World, "QueryHit"));
    }
}
