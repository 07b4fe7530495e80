using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Protocols.BitTorrent.Choking;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Trackers;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>A peer of one swarm: leecher, and seed when it has everything. The life of a session is here; links, uploads,
/// downloads and what it says of itself are in the other parts of the class.</summary>
internal sealed partial class BitTorrentPeer : PeerActor, IPeerStatus, IPeerGauges
{
    public const string Leecher = "leecher", Seed = "seed";

    private static readonly object WebCall = new();
    private readonly BitTorrentSettings _settings;
    private readonly Torrent _torrent;
    private readonly PeerDisk _disk;
    private readonly ChokingSettings _choking;
    private readonly bool _isInitialSeed;
    private readonly List<PeerFinder> _finders = [];
    private Behaviour _behaviour;
    private IChoker _choker = NeverChoker.Instance;
    private Download? _download;
    private Reserved _reserved;
    private PeerKey _key;
    private bool _hasJoined;

    /// <summary>What a polluter says that it has.</summary>
    private PieceSet? _shown;
    private int _round;

    public BitTorrentPeer(BitTorrentRun run, PeerId peer)
    {
        Run = run;
        _settings = run.Settings;
        _torrent = run.TorrentOf(peer);
        _disk = run.DiskOf(peer);
        _isInitialSeed = run.RoleOf(peer.Value) == BitTorrentRun.SeedRole;
        _behaviour = run.BehaviourOf(peer);
        _choking = _settings.Choking.SlotsByUplink ? _settings.Choking with { Slots = _settings.Choking.SlotsOf(run.UplinkOf(peer)) } : _settings.Choking;
    }

    public BitTorrentRun Run { get; }

    /// <summary>The torrent of its swarm.</summary>
    public Torrent Torrent => _torrent;

    public Behaviour Behaviour => _behaviour;

    /// <summary>Whether it has joined its swarm, so that others may know of it.</summary>
    public bool HasJoined => _hasJoined;

    /// <summary>Pieces that are here.</summary>
    public PieceSet Have => _shown ?? _disk.Have!;

    /// <summary>Whether it really has everything; a polluter only says so.</summary>
    public bool IsComplete => _hasJoined && _behaviour != Behaviour.Polluter && Have.IsComplete;

    public string Status => _download is null && _hasJoined ? Seed : Leecher;

    /// <summary>The neighbours, in the order in which they are tried out.</summary>
    public IReadOnlyList<PeerLink> Links => _links;

    public TimeSpan Time => Now;

    /// <summary>The peer's own random numbers.</summary>
    public ref RandomStream Draws => ref Random;

    public bool NeedsPeers => _hasJoined && _links.Count < (OwnLinks ?? _settings.Connections.Min);

    private bool IsPolluter => _behaviour == Behaviour.Polluter;

    private bool Uploads => _behaviour is not (Behaviour.FreeRider or Behaviour.LargeView);

    public Connection Call(PeerId peer) => Connect(peer);

    public void SendDatagram(PeerId peer, Message message) => Tell(peer, message);

    public void After(string key, Message message, TimeSpan time) => Timers.StartSingleTimer(key, message, time);

    public void Stop(string key) => Timers.Cancel(key);

    public void Count(CounterId counter) => Metrics.Add(counter);

    public Announce AnnounceOf(AnnounceEvent why, int wanted) =>
        new(_torrent.InfoHash, _key, _disk.Uploaded, _disk.Downloaded, IsPolluter || _download is null ? 0 : Math.Max(1, (long)(_torrent.PieceCount - Have.Count) * _torrent.PieceLength), why, wanted);

    public bool TryGauge(string name, out double value)
    {
        value = name switch
        {
            "pieces" => _hasJoined ? Have.Count : 0,
            "uploaded" => _disk.Uploaded,
            "downloaded" => _disk.Downloaded,
            "unchoked" => _links.Count(l => !l.AmChoking && l.IsInterested),
            _ => double.NaN,
        };
        return !double.IsNaN(value);
    }

    protected override void PreStart()
    {
        // Who has had the file and left, or has given up, does not come back for it.
        if (_disk.IsDone)
        {
            Stop();
            return;
        }

        if (Run.Context.Traits.IsMalicious(Self.Value)) _behaviour = Behaviour.Polluter;
        if (_isInitialSeed) Join();
        else FetchTorrent();
    }

    protected override void PostStop()
    {
        foreach (PeerFinder finder in _finders) finder.Left();
    }

