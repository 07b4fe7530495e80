using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Protocols.Gnutella;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.Gnutella;

/// <summary>The routing rules of Gnutella 0.4, one by one; servent 0 has the neighbours 1, 2 and 3.</summary>
public class RoutingRules
{
    private static readonly DescriptorId Guid = new(0x1122334455667788, 0xFF00000000000100), Other = new(0x99, 0xFF00000000000000);
    private readonly Stage _stage = new(3);

    [Fact]
    public void Answers_travel_back_along_the_path_of_their_request_only()
    {
        SystemRun built = _stage.Build();
        _stage.Taps[1].Say(20, Ask(7, 0));
        _stage.Taps[1].Say(20, new Ping(Other, 7, 0, 7));
        _stage.Taps[2].Say(30, Answer(Guid, 5, 1));
        _stage.Taps[2].Say(30, new Pong(Other, 5, 1, 6, new PeerId(9), 1, 1));
        _stage.Play(built);
        QueryHit hit = Assert.Single(_stage.Taps[1].All<QueryHit>(), h => h.Hops > 0); // servent 0 has answered too
        Assert.Equal((4, 2), (hit.Ttl, hit.Hops));
        Assert.Equal([0, 9], _stage.Taps[1].All<Pong>().Select(p => p.Source.Value));
        Assert.Empty(_stage.Taps[3].All<QueryHit>());
        Assert.Empty(_stage.Taps[3].All<Pong>());
    }

    [Fact]
    public void An_answer_to_an_unknown_request_is_dropped_and_counted()
    {
        SystemRun built = _stage.Build();
        _stage.Taps[2].Say(20, Answer(Guid, 5, 1));
        _stage.Taps[2].Say(20, new Pong(Other, 5, 1, 6, new PeerId(9), 1, 1));
        _stage.Play(built);
        Assert.All(_stage.Taps, t => Assert.Empty(t.All<Descriptor>()));
        Assert.Equal(2, _stage.Report.ValueOf("route.misses"));
    }

    [Fact]
    public void Push_travels_to_where_the_hits_of_its_servent_came_from()
    {
        SystemRun built = _stage.Build();
        _stage.Taps[1].Say(20, Ask(7, 0));
        _stage.Taps[2].Say(30, Answer(Guid, 5, 1));
        _stage.Taps[1].Say(40, new Push(new DescriptorId(5, 5), 7, 0, 7, Other, 0, new PeerId(1)));
        _stage.Taps[1].Say(40, new Push(new DescriptorId(6, 6), 7, 0, 7, Guid, 0, new PeerId(1)));
        _stage.Play(built);
        Push push = Assert.Single(_stage.Taps[2].All<Push>());
        Assert.Equal((6, 1), (push.Ttl, push.Hops));
        Assert.Empty(_stage.Taps[3].All<Push>());
        Assert.Equal(1, _stage.Report.ValueOf("push.noRoute"));
    }

