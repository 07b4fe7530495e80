using P2PActors.Actors;
using P2PActors.Protocols.BitTorrent;
using P2PActors.Protocols.BitTorrent.Trackers;

namespace P2PActors.Protocols.Tests.BitTorrent;

/// <summary>When datagrams to a tracker are repeated, and how long a connection id is good (BEP 15).</summary>
public class UdpTrackers
{
    private static readonly BitTorrentSettings ByUdp = Swarms.Small with { Tracker = new TrackerSettings { Transport = TrackerTransport.Udp } };

    private static List<(double Seconds, string What)> HeardBy(Func<UdpConnect, Message?> answer)
    {
        var heard = new List<(double, string)>();
        var stage = new SwarmStage(0, ByUdp) { Tracker = () => new SilentTracker(heard, answer) };
        stage.Play();
        return heard;
    }

    private static IEnumerable<double> SinceFirst(IEnumerable<(double Seconds, string What)> heard) => heard.Select(h => Math.Round(h.Seconds - heard.First().Seconds, 2));

    [Fact]
    public void A_lost_connect_is_repeated_after_15_and_45_and_105_seconds()
    {
        List<(double Seconds, string What)> heard = HeardBy(_ => null);
        Assert.All(heard.Take(4), h => Assert.Equal(nameof(UdpConnect), h.What));
        Assert.Equal([0, 15, 45, 105], SinceFirst(heard).Take(4));
    }

    [Fact]
    public void An_announce_without_an_answer_is_repeated_and_after_a_minute_a_new_connection_id_is_asked_for()
    {
        // The example of BEP 15: connect at 0, answered; announces at 2, 17 and 47; connect at 107.
        List<(double Seconds, string What)> heard = HeardBy(connect => new UdpConnected(connect.Transaction, 1));
        Assert.Equal([nameof(UdpConnect), nameof(UdpAnnounce), nameof(UdpAnnounce), nameof(UdpAnnounce), nameof(UdpConnect)], heard.Take(5).Select(h => h.What));
        Assert.Equal([0, 15, 45, 105], SinceFirst(heard.Skip(1)).Take(4));
    }

    [Fact]
    public void A_connection_id_is_refused_after_two_minutes()
    {
        var stage = new SwarmStage(1, ByUdp);
        var asker = new Asker(stage);
        stage.Ordinary = () => asker;
        stage.Play();
        Assert.Equal([nameof(UdpConnected), nameof(UdpAnnounced), nameof(UdpError)], asker.Heard);
    }

    private sealed class SilentTracker(List<(double, string)> heard, Func<UdpConnect, Message?> answer) : PeerActor
    {
        protected override void OnReceive(Message message)
        {
            heard.Add((Now.TotalSeconds, message.GetType().Name));
            if (message is UdpConnect connect && answer(connect) is { } said) Tell(Sender, said);
        }
    }

    /// <summary>Asks for a connection id, and announces itself with it after 118 and after 122 seconds.</summary>
    private sealed class Asker(SwarmStage stage) : PeerActor
    {
        private ulong _id;

        public List<string> Heard { get; } = [];

        protected override void PreStart()
        {
            Timers.StartSingleTimer(0, new At(0), TimeSpan.FromSeconds(3));
            Timers.StartSingleTimer(1, new At(1), TimeSpan.FromSeconds(3 + 118));
            Timers.StartSingleTimer(2, new At(2), TimeSpan.FromSeconds(3 + 122));
        }

        protected override void OnReceive(Message message)
        {
            if (message is At at)
            {
                PeerId tracker = stage.Run.TrackerNumber(0);
                Announce announce = new(stage.Run.Torrents[0].InfoHash, new PeerKey(1, 2, 3), 0, 0, 1, AnnounceEvent.None, 0);
                Tell(tracker, at.Number == 0 ? new UdpConnect(1) : new UdpAnnounce(2, _id, announce));
                return;
            }

            Heard.Add(message.GetType().Name);
            if (message is UdpConnected connected) _id = connected.ConnectionId;
        }
    }

    private sealed record At(int Number) : Message
    {
        public override int WireSize => 0;
    }
}
