using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Network.Topology;
using P2PActors.Protocols.Gnutella;

namespace P2PActors.Protocols.Tests.Gnutella;

public class GivenOverlay
{
    [Fact]
    public void Without_churn_the_given_overlay_is_made_exactly()
    {
        var random = new RandomStream(5);
        OverlayGraph overlay = RandomGraph.Build(300, 6, ref random);
        (SystemRun run, SystemResult result) = GnutellaWorld.Run(GnutellaWorld.Quiet(300, 2), new GnutellaSettings { Ping = new GnutellaPingSettings { Enabled = false } }, overlay);
        for (int i = 0; i < overlay.Nodes; i++)
            Assert.Equal(overlay.NeighboursOf(i).ToArray(), GnutellaWorld.NeighboursOf(run.World, i).Select(n => n.Value));
        Assert.Equal(0, result.Report.ValueOf("handlerFailures"));
    }

    [Fact]
    public void The_scenario_may_name_the_overlay()
    {
        (SystemRun run, SystemResult _) = GnutellaWorld.Run(GnutellaWorld.Quiet(40, 2) with { Topology = new RingTopology() }, new GnutellaSettings());
        Assert.Equal([6, 8], GnutellaWorld.NeighboursOf(run.World, 7).Select(n => n.Value));
    }
}