    [Fact]
    public void Ping_and_query_go_to_all_neighbours_but_the_one_they_came_from()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(7, 0)));
        _stage.Taps[2].Say(20, new Ping(Guid, 7, 0, 7));
        _stage.Play();
        Assert.Equal([0, 1, 1], _stage.Taps[1..].Select(t => t.All<Query>().Count()));
        Assert.Equal([1, 0, 1], _stage.Taps[1..].Select(t => t.All<Ping>().Count()));
    }

    [Fact]
    public void Before_forwarding_TTL_goes_down_and_hops_go_up()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(4, 3)));
        _stage.Play();
        Query query = Assert.Single(_stage.Taps[2].All<Query>());
        Assert.Equal((3, 4), (query.Ttl, query.Hops));
    }

    [Fact]
    public void With_a_TTL_of_1_nothing_is_forwarded_but_the_local_answer_is_given()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(1, 6)));
        _stage.Taps[1].Say(20, new Ping(Other, 1, 6, 7));
        _stage.Play();
        Assert.Empty(_stage.Taps[2].All<Descriptor>());
        Assert.Single(_stage.Taps[1].All<QueryHit>());
        Assert.Single(_stage.Taps[1].All<Pong>());
    }

    [Fact]
    public void Query_is_dropped_when_its_GUID_was_seen_before()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(7, 0)));
        _stage.Taps[2].Says.Add((30, () => Ask(7, 0)));
        _stage.Play();
        Assert.Empty(_stage.Taps[1].All<Query>());
        Assert.Single(_stage.Taps[3].All<Query>());
        Assert.Empty(_stage.Taps[2].All<QueryHit>());
    }

    [Fact]
    public void A_ping_with_the_GUID_of_a_query_is_another_thing()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(7, 0)));
        _stage.Taps[2].Say(30, new Ping(Guid, 7, 0, 7));
        _stage.Play();
        Assert.Single(_stage.Taps[1].All<Ping>());
    }

    [Fact]
    public void A_GUID_is_remembered_for_a_while()
    {
        var stage = new Stage(3, GnutellaWorld.Static with { RouteMemory = TimeSpan.FromSeconds(20) });
        foreach (double at in (double[])[20, 35, 100]) stage.Taps[1].Say(at, new Ping(Guid, 7, 0, 7));
        stage.Play();
        Assert.Equal(2, stage.Taps[2].All<Ping>().Count());
    }

    [Fact]
    public void An_answer_has_the_TTL_of_its_requests_hops_plus_two()
    {
        _stage.Taps[1].Says.Add((20, () => Ask(4, 3)));
        _stage.Play();
        QueryHit hit = Assert.Single(_stage.Taps[1].All<QueryHit>());
        Assert.Equal((5, 0), (hit.Ttl, hit.Hops));
        Assert.Contains(_stage.SharedFile, hit.Hits.Files.ToArray());
        Assert.Equal(_stage.Run.ServentIdOf(new PeerId(0)), hit.Hits.Servent);
    }

    [Fact]
    public void An_answer_whose_TTL_has_run_out_is_dropped_and_counted()
    {
        SystemRun built = _stage.Build();
        _stage.Taps[1].Say(20, Ask(7, 0));
        _stage.Taps[2].Say(30, Answer(Guid, 1, 5));
        _stage.Play(built);
        Assert.DoesNotContain(_stage.Taps[1].All<QueryHit>(), h => h.Hops > 0);
        Assert.Equal(1, _stage.Report.ValueOf("route.expired"));
    }

    [Fact]
    public void A_query_that_is_too_long_is_dropped_and_counted()
    {
        SystemRun built = _stage.Build();
        _stage.Taps[1].Say(20, new Query(Guid, 7, 0, 7, 0, SearchText.Parse(Index, new string('x', 254))));
        _stage.Taps[1].Say(20, new Query(Other, 7, 0, 7, 0, SearchText.Parse(Index, new string('x', 253))));
        _stage.Play(built);
        Assert.Equal(Other, Assert.Single(_stage.Taps[2].All<Query>()).Id);
        Assert.Equal(1, _stage.Report.ValueOf("queries.oversize"));
    }

    [Fact]
    public void A_descriptor_that_breaks_the_TTL_rule_is_counted()
    {
        _stage.Taps[1].Say(20, new Ping(Guid, 7, 1, 7));
        _stage.Play();
        Assert.Equal(1, _stage.Report.ValueOf("violations"));
        var violated = Assert.Single(_stage.Report.Invariants);
        Assert.Equal((1, "descriptor age", "Ping with TTL 7 and 1 hops, begun with TTL 7"), (violated.Count, violated.Invariant.Name, violated.First[0].What));
        Assert.Contains("descriptor age", Assert.Single(_stage.Report.Warnings), StringComparison.Ordinal);
    }

    private KeywordIndex Index => new(_stage.Run.Workload.Catalogue);

    /// <summary>A query for a file that servent 0 has.</summary>
    private Query Ask(byte ttl, byte hops) =>
        new(Guid, ttl, hops, (byte)(ttl + hops), 0, SearchText.Parse(Index, Index.Catalogue.Name(_stage.SharedFile)));

    private QueryHit Answer(DescriptorId id, byte ttl, byte hops) =>
        new(id, ttl, hops, (byte)(ttl + hops), new HitList(new PeerId(9), Other, 56, true, false, [1], _stage.Run.Workload.Catalogue));
}
