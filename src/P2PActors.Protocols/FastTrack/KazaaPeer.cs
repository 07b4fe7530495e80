using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// A user's client. It is in one of three phases: it seeks a parent (<see cref="ParentSearch"/>), it has one, or it is a
/// supernode itself (<see cref="SupernodeService"/>). Searching and transfers are the same in all. This part dispatches.
/// </summary>
internal partial class KazaaPeer(KazaaRun run) : FileSharingPeer(run.Workload), IOverlayNode, IPeerStatus, IPeerGauges
{
    public const string Supernode = "supernode", OrdinaryNode = "ordinary node", Joining = "joining";
    private readonly KazaaRun _run = run;
    private readonly KazaaSettings _settings = run.Settings;
    private readonly KazaaMetrics _metrics = run.Metrics;
    private SupernodeService? _service;
    private TimeSpan _since;

    /// <summary>Whether this peer is a supernode now.</summary>
    public bool IsSupernode => _service is not null;

    /// <inheritdoc />
    public string Status => IsSupernode ? Supernode : _parent is not null ? OrdinaryNode : Joining;

    /// <inheritdoc />
    public bool TryGauge(string name, out double value)
    {
        (bool known, value) = name switch
        {
            "children" => (true, _service?.Children ?? 0),
            "files" => (true, SharedFiles.Length),
            "level" => (true, TrueLevel),
            _ => (false, 0.0),
        };
        return known;
    }

    /// <summary>What it serves as a supernode; null for others.</summary>
    internal SupernodeService? Service => _service;

    /// <summary>The parent; nobody for supernodes and orphans.</summary>
    internal PeerId Parent => _parent?.Remote ?? PeerId.None;