    protected override bool OnOrder(Order order)
    {
        if (order is not TraitsChanged || _isInitialSeed) return false;
        bool malicious = Run.Context.Traits.IsMalicious(Self.Value);
        // Who has pretended to have everything cannot turn honest before it comes anew.
        if (malicious == IsPolluter || _shown is not null) return true;
        // From now on what it sends is bad, or good again; what it has said of itself stays said.
        _behaviour = malicious ? Behaviour.Polluter : Run.BehaviourOf(Self);
        _choker = ChokerOf();
        return true;
    }

    protected override void OnReceive(Message message)
    {
        if (Channel is { Tag: PeerLink link })
        {
            OnPeerMessage(link, message);
            return;
        }

        switch (message)
        {
            case BlockSent sent:
                Pump(sent.Link);
                break;
            case NextRound:
                OnRound();
                break;
            case TellHaves:
                TellGained();
                break;
            case TorrentFile:
                Channel!.Close();
                Join();
                break;
            case FileRange range:
                OnFileRange(Channel!, range);
                break;
            case FetchAgain:
                FetchTorrent();
                break;
            case Leave leave:
                LeaveSwarm(leave.GivesUp);
                break;
            default:
                foreach (PeerFinder finder in _finders)
                {
                    if (finder.Receive(message, Channel)) return;
                }

                // An answer that nobody waits for any more.
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        switch (connection.Tag)
        {
            case null when !connection.IsOutgoing:
                Accept(connection);
                break;
            case PeerLink link:
                Greet(link);
                break;
            case FinderCall call:
                call.Finder.Connected(connection);
                break;
            default:
                if (_settings.Download == Distribution.Server) AskForRange(connection);
                else connection.Send(new TorrentRequest(_torrent.Swarm));
                break;
        }
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        switch (connection.Tag)
        {
            case PeerLink link:
                Metrics.Add(Run.Metrics.CallsFailed);
                _greeting--;
                _candidates.Rest(link.Peer, (Now + AfterFailure).Ticks);
                FillConnections();
                break;
            case FinderCall call:
                call.Finder.Disconnected(connection);
                break;
            default:
                Timers.StartSingleTimer(FetchAgain.Key, FetchAgain.Instance, FetchAgain.Pause);
                break;
        }
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        switch (connection.Tag)
        {
            case PeerLink link:
                Lost(link);
                break;
            case FinderCall call:
                call.Finder.Disconnected(connection);
                break;
            default:
                if (!_hasJoined || _settings.Download == Distribution.Server) Timers.StartSingleTimer(FetchAgain.Key, FetchAgain.Instance, FetchAgain.Pause);
                break;
        }
    }

    private void FetchTorrent()
    {
        NoteJoining();
        if (_hasJoined && _settings.Download == Distribution.Swarm) return;
        Connect(Run.WebServer).Tag = WebCall;
    }

    private void NoteJoining()
    {
        if (_disk.JoinedAt is not null) return;
        _disk.JoinedAt = Now;
        _disk.LastPiece = Now;
        Metrics.Add(Run.Metrics.Joined);
    }

    /// <summary>The peer has the .torrent file and enters the swarm.</summary>
    private void Join()
    {
        if (_hasJoined) return;
        _hasJoined = true;
        bool pretends = IsPolluter;
        if (pretends) _shown = Run.FullSetOf(_torrent);
        if (_isInitialSeed) _disk.Have = Run.FullSetOf(_torrent);
        else _disk.Have ??= new PieceSet(_torrent.PieceCount);
        if (!Have.IsComplete) _download = new Download(_torrent, Have, RequestsOf());
        _reserved = (_settings.Fast ? Reserved.Fast : 0) | Reserved.Extensions;
        _key = new PeerKey(_behaviour == Behaviour.Tyrant ? PeerKey.Tyrant : PeerKey.Reference, Random.NextBits(), (uint)Random.NextBits());
        _choker = ChokerOf();
        _isSuperSeed = _isInitialSeed && _settings.Seeding.SuperSeed;
        TrackerFinder trackers = _behaviour == Behaviour.LargeView
            ? new TrackerFinder(this, _settings.Behaviours.LargeViewInterval, _settings.Behaviours.LargeViewInterval)
            : new TrackerFinder(this, _settings.Tracker.AskAgain, TimeSpan.MaxValue);
        // Before the other one, which takes every answer by UDP.
        if (_settings.Tracker is { Scrape.Ticks: > 0, Tiers.Count: > 0 }) _finders.Add(new TrackerScraper(this, trackers));
        _finders.Add(trackers);
        if (_settings.Exchange.Enabled) _finders.Add(new ExchangeFinder(this));
        foreach (PeerFinder finder in _finders) finder.Joined();
        Timers.StartPeriodicTimer(NextRound.Key, NextRound.Instance, _settings.Choking.Round);
        if (_download is not null && _settings.Patience > TimeSpan.Zero)
            Timers.StartSingleTimer(Leave.Key, Leave.Impatient, Random.NextExponential(_settings.Patience));
        else if (_download is null && !_isInitialSeed && !pretends)
            PlanLeaving();
    }

    /// <summary>A large-view rider takes what comes: it never asks for the rarest (Locher et al. 2006; Sirivianos et al. 2007).</summary>
    private RequestSettings RequestsOf() =>
        _behaviour == Behaviour.LargeView ? _settings.Requests with { Order = PieceOrderKind.Random } : _settings.Requests;

    private IChoker ChokerOf() => _behaviour switch
    {
        Behaviour.FreeRider or Behaviour.LargeView => NeverChoker.Instance,
        Behaviour.Tyrant when _download is not null => new TyrantChoker(_choking, Run.UplinkOf(Self), _torrent.PieceLength),
        _ when _download is null && _settings.Choking.Seed == SeedPolicy.RoundRobin => new RoundRobinChoker(_choking),
        _ => new RateChoker(_choking, isSeed: _download is null),
    };

    private void OnRound()
    {
        _round++;
        long now = Now.Ticks;
        CheckLinks(now);
        if (_choker.Rotates(_round)) Rotate();
        Rechoke();
        foreach (PeerFinder finder in _finders) finder.Round();
        FillConnections();
        // Who was quick may have become slow: others may now be asked for the last blocks.
        if (_download is { IsEndgame: true }) RequestFromAll();
    }

    private void OnComplete()
    {
        _download = null;
        _disk.CompletedAt = Now;
        TimeSpan took = Now - _disk.JoinedAt!.Value;
        Metrics.Add(Run.Metrics.Completed);
        Metrics.Record(Run.Metrics.CompletionTime, took);
        Metrics.Record(Run.Metrics.ByBehaviour[(int)_behaviour], took);
        if (Run.LinkClassOf(Self) is >= 0 and var link) Metrics.Record(Run.Metrics.LinkTime[link], took);
        if (_settings.Download == Distribution.Server)
        {
            _disk.IsDone = true;
            Stop();
            return;
        }

        _choker = ChokerOf();
        foreach (PeerFinder finder in _finders) finder.Completed();
        TellUploadOnly();
        _candidates.DropSeeds();
        for (int i = _links.Count - 1; i >= 0; i--)
        {
            PeerLink neighbour = _links[i];
            neighbour.RateLimit = 0;
            if (neighbour.IsSeed) PartFromSeed(neighbour);
        }

        Timers.Cancel(Leave.Key);
        PlanLeaving();
        Rechoke();
    }

    private void PlanLeaving()
    {
        TimeSpan stay = _settings.Seeding.Time.Sample(ref Random);
        if (stay < Run.Context.Scenario.Duration) Timers.StartSingleTimer(Leave.Key, Leave.AsSeed, stay);
        LeaveByRatio();
    }

    private void LeaveByRatio()
    {
        if (_settings.Seeding.Ratio > 0 && _download is null && !_isInitialSeed && !IsPolluter && _disk.Uploaded >= _settings.Seeding.Ratio * _torrent.Length) LeaveSwarm(givesUp: false);
    }

    private void LeaveSwarm(bool givesUp)
    {
        if (_disk.IsDone) return;
        _disk.IsDone = true;
        if (givesUp)
        {
            Metrics.Add(Run.Metrics.GivenUp);
        }
        else
        {
            Metrics.Add(Run.Metrics.Left);
            Metrics.Record(Run.Metrics.Ratio, _disk.Uploaded * 1000 / _torrent.Length);
        }

        Stop();
    }

    private sealed record NextRound : Message
    {
        public const string Key = "round";
        public static readonly NextRound Instance = new();
        public override int WireSize => 0;
    }

    private sealed record FetchAgain : Message
    {
        public const string Key = "fetch";
        public static readonly FetchAgain Instance = new();
        public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
        public override int WireSize => 0;
    }

    private sealed record Leave(bool GivesUp) : Message
    {
        public const string Key = "leave";
        public static readonly Leave AsSeed = new(false), Impatient = new(true);
        public override int WireSize => 0;
    }
}
