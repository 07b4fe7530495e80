using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Learns of peers from neighbours, and tells them of its own: at most once a minute, at most 50 that came and 50 that
/// went, only those really connected (BEP 11). What came and went stands in one log; each neighbour is told from where it was left.</summary>
internal sealed class ExchangeFinder(BitTorrentPeer peer) : PeerFinder(peer)
{
    /// <summary>A neighbour that talks more often than this is not listened to.</summary>
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(55);

    private readonly ExchangeSettings _settings = peer.Run.Settings.Exchange;
    private readonly List<(PeerId Peer, bool IsHere)> _log = [];
    private int _forgotten;
    private TimeSpan _last;

    public override void LinkOpened(PeerLink link) => _log.Add((link.Peer, true));

    public override void LinkClosed(PeerLink link) => _log.Add((link.Peer, false));

    public override void Round()
    {
        if (Peer.Time - _last < _settings.Interval) return;
        _last = Peer.Time;
        PeerExchange? made = null;
        int madeFrom = -1, end = _forgotten + _log.Count, told = end;
        foreach (PeerLink link in Peer.Links)
        {
            if (link.ExchangeNumber == 0) continue;
            if (link.ExchangedUpTo < end)
            {
                // Most neighbours have been told as much as the others: they get the same message.
                if (made is null || madeFrom != link.ExchangedUpTo) (made, madeFrom) = (Since(link.ExchangedUpTo), link.ExchangedUpTo);
                link.ExchangedUpTo = end;
                if (made.Added.Count + made.Dropped.Count > 0) link.Send(made, Peer.Time.Ticks);
            }

            told = Math.Min(told, link.ExchangedUpTo);
        }

        if (_log.Count < 1000) return;
        _log.RemoveRange(0, told - _forgotten);
        _forgotten = told;
    }

    public override bool Receive(Message message, Connection? channel)
    {
        if (message is not PeerExchange exchange) return false;
        if (channel?.Tag is not PeerLink link) return true;
        long now = Peer.Time.Ticks;
        if (link.LastExchange != long.MinValue && now - link.LastExchange < TooSoon.Ticks) return true;
        link.LastExchange = now;
        foreach (ExchangedPeer added in exchange.Added)
        {
            Peer.Learn(added.Peer, PeerSource.Exchange, (added.Flags & ExchangedPeer.Seed) != 0);
        }

        return true;
    }

    /// <summary>What has changed since a place of the log: each peer once, as it is now.</summary>
    private PeerExchange Since(int from)
    {
        var added = new List<ExchangedPeer>();
        var dropped = new List<PeerId>();
        var seen = new HashSet<int>();
        for (int i = _log.Count - 1; i >= Math.Max(0, from - _forgotten); i--)
        {
            (PeerId who, bool isHere) = _log[i];
            if (!seen.Add(who.Value)) continue;
            if (isHere && added.Count < _settings.Most) added.Add(new ExchangedPeer(who, (byte)(Peer.LinkTo(who) is { IsSeed: true } ? ExchangedPeer.Seed : 0)));
            else if (!isHere && dropped.Count < _settings.Most) dropped.Add(who);
        }

        return new PeerExchange(added, dropped);
    }
}
