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
}