    /// <inheritdoc />
    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        if (_parent is not null) neighbours.Add(_parent.Remote);
        _service?.CollectNeighbours(neighbours);
    }

    // What the parts that are not the actor itself need of it.
    internal TimeSpan Clock => Now;

    internal ref RandomStream Dice => ref Random;

    internal MetricShard Meters => Metrics;

    internal TimerScheduler Alarms => Timers;

    internal UserDisk Disk => _run.DiskOf(Self);

    internal int Uplink => UplinkKbps;

    internal bool IsBehindFirewall => IsFirewalled;

    internal SharedCopy[] FilesShared => CopiesOf(SharedFiles);

    /// <summary>Copies of a file are one content for KaZaA if, and only if, they have the same UUHash.</summary>
    protected override bool KnowsContentsByHash => true;

    private SharedCopy[] CopiesOf(ReadOnlySpan<int> files)
    {
        var copies = new SharedCopy[files.Length];
        for (int i = 0; i < copies.Length; i++) copies[i] = new SharedCopy(files[i], HashOf(files[i]));
        return copies;
    }

    internal Connection Call(PeerId peer, object tag)
    {
        Connection connection = Connect(peer);
        connection.Tag = tag;
        return connection;
    }

    internal int Broadcast(List<Connection> links, Message message, Connection? except) => SendToAll(links, message, except);

    internal void Send(PeerId peer, Message datagram) => Tell(peer, datagram);

    protected override void PreStart()
    {
        base.PreStart();
        _since = Now;
        CheckSavedList();
        StartJoining();
    }

    protected override void PostStop()
    {
        if (_service is { } service) Metrics.Record(_metrics.ServiceTime, Now - service.Since);
    }

    protected override void OnReceive(Message message)
    {
        // Nearly all messages of a supernode are searches of others and their results, so they go first.
        if (message is ForwardedSearch search)
        {
            if (Channel!.Tag is MeshLink link) _service?.OnForwardedSearch(link, search);
            return;
        }

        if (message is Unicast unicast)
        {
            if (Channel!.Tag is MeshLink link) _service?.OnUnicast(link, unicast);
            return;
        }

        if (!OnLinkMessage(message) && !OnSearchMessage(message) && !OnTransferMessage(message) && !OnTimer(message)) base.OnReceive(message);
    }

    private bool OnLinkMessage(Message message)
    {
        switch (message)
        {
            case KeepAlive:
                Channel!.Send(KeepAliveAnswer.Instance);
                break;
            case KeepAliveAnswer:
                if (ReferenceEquals(Channel, _parent)) Timers.Cancel(PongTimer);
                break;
            case SupernodePing:
                OnSupernodePing();
                break;
            case SupernodePong pong:
                _seeking?.OnPong(Sender, pong.Load);
                break;
            case SupernodeRefusal:
                _seeking?.OnRefusal(Sender);
                break;
            case ChildHello hello:
                if (_service is null) Channel!.Close();
                else _service.OnChild(Channel!, hello);
                break;
            case SupernodeHello hello:
                if (_service is null) Channel!.Close();
                else _service.OnSupernode(Channel!, hello);
                break;
            case Welcome welcome:
                OnWelcome(Channel!, welcome);
                break;
            case SupernodeList list:
                OnList(Channel!, list);
                break;
            case PromotionRequest:
                OnPromotionRequest();
                break;
            case Shares shares:
                if (Channel!.Tag is Child child) _service?.OnShares(child, shares);
                break;
            case Unshare unshare:
                if (Channel!.Tag is Child former) _service?.OnUnshare(former, unshare);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool OnSearchMessage(Message message)
    {
        switch (message)
        {
            case SearchRequest request:
                if (Channel!.Tag is Child child) _service?.OnRequest(child, request);
                break;
            case SearchResults results:
                if (ReferenceEquals(Channel, _parent)) OnResults(results);
                break;
            case SearchEnd end:
                if (ReferenceEquals(Channel, _parent)) OnSearchEnd(end.Id);
                break;
            case PushRequest push:
                if (Channel!.Tag is Child asker) _service?.OnPushRequest(asker, push);
                break;
            case PushOrder order:
                OnPushOrder(order);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool OnTransferMessage(Message message)
    {
        switch (message)
        {
            case HttpGet get:
                OnHttpGet(Channel!, get);
                break;
            case HttpPartial partial:
                OnHttpPartial(Channel!, partial);
                break;
            case FileData data:
                OnFileData(Channel!, data);
                break;
            case HttpQueued:
                OnHttpQueued(Channel!);
                break;
            case HttpBusy:
                OnHttpRefusal(Channel!, DownloadFailure.Busy);
                break;
            case HttpNotFound:
                OnHttpRefusal(Channel!, DownloadFailure.Gone);
                break;
            case Give give:
                OnGive(Channel!, give);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool OnTimer(Message message)
    {
        switch (message)
        {
            case TimeToJoin:
                BeginJoining();
                break;
            case TimeToSeek:
                _seeking?.NextRound();
                break;
            case ProbesOver:
                _seeking?.OnProbesOver();
                break;
            case AttemptsOver:
                _seeking?.OnAttemptsOver();
                break;
            case TimeToPing:
                PingParent();
                break;
            case PongOverdue:
                OnPongOverdue();
                break;
            case TimeToHop:
                Hop();
                break;
            case SupernodeService.TimeToCheck:
                _service?.Check();
                break;
            case SupernodeService.TimeToAnnounce:
                Announce();
                break;
            case SupernodeService.TimeToShuffle:
                _service?.Shuffle();
                break;
            case SupernodeService.SearchTime time:
                _service?.OnSearchTime(time.Search);
                break;
            case RequestOver over:
                OnRequestOver(over.Search);
                break;
            case TimeForMore more:
                RepeatSearch(more.Search);
                break;
            case PushOver over:
                OnPushOver(over.Source, over.PushId);
                break;
            case TimeToLook look:
                OnLook(look.Source);
                break;
            default:
                return false;
        }

        return true;
    }

    protected override void OnConnected(Connection connection)
    {
        if (!connection.IsOutgoing) return; // it will say what it wants
        switch (connection.Tag)
        {
            case ParentSearch:
                connection.Send(new ChildHello(UplinkKbps, IsFirewalled));
                break;
            case MeshLink:
                connection.Send(new SupernodeHello(_service?.Load ?? 0));
                break;
            case ListCall:
                connection.Send(ListRequest.Instance);
                break;
            case AnnouncementCall:
                connection.Send(new Announcement(_service?.Load ?? 0));
                connection.Close();
                break;
            case Source source:
                Request(source, connection);
                break;
            case PushedCall call:
                connection.Tag = null;
                connection.Send(new Give(call.PushId));
                break;
        }
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => OnGone(connection, connected: false);

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        switch (connection.Tag)
        {
            case Upload upload:
                // The downloader closes when it has all; when its process or host is gone it does not have it.
                EndUpload(reason == CloseReason.ClosedByPeer ? upload.Bytes : 0);
                break;
            case QueuedUpload queued:
                _queue.Remove(queued);
                break;
            default:
                OnGone(connection, connected: true);
                break;
        }
    }

    private void OnGone(Connection connection, bool connected)
    {
        switch (connection.Tag)
        {
            case ParentSearch seeking:
                seeking.OnCallFailed(connection);
                break;
            case ParentLink:
                OnParentLost();
                break;
            case Child child:
                _service?.OnChildGone(child);
                break;
            case MeshLink link:
                _service?.OnLinkGone(link);
                break;
            case ListCall:
                Metrics.Add(_metrics.BootstrapFailed);
                _seeking?.OnNoList();
                break;
            case Source source:
                OnSourceGone(source, connected);
                break;
        }
    }
}
