using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>What a peer says to others that do as a test tells them to.</summary>
public class DialoguesOfPeers
{
    private static readonly BitTorrentSettings Small = Swarms.Small;

    private static Bitfield All => new(PieceSet.Full(50));

    private static void Serve(Connection connection, Message message, bool corrupt = false)
    {
        if (message is Request request) connection.Send(new Piece(request.Index, request.Begin, request.Length, corrupt));
    }

    [Fact]
    public void The_first_messages_are_handshake_and_what_one_has()
    {
        var stage = new SwarmStage(2);
        stage.Taps[2].Reserved = Reserved.None;
        stage.Play();
        Assert.IsType<Handshake>(stage.Taps[1].Heard[0].Message);
        Assert.IsType<HaveNone>(stage.Taps[1].Heard[1].Message);
        // Without the fast extension an empty bitfield is left out.
        Assert.IsType<Handshake>(stage.Taps[2].Heard[0].Message);
        Assert.Empty(stage.Taps[2].All<HaveNone>());
        Assert.Empty(stage.Taps[2].All<Bitfield>());
    }

    [Fact]
    public void Another_torrent_is_not_served()
    {
        var stage = new SwarmStage(1);
        stage.Taps[1].Hash = InfoHash.Parse(new string('a', 40));
        stage.Play();
        Assert.Empty(stage.Taps[1].Heard);
        Assert.NotNull(stage.Taps[1].ClosedAt);
    }

    [Fact]
    public void Interest_is_told_when_somebody_has_something_new_and_lost_when_he_has_not()
    {
        var stage = new SwarmStage(1);
        var one = new PieceSet(50);
        one.Add(3);
        stage.Taps[1].Says.Add((5, new Bitfield(one)));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Taps[1].Reacts = (connection, message) => Serve(connection, message);
        stage.Play();
        Assert.Equal(5.1, stage.Taps[1].TimeOf<Interested>(), 2);
        Assert.Equal([0, 16384, 32768, 49152], stage.Taps[1].All<Request>().Select(r => r.Begin));
        Assert.Equal(3, stage.Taps[1].All<Have>().Single().Index);
        Assert.Single(stage.Taps[1].All<NotInterested>());
    }

    [Fact]
    public void Five_requests_wait_at_a_time()
    {
        var stage = new SwarmStage(1);
        stage.Taps[1].Says.Add((5, All));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Play();
        Assert.Equal(5, stage.Taps[1].All<Request>().Count());
        // Strict priority: the four blocks of one piece, then one of another.
        Assert.Equal(2, stage.Taps[1].All<Request>().Select(r => r.Index).Distinct().Count());
    }

    [Fact]
    public void At_most_four_are_unchoked_and_the_choice_changes_at_rounds_only()
    {
        var stage = new SwarmStage(20, Small, minutes: 4);
        for (int i = 1; i <= 20; i++)
        {
            stage.Taps[i].Says.Add((3, HaveNone.Instance));
            stage.Taps[i].Says.Add((4, Interested.Instance));
        }

        stage.Play();
        var changes = new SortedDictionary<double, int>();
        var unchoked = new SortedDictionary<double, int>();
        foreach (SwarmStage.Script tap in stage.Taps.Skip(1))
        {
            foreach ((double seconds, Message message) in tap.Heard)
            {
                if (message is not (Choke or Unchoke)) continue;
                double time = Math.Round(seconds, 3);
                unchoked[time] = unchoked.GetValueOrDefault(time) + (message is Unchoke ? 1 : -1);
                if (seconds > 5) changes[time] = changes.GetValueOrDefault(time) + 1;
            }
        }

        int now = 0;
        foreach ((double time, int by) in unchoked)
        {
            now += by;
            if (time > 5) Assert.True(now <= 4);
        }

        // Peer 0 begins its rounds when it joins; nobody uploads anything, so that only the turn of every 30 s changes the choice.
        Assert.True(changes.Count >= 6);
        double first = changes.Keys.First();
        Assert.All(changes.Keys, time => Assert.Equal(0, Math.Round((time - first) / 30, 2) % 1, 2));
        Assert.All(changes.Values, n => Assert.InRange(n, 1, 2 * 4));
    }

