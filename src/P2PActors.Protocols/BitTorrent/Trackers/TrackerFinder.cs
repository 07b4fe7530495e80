using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.BitTorrent.Trackers;

/// <summary>
/// Learns of peers from trackers: announces when it comes, at regular times, when it has finished and when it goes, and more
/// often while there are too few connections. If a tracker fails, the next of the list is asked (BEP 3, 12, 15).
/// </summary>
internal sealed class TrackerFinder : PeerFinder
{
    /// <summary>First time without an answer after which a datagram is repeated; each further one is twice as long (BEP 15).</summary>
    public static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(15);

    /// <summary>Repetitions, after 15, 45 and 105 seconds, after which a UDP tracker is given up; BEP 15 would go on to 8, more than two hours long.</summary>
    public const int MostRepeats = 3;

    private const string AnnounceTimer = "announce", RepeatTimer = "repeat";
    private readonly TrackerSettings _settings;
    private readonly TierList _tiers;
    private readonly TimeSpan _askAgain;
    private readonly TimeSpan _longest;
    private Exchange? _exchange;
    private AnnounceEvent _due = AnnounceEvent.Started;
    private bool _hasStarted;
    private TimeSpan _lastAnswer = TimeSpan.MinValue;
    private ulong _connectionId;
    private TimeSpan _connectionIdSince = TimeSpan.MinValue;
    private uint _transaction;

    /// <param name="peer">For whom.</param>
    /// <param name="askAgain">Time before it asks again with too few connections.</param>
    /// <param name="longest">Longest time between two announces, whatever the tracker says.</param>
    public TrackerFinder(BitTorrentPeer peer, TimeSpan askAgain, TimeSpan longest) : base(peer)
    {
        _settings = peer.Run.Settings.Tracker;
        _tiers = new TierList(_settings.Tiers, ref peer.Draws);
        (_askAgain, _longest) = (askAgain, longest);
    }

    /// <summary>The tracker that is asked first.</summary>
    public PeerId First => Peer.Run.TrackerNumber(_tiers.At(0));

    /// <summary>When a tracker last answered, in words.</summary>
    public TimeSpan? LastAnswer => _lastAnswer == TimeSpan.MinValue ? null : _lastAnswer;

    public override void Joined() => Begin(AnnounceEvent.Started);

    public override void Completed()
    {
        if (_hasStarted) Begin(AnnounceEvent.Completed);
    }

    /// <summary>A word of farewell. At the end of a session no connection can be opened any more: by HTTP too it goes as one packet.</summary>
    public override void Left()
    {
        if (!_hasStarted) return;
        Announce farewell = Peer.AnnounceOf(AnnounceEvent.Stopped, 0);
        if (_settings.Transport == TrackerTransport.Http) Peer.SendDatagram(Tracker, new AnnounceRequest(farewell));
        else if (IsConnectionIdGood) Peer.SendDatagram(Tracker, new UdpAnnounce(++_transaction, _connectionId, farewell));
    }

    /// <summary>Below the least number of connections the tracker is asked again, but not all the time.</summary>
    public override void Round()
    {
        if (_exchange is null && _lastAnswer != TimeSpan.MinValue && Peer.NeedsPeers && Peer.Time - _lastAnswer >= _askAgain) Begin(AnnounceEvent.None);
    }

    public override void Connected(Connection connection)
    {
        if (_exchange is { } exchange && ReferenceEquals(exchange.Connection, connection)) connection.Send(new AnnounceRequest(Peer.AnnounceOf(exchange.Event, Wanted(exchange.Event))));
    }

    public override void Disconnected(Connection connection)
    {
        if (_exchange is { } exchange && ReferenceEquals(exchange.Connection, connection)) Failed();
    }

