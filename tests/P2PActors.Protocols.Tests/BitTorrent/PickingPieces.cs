using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>What a leecher asks for next (Cohen 2003, 2.4).</summary>
public class PickingPieces
{
    private const int Pieces = 10, BlocksOfPiece = 4;
    private readonly Torrent _torrent = Torrent.MadeUp("x", Pieces * BlocksOfPiece * 16384L - 100, BlocksOfPiece * 16384, 16384, 0, 1, []);
    private RandomStream _random = new(3);

    private Download Begin(RequestSettings? settings = null) => new(_torrent, new PieceSet(Pieces), settings ?? new RequestSettings { RandomFirst = 0 });

    private static PeerLink Neighbour(int number, params int[] pieces)
    {
        var link = new PeerLink(null, new PeerId(number), PeerSource.Tracker, 0) { Has = new PieceSet(Pieces) };
        foreach (int piece in pieces) link.Has.Add(piece);
        return link;
    }

    private static PeerLink NeighbourWithAll(int number) => Neighbour(number, [.. Enumerable.Range(0, Pieces)]);

    private (int Piece, int Block)? Pick(Download download, PeerLink link)
    {
        if (!download.TryPick(link, ref _random, out PartialPiece piece, out int block)) return null;
        link.AddPending(piece, block);
        return (piece.Index, block);
    }

    private static void Receive(Download download, PeerLink link, bool corrupt = false)
    {
        PendingBlock pending = link.Pending[0];
        link.RemovePending(0);
        download.Receive(pending.Piece, pending.Block, link, corrupt);
    }

    [Fact]
    public void The_last_piece_and_its_last_block_are_shorter()
    {
        Assert.Equal((Pieces, 65536, 65436), (_torrent.PieceCount, _torrent.LengthOf(0), _torrent.LengthOf(9)));
        Assert.Equal((4, 16384, 16284), (_torrent.BlocksOf(9), _torrent.LengthOf(9, 0), _torrent.LengthOf(9, 3)));
    }

    [Fact]
    public void The_rarest_piece_goes_first()
    {
        Download download = Begin();
        PeerLink all = NeighbourWithAll(1);
        download.Count(all.Has!, 1);
        download.Count(Neighbour(2, 0, 1, 2, 3, 4, 5, 6, 8, 9).Has!, 1);
        Assert.Equal((7, 0), Pick(download, all));
    }

    [Fact]
    public void Ties_are_broken_at_random()
    {
        int[] chosen = new int[Pieces];
        for (int i = 0; i < 1000; i++)
        {
            Download download = Begin();
            PeerLink all = NeighbourWithAll(1);
            download.Count(all.Has!, 1);
            chosen[Pick(download, all)!.Value.Piece]++;
        }

        Assert.All(chosen, n => Assert.InRange(n, 50, 150));
    }

    [Fact]
    public void A_begun_piece_is_finished_before_another_is_begun()
    {
        Download download = Begin(new RequestSettings { Order = PieceOrderKind.Sequential });
        PeerLink one = NeighbourWithAll(1), other = NeighbourWithAll(2);
        Assert.Equal([(0, 0), (0, 1), (0, 2), (0, 3), (1, 0)], new[] { one, other, one, other, one }.Select(l => Pick(download, l)!.Value));
    }

    [Fact]
    public void Without_strict_priority_each_neighbour_begins_pieces_of_its_own()
    {
        Download download = Begin(new RequestSettings { Order = PieceOrderKind.Sequential, StrictPriority = false });
        Assert.Equal([(0, 0), (1, 0), (2, 0)], Enumerable.Range(0, 3).Select(i => Pick(download, NeighbourWithAll(i))!.Value));
    }

    [Fact]
    public void Something_rarer_is_begun_before_the_rest_of_what_others_have_is_asked_for()
    {
        Download download = Begin();
        PeerLink seed = NeighbourWithAll(1), other = Neighbour(2, 0, 1, 2, 3, 4, 5, 6, 8, 9);
        download.Count(seed.Has!, 1);
        download.Count(other.Has!, 1);
        int begun = Pick(download, other)!.Value.Piece;
        // The seed alone has piece 7: all of it is asked for, and then the rest of what was begun.
        Assert.Equal([(7, 0), (7, 1), (7, 2), (7, 3), (begun, 1)], Enumerable.Range(0, 5).Select(_ => Pick(download, seed)!.Value));
    }

