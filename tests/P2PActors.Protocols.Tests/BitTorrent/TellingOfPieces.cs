using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Wire;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>Who is told of a piece that has come, and when.</summary>
public class TellingOfPieces
{
    private static BitTorrentSettings With(bool redundant, double gather) =>
        Swarms.Small with { Haves = new HaveSettings { Redundant = redundant, Gather = TimeSpan.FromSeconds(gather) } };

    private static PieceSet Only(params int[] pieces)
    {
        var set = new PieceSet(50);
        foreach (int piece in pieces) set.Add(piece);
        return set;
    }

    /// <summary>Peer 1 has pieces 3 and 4 and gives them at 6 s; peer 2 has piece 4, peer 3 nothing.</summary>
    private static SwarmStage Played(BitTorrentSettings settings)
    {
        var stage = new SwarmStage(3, settings, minutes: 1);
        stage.Taps[1].Says.Add((5, new Bitfield(Only(3, 4))));
        stage.Taps[2].Says.Add((5, new Bitfield(Only(4))));
        stage.Taps[3].Says.Add((5, HaveNone.Instance));
        stage.Taps[1].Says.Add((6, Unchoke.Instance));
        stage.Taps[1].Reacts = (connection, message) =>
        {
            if (message is Request request) connection.Send(new Piece(request.Index, request.Begin, request.Length, IsCorrupt: false));
        };
        stage.Play();
        return stage;
    }

    private static int[] Told(SwarmStage.Script tap) =>
        [.. tap.Heard.SelectMany(h => h.Message switch { Have have => [have.Index], Haves haves => haves.Indexes, _ => Array.Empty<int>() }).Order()];

    [Fact]
    public void Everybody_is_told_by_the_mainline_client()
    {
        SwarmStage stage = Played(With(redundant: true, 0));
        for (int tap = 1; tap <= 3; tap++) Assert.Equal([3, 4], Told(stage.Taps[tap]));
        Assert.Empty(stage.Taps[1].All<Haves>());
    }

    [Fact]
    public void Who_has_a_piece_needs_not_be_told_of_it()
    {
        SwarmStage stage = Played(With(redundant: false, 0));
        Assert.Empty(Told(stage.Taps[1]));
        Assert.Equal([3], Told(stage.Taps[2]));
        Assert.Equal([3, 4], Told(stage.Taps[3]));
    }

    [Fact]
    public void What_comes_within_two_seconds_is_told_at_once_and_interest_is_lost_then()
    {
        SwarmStage stage = Played(With(redundant: true, 2));
        // Eight blocks in two turns of 0.1 s after the unchoke at 6.05 s; two seconds after the first piece, and 0.05 s on the way.
        Assert.Equal(8.20, stage.Taps[3].TimeOf<Haves>(), 2);
        Assert.Equal([3, 4], stage.Taps[3].All<Haves>().Single().Indexes.Order());
        Assert.Empty(stage.Taps[3].All<Have>());
        Assert.Equal(8.20, stage.Taps[1].TimeOf<NotInterested>(), 2);
    }

    [Fact]
    public void Several_messages_of_a_packet_are_several_messages_on_the_wire() =>
        Assert.Equal([.. PeerWireCodec.Encode(new Have(3)), .. PeerWireCodec.Encode(new Have(4))], PeerWireCodec.Encode(new Haves([3, 4])));

    [Fact]
    public void Seeds_part_though_neither_was_told_of_every_piece()
    {
        SystemResult all = Swarms.Run(Swarms.Quiet(30, 5)), spared = Swarms.Run(Swarms.Quiet(30, 5), With(redundant: false, 2));
        Assert.Equal((1, 1), (all.Of("completed"), spared.Of("completed")));
        Assert.Equal(0, spared.Report.Series.Single(s => s.Name == "links").Values[^1]);
        Assert.True(spared.Of("haves.spared") > 0);
        Assert.InRange(spared.Of("haveShare"), 0.3 * all.Of("haveShare"), 0.7 * all.Of("haveShare"));
        // What is told later is asked for later; half a minute of five is bound to show if something is stuck.
        Assert.InRange(spared.Of("completionTime.median"), 0.8 * all.Of("completionTime.median"), 1.25 * all.Of("completionTime.median"));
    }
}
