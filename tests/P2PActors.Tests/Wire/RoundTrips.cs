using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Network.Latency;
using P2PActors.Tests.Engine;
using P2PActors.Wire;

namespace P2PActors.Tests.Wire;

/// <summary>The switch that takes every message through bytes before it is put into the network.</summary>
public sealed class RoundTrips
{
    private static readonly MessageCodec Codec = new([typeof(Message).Assembly, typeof(Parcel).Assembly]);

    private static World Run(Func<int, Script> scripts, bool roundTrip, NetworkModel? network = null, int threads = 1)
    {
        var options = new RunOptions { Threads = threads, RoundTrip = roundTrip };
        var world = new World(
            new WorldPlan
            {
                PeerCount = 4,
                Seed = 1,
                Duration = TimeSpan.FromSeconds(30),
                Network = network ?? Lab.Network(),
                Create = (peer, _) => new Scripted(scripts(peer.Value)),
                Codec = () => Codec,
            },
            options);
        LocalEngine.Run(world, options);
        return world;
    }

    /// <summary>What peer 1 gets of what peer 0 does at its start.</summary>
    private static List<Message> Got(Action<Scripted> start, bool roundTrip, NetworkModel? network = null, Action<Scripted, Connection>? connected = null)
    {
        var got = new List<Message>();
        var sender = new Script { Start = start, Connected = connected ?? ((_, _) => { }) };
        var receiver = new Script { Receive = (_, message) => got.Add(message) };
        World world = Run(peer => peer == 0 ? sender : peer == 1 ? receiver : Script.Silent, roundTrip, network);
        Assert.Equal(0, world.CollectFailures().Count);
        return got;
    }

    [Fact]
    public void Who_receives_a_datagram_gets_another_object_with_the_same_fields()
    {
        var note = new Note(7);
        Assert.Same(note, Assert.Single(Got(p => p.Say(1, note), roundTrip: false)));
        Message got = Assert.Single(Got(p => p.Say(1, note), roundTrip: true));
        Assert.NotSame(note, got);
        Assert.Equal(note, got);
    }

    [Fact]
    public void So_do_packets_and_long_messages_on_connections_and_those_that_wait_behind_them()
    {
        Note[] notes = [new(1, 100), new(2, 200_000), new(3, 100), new(4, 5_000)];
        foreach (LinkRates? links in (LinkRates?[])[null, Lab.Rates((1e5, 1e5), (1e5, 1e5), (1, 1), (1, 1))])
        {
            List<Message> got = Got(p => p.Call(1), roundTrip: true, Lab.Network(links: links), (_, connection) =>
            {
                foreach (Note note in notes) Assert.True(connection.Send(note));
            });
            Assert.Equal(notes, got);
            Assert.All(notes.Zip(got), pair => Assert.NotSame(pair.First, pair.Second));
        }
    }

    [Fact]
    public void What_a_peer_says_to_itself_stays_plain()
    {
        Message? got = null;
        var note = new Note(7);
        Run(peer => peer == 0 ? new Script { Start = p => p.Say(0, note), Receive = (_, message) => got = message } : Script.Silent, roundTrip: true);
        Assert.Same(note, got);
    }

    [Fact]
    public void A_message_that_its_sender_changes_afterwards_is_found_by_the_digest()
    {
        // Peer 0 goes on counting in what it has sent; peer 1 answers as often as it reads there.
        static Script Of(int peer)
        {
            var basket = new Basket([1]);
            return peer switch
            {
                0 => new Script { Start = p => { p.Say(1, basket); basket.Apples[0] = 3; } },
                1 => new Script { Receive = (p, message) => { for (int i = ((Basket)message).Apples[0]; i > 0; i--) p.Say(2, new Note(i)); } },
                _ => Script.Silent,
            };
        }

        World plain = Run(Of, roundTrip: false), inBytes = Run(Of, roundTrip: true);
        Assert.NotEqual(plain.Digest(), inBytes.Digest());
        Assert.Equal(4, plain.CollectTraffic().Sum(t => t.Total.MessagesSent));
        Assert.Equal(2, inBytes.CollectTraffic().Sum(t => t.Total.MessagesSent));
    }

    [Fact]
    public void A_message_that_cannot_be_written_is_a_failed_handler_that_names_it()
    {
        World world = Run(peer => peer == 0 ? new Script { Start = p => p.Say(1, new WithAction(() => { })) } : Script.Silent, roundTrip: true);
        Assert.Contains(world.CollectFailures().First, f => f.Error.Contains("WithAction.Act", StringComparison.Ordinal));
    }

    [Fact]
    public void It_needs_a_codec()
    {
        var options = new RunOptions { RoundTrip = true };
        Assert.Contains("codec", Assert.Throws<ArgumentException>(() => Lab.Build(2, Lab.Ms(10), _ => Script.Silent, options: options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 7)]
    public void The_storm_has_the_same_digest(int seed, int threads, int cohorts) =>
        Assert.Equal(Storm.Run((ulong)seed).World.Digest(), Storm.Run((ulong)seed, threads, cohorts, codec: Codec).World.Digest());

    /// <summary>As messages must not be: what is in it changes.</summary>
    private sealed record Basket(int[] Apples) : Message
    {
        public override int WireSize => 10;
    }
}