    [Fact]
    public void The_first_pieces_are_taken_at_random_then_the_rarest()
    {
        int rarest = 0;
        for (int i = 0; i < 300; i++)
        {
            Download download = Begin(new RequestSettings { RandomFirst = 1 });
            PeerLink all = NeighbourWithAll(1);
            download.Count(all.Has!, 1);
            download.Count(Neighbour(2, 0, 1, 2, 3, 4, 5, 6, 8, 9).Has!, 1);
            rarest += Pick(download, all)!.Value.Piece == 7 ? 1 : 0;
        }

        Assert.InRange(rarest, 10, 60); // a tenth of 300, four standard deviations of 5.2
    }

    [Fact]
    public void Nothing_is_asked_of_those_that_have_nothing_new()
    {
        Download download = Begin();
        Assert.Null(Pick(download, Neighbour(1)));
        PeerLink one = Neighbour(2, 3);
        for (int b = 0; b < BlocksOfPiece; b++) Assert.NotNull(Pick(download, one));
        Assert.Null(Pick(download, one));
    }

    [Fact]
    public void In_the_end_the_mainline_client_asks_everybody_for_every_missing_block_once()
    {
        Download download = Begin(new RequestSettings { RandomFirst = 0, EndgameAskers = 200, EndgameGain = 0 });
        PeerLink one = NeighbourWithAll(1), other = NeighbourWithAll(2);
        for (int i = 0; i < Pieces * BlocksOfPiece; i++)
        {
            Assert.False(download.IsEndgame);
            Assert.NotNull(Pick(download, one));
        }

        Assert.True(download.IsEndgame);
        var asked = new HashSet<(int, int)>();
        while (Pick(download, other) is { } block) Assert.True(asked.Add(block));
        Assert.Equal(Pieces * BlocksOfPiece, asked.Count);
        Assert.NotNull(Pick(download, NeighbourWithAll(3)));
        Assert.Null(Pick(Begin(new RequestSettings { Endgame = false }), Neighbour(3)));
    }

    /// <summary>A download all of which one neighbour was asked for, which sends at a rate, bytes per second.</summary>
    private (Download Download, PeerLink Asked) AllAskedOf(int rate)
    {
        Download download = Begin();
        PeerLink asked = NeighbourWithAll(1);
        Send(asked, rate);
        while (!download.IsEndgame) Assert.NotNull(Pick(download, asked));
        return (download, asked);
    }

    private static void Send(PeerLink link, int rate)
    {
        for (int second = 1; second <= 60; second++) link.Down.Add(second * TimeSpan.TicksPerSecond, rate, 20 * TimeSpan.TicksPerSecond);
    }

    [Fact]
    public void In_the_end_two_are_asked_for_a_block_at_most()
    {
        (Download download, _) = AllAskedOf(0);
        var asked = new HashSet<(int, int)>();
        while (Pick(download, NeighbourWithAll(2)) is { } block) Assert.True(asked.Add(block));
        Assert.Equal(Pieces * BlocksOfPiece, asked.Count);
    }

    [Fact]
    public void In_the_end_who_is_much_faster_is_asked_for_what_the_other_would_send_last()
    {
        (Download download, PeerLink asked) = AllAskedOf(1000);
        PeerLink slow = NeighbourWithAll(2), fast = NeighbourWithAll(3);
        PendingBlock last = asked.Pending[^1];
        // 40 blocks wait at the first one: a block from a neighbour of a 25th of its rate comes in 25 turns, too late to be worth it.
        Send(slow, 40);
        Assert.Null(Pick(download, slow));
        Send(fast, 1500);
        Assert.Equal((last.Piece.Index, last.Block), Pick(download, fast));
    }

