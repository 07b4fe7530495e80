using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>
/// Asks a tracker at regular times how many seeds and leechers there are, as clients do that show it (BEP 48, and BEP 15 by
/// UDP). It learns of nobody. A question without an answer is asked again when the next one is due.
/// </summary>
internal sealed class TrackerScraper(BitTorrentPeer peer, TrackerFinder trackers) : PeerFinder(peer)
{
    private const string Timer = "scrape";

    /// <summary>Tells its transactions by UDP from those of announces.</summary>
    private const uint Own = 0x8000_0000;

    private readonly TrackerSettings _settings = peer.Run.Settings.Tracker;
    private uint _transaction = Own;

    /// <summary>What a tracker last said; null before.</summary>
    public SwarmNumbers? Numbers { get; private set; }

    public override void Joined() => Peer.After(Timer, ScrapeDue.Instance, _settings.Scrape);

    public override void Connected(Connection connection)
    {
        if (connection.Tag is FinderCall call && ReferenceEquals(call.Finder, this)) connection.Send(new ScrapeRequest(Peer.Torrent.InfoHash));
    }

    public override bool Receive(Message message, Connection? channel)
    {
        switch (message)
        {
            case ScrapeDue:
                Ask();
                return true;
            case ScrapeResponse response:
                Numbers = new SwarmNumbers(response.Complete, response.Incomplete, response.Downloaded);
                channel?.Close();
                return true;
            case UdpConnected connected when connected.Transaction == _transaction:
                Peer.SendDatagram(trackers.First, new UdpScrape(_transaction, connected.ConnectionId, Peer.Torrent.InfoHash));
                return true;
            case UdpScrapeAnswer answer when answer.Transaction == _transaction:
                Numbers = new SwarmNumbers(answer.Complete, answer.Incomplete, answer.Downloaded);
                return true;
            case UdpError error when (error.Transaction & Own) != 0:
                return true;
            default:
                return false;
        }
    }

    private void Ask()
    {
        Peer.After(Timer, ScrapeDue.Instance, _settings.Scrape);
        if (_settings.Transport == TrackerTransport.Udp) Peer.SendDatagram(trackers.First, new UdpConnect(_transaction = Own | (_transaction + 1)));
        else Peer.Call(trackers.First).Tag = new FinderCall(this, this);
    }

    private sealed record ScrapeDue : Message
    {
        public static readonly ScrapeDue Instance = new();
        public override int WireSize => 0;
    }
}

/// <summary>How many there are in a swarm, as a tracker counts.</summary>
/// <param name="Seeds">Peers that have everything.</param>
/// <param name="Leechers">Peers that lack something.</param>
/// <param name="Completed">Peers that have said that they got the last piece.</param>
internal readonly record struct SwarmNumbers(int Seeds, int Leechers, int Completed);