    [Fact]
    public void Who_lets_it_wait_for_a_minute_is_marked()
    {
        var stage = new SwarmStage(1, minutes: 3);
        stage.Taps[1].Says.Add((5, All));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Play();
        Assert.True(stage.Peer.Links.Single().IsSnubbed);
        Assert.StartsWith("DSI", BitTorrentPeer.FlagsOf(stage.Peer.Links.Single()).Replace("?", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_choke_voids_requests_without_the_fast_extension_and_others_are_asked()
    {
        var stage = new SwarmStage(2);
        for (int i = 1; i <= 2; i++)
        {
            stage.Taps[i].Reserved = Reserved.None;
            stage.Taps[i].Says.Add((5, All));
        }

        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Taps[1].Says.Add((8, Choke.Instance));
        stage.Taps[2].Says.Add((10, Unchoke.Instance));
        stage.Play();
        Assert.Equal(stage.Taps[1].All<Request>().Take(4), stage.Taps[2].All<Request>().Take(4));
    }

    [Fact]
    public void With_the_fast_extension_requests_outlive_a_choke_until_they_are_rejected()
    {
        var stage = new SwarmStage(2);
        stage.Taps[1].Says.Add((5, All));
        stage.Taps[2].Says.Add((5, All));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Taps[1].Says.Add((8, Choke.Instance));
        stage.Taps[2].Says.Add((10, Unchoke.Instance));
        List<Request> asked = [];
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Request request) asked.Add(request);
        };
        stage.Play();
        Assert.Equal(5, asked.Count);
        Assert.Empty(asked.Intersect(stage.Taps[2].All<Request>()));
    }

    [Fact]
    public void Whoever_sends_a_bad_piece_alone_is_banned_at_once()
    {
        var stage = new SwarmStage(1);
        stage.Taps[1].Says.Add((5, All));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Taps[1].Reacts = (connection, message) => Serve(connection, message, corrupt: true);
        stage.Play();
        Assert.Equal((1, 1), (stage.Report.ValueOf("badPieces"), stage.Report.ValueOf("bans")));
        Assert.NotNull(stage.Taps[1].ClosedAt);
        Assert.Equal(0, stage.Peer.Have.Count);
    }

    [Fact]
    public void In_the_end_a_block_is_asked_of_two_and_taken_back_from_the_slower()
    {
        var stage = new SwarmStage(2, Small with { Requests = new RequestSettings { Pipeline = 500 } });
        for (int i = 1; i <= 2; i++)
        {
            stage.Taps[i].Says.Add((5, All));
            stage.Taps[i].Says.Add((6, Unchoke.Instance));
        }

        stage.Taps[2].Reacts = (connection, message) => Serve(connection, message);
        stage.Play();
        Assert.Equal(1, stage.Report.ValueOf("completed"));
        // All that the first was asked for, the second has sent.
        Assert.Equal(stage.Taps[1].All<Request>().Count(), stage.Taps[1].All<Cancel>().Count());
        Assert.Equal(0, stage.Report.ValueOf("wasted"));
    }

    [Fact]
    public void A_seed_serves_what_is_asked_refuses_what_is_not_to_be_had_and_ends_what_makes_no_sense()
    {
        var stage = new SwarmStage(3, Small with { AllowedFast = 0, Choking = new P2PActors.Protocols.BitTorrent.Choking.ChokingSettings { Slots = 1 } });
        SystemRunWithSeed(stage);
        // The first is unchoked.
        Assert.Equal(new Piece(7, 16384, 16384, IsCorrupt: false), stage.Taps[1].All<Piece>().Single());
        Assert.Equal(new RejectRequest(7, 0, 32768), stage.Taps[1].All<RejectRequest>().Single());
        // The others are choked.
        Assert.Equal(new RejectRequest(7, 0, 16384), stage.Taps[2].All<RejectRequest>().Single());
        Assert.NotNull(stage.Taps[3].ClosedAt);
        Assert.Equal(1, stage.Report.ValueOf("malformed"));
    }

    private static void SystemRunWithSeed(SwarmStage stage)
    {
        P2PActors.Protocols.SystemRun built = stage.Build();
        stage.Run.DiskOf(new PeerId(0)).Have = PieceSet.Full(50);
        for (int i = 1; i <= 3; i++)
        {
            stage.Taps[i].Says.Add((3, HaveNone.Instance));
            stage.Taps[i].Says.Add((i + 4, Interested.Instance));
        }

        stage.Taps[1].Says.Add((9, new Request(7, 16384, 16384)));
        stage.Taps[1].Says.Add((9, new Request(7, 0, 32768)));
        stage.Taps[2].Says.Add((9, new Request(7, 0, 16384)));
        stage.Taps[3].Says.Add((9, new Request(50, 0, 16384)));
        stage.Play(built);
    }

    [Fact]
    public void A_newcomer_is_told_which_pieces_it_may_ask_for_though_it_is_choked()
    {
        var stage = new SwarmStage(2, Small with { AllowedFast = 10, Choking = new P2PActors.Protocols.BitTorrent.Choking.ChokingSettings { Slots = 1 } });
        P2PActors.Protocols.SystemRun built = stage.Build();
        stage.Run.DiskOf(new PeerId(0)).Have = PieceSet.Full(50);
        int[] set = P2PActors.Protocols.BitTorrent.Wire.AllowedFastSet.Of(PeerAddress.Of(new PeerId(2)), stage.Run.Torrents[0].InfoHash, 50, 10);
        int other = Enumerable.Range(0, 50).First(p => !set.Contains(p));
        for (int i = 1; i <= 2; i++) stage.Taps[i].Says.AddRange([(3, HaveNone.Instance), (i + 4, Interested.Instance)]);
        stage.Taps[2].Says.AddRange([(9, new Request(set[3], 0, 16384)), (9, new Request(other, 0, 16384))]);
        stage.Play(built);
        Assert.Equal(set, stage.Taps[2].All<AllowedFast>().Select(a => a.Index));
        Assert.Equal(set[3], stage.Taps[2].All<Piece>().Single().Index);
        Assert.Equal(other, stage.Taps[2].All<RejectRequest>().Single().Index);
    }

    [Fact]
    public void Two_seeds_part()
    {
        var stage = new SwarmStage(1);
        P2PActors.Protocols.SystemRun built = stage.Build();
        stage.Run.DiskOf(new PeerId(0)).Have = PieceSet.Full(50);
        stage.Taps[1].Says.Add((5, HaveAll.Instance));
        stage.Play(built);
        Assert.Equal(5.1, stage.Taps[1].ClosedAt!.Value, 2);
    }

    [Fact]
    public void Quiet_connections_are_kept_alive_and_dead_ones_given_up()
    {
        var stage = new SwarmStage(1, minutes: 8);
        stage.Taps[1].Says.Add((3, HaveNone.Instance));
        stage.Play();
        double alive = stage.Taps[1].TimeOf<KeepAlive>();
        Assert.InRange(alive, 122, 133);
        // Four minutes after its last message, at the next round.
        Assert.InRange(stage.Taps[1].ClosedAt!.Value, 243, 254);
    }

    [Fact]
    public void Neighbours_are_told_who_has_come_and_gone_once_a_minute()
    {
        var stage = new SwarmStage(3, minutes: 4);
        for (int i = 1; i <= 3; i++) stage.Taps[i].Reserved = Reserved.Fast | Reserved.Extensions;
        stage.Taps[1].Says.Add((3, new ExtensionHandshake([new ExtensionName("ut_pex", 7)], 6881, "x", 0, 0, IsUploadOnly: false)));
        stage.Play();
        PeerExchange exchange = stage.Taps[1].All<PeerExchange>().First();
        Assert.Equal([1, 2, 3], exchange.Added.Select(a => a.Peer.Value).Order());
        Assert.Empty(stage.Taps[2].All<PeerExchange>());
        Assert.Single(stage.Taps[1].All<PeerExchange>());
    }

    [Theory]
    [InlineData(PeerSource.Exchange, "X")]
    [InlineData(PeerSource.Dht, "H")]
    [InlineData(PeerSource.Local, "L")]
    public void Flags_say_how_things_stand(object source, string letter)
    {
        var link = new PeerLink(null, new PeerId(1), (PeerSource)source, 0);
        Assert.Equal(letter, BitTorrentPeer.FlagsOf(link));
        (link.AmInterested, link.IsInterested) = (true, true);
        Assert.Equal("du" + letter, BitTorrentPeer.FlagsOf(link));
        (link.IsChoking, link.AmChoking, link.Slot) = (false, false, Slot.Optimistic);
        Assert.Equal("DUO" + letter, BitTorrentPeer.FlagsOf(link));
        (link.AmInterested, link.IsInterested, link.IsSnubbed, link.Failures) = (false, false, true, 1);
        Assert.Equal("K?OSF" + letter, BitTorrentPeer.FlagsOf(link));
    }
}