    [Fact]
    public void In_the_end_a_block_of_one_that_keeps_silent_may_be_asked_of_anybody()
    {
        (Download download, PeerLink asked) = AllAskedOf(1000);
        PeerLink slow = NeighbourWithAll(2);
        Send(slow, 10);
        Assert.Null(Pick(download, slow));
        asked.IsSnubbed = true;
        Assert.NotNull(Pick(download, slow));
    }

    [Fact]
    public void A_block_that_one_of_two_will_not_send_is_still_asked_for()
    {
        (Download download, PeerLink asked) = AllAskedOf(0);
        PeerLink other = NeighbourWithAll(2);
        Assert.NotNull(Pick(download, other));
        PendingBlock block = other.Pending[0];
        other.RemovePending(0);
        download.Release(block.Piece, block.Block, other);
        Assert.True(download.IsEndgame);
        asked.RemovePending(asked.FindPending(block.Piece.Index, block.Block));
        download.Release(block.Piece, block.Block, asked);
        Assert.False(download.IsEndgame);
    }

    [Fact]
    public void A_block_that_will_not_come_may_be_asked_of_another()
    {
        Download download = Begin(new RequestSettings { Order = PieceOrderKind.Sequential });
        PeerLink one = NeighbourWithAll(1), other = NeighbourWithAll(2);
        Pick(download, one);
        Pick(download, one);
        PendingBlock lost = one.Pending[0];
        one.RemovePending(0);
        download.Release(lost.Piece, lost.Block, one);
        Assert.Equal((0, 0), Pick(download, other));
    }

    [Fact]
    public void Whoever_had_a_part_in_a_bad_piece_is_given_whole_pieces_only()
    {
        Download download = Begin(new RequestSettings { Order = PieceOrderKind.Sequential });
        PeerLink suspect = NeighbourWithAll(1), other = NeighbourWithAll(2);
        Pick(download, suspect);
        Pick(download, other);
        Pick(download, other);
        Pick(download, other);
        Receive(download, suspect, corrupt: true);
        while (other.PendingCount > 0) Receive(download, other);
        PartialPiece bad = download.Find(0)!;
        Assert.True(bad.IsCorrupt && bad.Missing == 0 && !bad.IsOfOne());
        download.Refuse(bad);
        Assert.Equal(0, download.Have.Count);
        suspect.Failures = 1;
        Assert.Equal((0, 0), Pick(download, suspect));
        Assert.Equal((1, 0), Pick(download, other));
        Assert.Equal((0, 1), Pick(download, suspect));
    }

    [Fact]
    public void All_blocks_are_asked_for_exactly_once_until_the_end_whatever_comes_and_goes()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new RandomStream(seed);
            var download = new Download(_torrent, new PieceSet(Pieces), new RequestSettings { Endgame = false });
            List<PeerLink> links = [.. Enumerable.Range(0, 5).Select(NeighbourWithAll)];
            foreach (PeerLink link in links) download.Count(link.Has!, 1);
            for (int step = 0; step < 2000 && !download.Have.IsComplete; step++)
            {
                PeerLink link = links[random.Next(links.Count)];
                switch (random.Next(4))
                {
                    case 0 when link.PendingCount > 0:
                        PendingBlock lost = link.Pending[0];
                        link.RemovePending(0);
                        download.Release(lost.Piece, lost.Block, link);
                        break;
                    case 1 or 2 when link.PendingCount > 0:
                        PartialPiece piece = link.Pending[0].Piece;
                        Assert.False(piece.IsReceived(link.Pending[0].Block));
                        Receive(download, link, corrupt: random.NextBool(0.02));
                        if (piece.Missing > 0) break;
                        if (piece.IsCorrupt) download.Refuse(piece);
                        else download.Accept(piece);
                        break;
                    default:
                        if (!download.TryPick(link, ref random, out PartialPiece next, out int block)) break;
                        Assert.DoesNotContain(links, l => l.FindPending(next.Index, block) >= 0);
                        link.AddPending(next, block);
                        break;
                }
            }

            Assert.True(download.Have.IsComplete);
        }
    }
}
