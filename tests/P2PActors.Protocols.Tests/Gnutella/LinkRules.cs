using P2PActors.Actors;
using P2PActors.Protocols.Gnutella;

namespace P2PActors.Protocols.Tests.Gnutella;

public class LinkRules
{
    [Fact]
    public void A_greeting_is_answered_by_OK()
    {
        var stage = new Stage(2);
        stage.Play();
        Assert.Single(stage.Taps[1].All<ConnectOk>());
        Assert.Equal([1, 2], GnutellaWorld.NeighboursOf(stage.World, 0).Select(n => n.Value));
    }

    [Fact]
    public void A_full_servent_refuses_by_closing()
    {
        var stage = new Stage(3, GnutellaWorld.Static with { Links = GnutellaWorld.Static.Links with { Min = 1, Target = 1, Max = 2 } });
        stage.Play();
        Assert.Equal(2, stage.Taps.Sum(t => t.All<ConnectOk>().Count()));
        Assert.Equal(1, stage.Taps.Sum(t => t.Closed.Count));
    }

    [Fact]
    public void A_silent_neighbour_is_asked_and_then_dropped()
    {
        var stage = new Stage(1, GnutellaWorld.Static with { Links = GnutellaWorld.Static.Links with { KeepAlive = true } });
        stage.Play();
        Ping ping = stage.Taps[1].All<Ping>().First();
        Assert.Equal((1, 0), (ping.Ttl, ping.Hops));
        Assert.InRange(Assert.Single(stage.Taps[1].Closed), 11 + 60, 11 + 75);
        Assert.Empty(GnutellaWorld.NeighboursOf(stage.World, 0));
    }

    [Fact]
    public void A_neighbour_that_answers_is_kept()
    {
        var stage = new Stage(1, GnutellaWorld.Static with { Links = GnutellaWorld.Static.Links with { KeepAlive = true } });
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Ping ping) connection.Send(new Pong(ping.Id, 2, 0, 2, new PeerId(1), 0, 0));
        };
        stage.Play();
        Assert.Empty(stage.Taps[1].Closed);
        Assert.Equal(0, stage.Report.ValueOf("route.misses"));
    }
}