    public override bool Receive(Message message, Connection? channel)
    {
        switch (message)
        {
            case AnnounceResponse response:
                if (_exchange is { } asked && ReferenceEquals(asked.Connection, channel)) Answered(response.Interval, response.Peers);
                channel?.Close();
                return true;
            case TrackerFailure:
                channel?.Close();
                if (_exchange is { } refused && ReferenceEquals(refused.Connection, channel)) Failed();
                return true;
            case UdpConnected connected:
                if (_exchange is not { } waiting || connected.Transaction != _transaction) return true;
                (_connectionId, _connectionIdSince) = (connected.ConnectionId, Peer.Time);
                waiting.Repeats = 0;
                SendByUdp(waiting);
                return true;
            case UdpAnnounced announced:
                if (_exchange is not null && announced.Transaction == _transaction) Answered(announced.Interval, announced.Peers);
                return true;
            case UdpError error:
                if (_exchange is not null && error.Transaction == _transaction) Failed();
                return true;
            case Due:
                Begin(_due);
                return true;
            case Repeat:
                Again();
                return true;
            default:
                return false;
        }
    }

    private PeerId Tracker => Peer.Run.TrackerNumber(_tiers.At(_exchange?.Failed ?? 0));

    private bool IsConnectionIdGood => _connectionIdSince != TimeSpan.MinValue && Peer.Time - _connectionIdSince < TimeSpan.FromMinutes(1);

    private int Wanted(AnnounceEvent why) => why == AnnounceEvent.Stopped ? 0 : _settings.Wanted;

    private void Begin(AnnounceEvent why)
    {
        if (_tiers.Count == 0) return;
        // A completion that comes while something else is under way is told next.
        if (_exchange is not null)
        {
            if (why != AnnounceEvent.None) _due = why;
            return;
        }

        _due = AnnounceEvent.None;
        _exchange = new Exchange(why);
        Ask(_exchange);
    }

    private void Ask(Exchange exchange)
    {
        if (_settings.Transport == TrackerTransport.Udp)
        {
            SendByUdp(exchange);
            return;
        }

        exchange.Connection = Peer.Call(Tracker);
        exchange.Connection.Tag = new FinderCall(this, exchange);
    }

    private void SendByUdp(Exchange exchange)
    {
        Peer.SendDatagram(Tracker, IsConnectionIdGood
            ? new UdpAnnounce(++_transaction, _connectionId, Peer.AnnounceOf(exchange.Event, Wanted(exchange.Event)))
            : new UdpConnect(++_transaction));
        Peer.After(RepeatTimer, Repeat.Instance, FirstRepeat * Math.Pow(2, exchange.Repeats));
    }

    private void Again()
    {
        if (_exchange is not { } exchange) return;
        if (++exchange.Repeats > MostRepeats) Failed();
        else SendByUdp(exchange);
    }

    private void Answered(int interval, IReadOnlyList<PeerId> peers)
    {
        _tiers.Answered(_tiers.At(_exchange!.Failed));
        _hasStarted = true;
        _exchange = null;
        _lastAnswer = Peer.Time;
        Peer.Stop(RepeatTimer);
        Peer.After(AnnounceTimer, Due.Instance, _due != AnnounceEvent.None ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(interval, _longest.TotalSeconds)));
        foreach (PeerId peer in peers) Peer.Learn(peer, PeerSource.Tracker);
    }

    private void Failed()
    {
        Exchange exchange = _exchange!;
        Peer.Count(Peer.Run.Metrics.AnnounceFailures);
        Peer.Stop(RepeatTimer);
        exchange.Connection = null;
        exchange.Repeats = 0;
        _connectionIdSince = TimeSpan.MinValue;
        if (++exchange.Failed < _tiers.Count)
        {
            Ask(exchange);
            return;
        }

        if (_due == AnnounceEvent.None) _due = exchange.Event;
        _exchange = null;
        Peer.After(AnnounceTimer, Due.Instance, _settings.Retry);
    }

    private sealed class Exchange(AnnounceEvent why)
    {
        public AnnounceEvent Event { get; } = why;
        public Connection? Connection { get; set; }
        public int Failed { get; set; }
        public int Repeats { get; set; }
    }

    private sealed record Due : Message
    {
        public static readonly Due Instance = new();
        public override int WireSize => 0;
    }

    private sealed record Repeat : Message
    {
        public static readonly Repeat Instance = new();
        public override int WireSize => 0;
    }
}
