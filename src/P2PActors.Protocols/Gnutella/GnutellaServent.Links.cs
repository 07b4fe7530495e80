using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Network.Topology;

namespace P2PActors.Protocols.Gnutella;

/// <content>Finding neighbours, keeping them, replacing them.</content>
internal sealed partial class GnutellaServent
{
    private static readonly object CheckTimer = new(), PingTimer = new();
    private readonly List<Neighbour> _links = [];

    /// <summary>The connections of the links, in the same order: a flood needs no more.</summary>
    private readonly List<Connection> _open = [];
    private readonly List<Neighbour> _calls = [];
    private HostList Hosts => _run.HostsOf(Self);
    private ushort _lastSerial;
    private bool _isSeeking;
    private bool _isAskingCache;
    private int _bootstraps;
    private TimeSpan _nextBootstrap;

    /// <summary>Links this servent wants before it is content, and how many it settles for.</summary>
    private int Wanted => _run.Overlay is { } overlay ? Math.Min(overlay.Degree(Self.Value), _settings.Links.Target) : _settings.Links.Target;

    private int Least => Math.Min(Wanted, _settings.Links.Min);

    private bool MaySeek => _run.Overlay is null || _settings.Links.Repair;

    private void StartLinks()
    {
        if (_run.Overlay is { } overlay) CallGiven(overlay);
        else Seek();
        if (_settings.Links.KeepAlive || MaySeek)
        {
            // Not before the calls of the beginning have had their time.
            TimeSpan interval = _settings.Links.CheckInterval;
            Timers.StartPeriodicTimer(CheckTimer, new TimeToCheck(), interval + Random.Next(TimeSpan.Zero, interval), interval);
        }

        if (_settings.Ping.Enabled)
            Timers.StartPeriodicTimer(PingTimer, new TimeToPing(), Random.Next(TimeSpan.Zero, _settings.Ping.Interval), _settings.Ping.Interval);
    }

    /// <summary>The overlay is given: at the very start its lower end makes each link; who comes later makes all of its own.</summary>
    private void CallGiven(OverlayGraph overlay)
    {
        foreach (int neighbour in overlay.NeighboursOf(Self.Value))
        {
            if (Incarnation == 1) Hosts.Add(new PeerId(neighbour));
            if (Now > TimeSpan.Zero || neighbour > Self.Value) Call(new PeerId(neighbour));
        }
    }

    private void Seek()
    {
        if (!MaySeek) return;
        int have = _links.Count + _calls.Count;
        if (have < Least) _isSeeking = true;
        else if (_links.Count >= Wanted) _isSeeking = false;
        if (!_isSeeking) return;
        HostList hosts = Hosts;
        while (have < Wanted && hosts.TryTake(ref Random, out PeerId host))
        {
            if (host == Self || IsKnown(host)) continue;
            Call(host);
            have++;
        }

        if (have < Wanted) AskHostCache();
    }

    private bool IsKnown(PeerId peer) => Find(_links, peer) is not null || Find(_calls, peer) is not null;

    private static Neighbour? Find(List<Neighbour> among, PeerId peer)
    {
        foreach (Neighbour neighbour in among)
        {
            if (neighbour.Connection.Remote == peer) return neighbour;
        }

        return null;
    }

    private void Call(PeerId host)
    {
        Connection connection = Connect(host);
        var call = new Neighbour(connection);
        connection.Tag = call;
        _calls.Add(call);
    }

    /// <summary>Somebody greets: taken by OK, refused by closing.</summary>
    private void OnConnectRequest(Connection connection)
    {
        if (connection.Tag is not null) return;
        PeerId caller = connection.Remote;
        Neighbour? ownCall = Find(_calls, caller);
        bool isGiven = _run.Overlay is { } overlay && overlay.HasEdge(Self.Value, caller.Value);
        // When two call each other at the same time, the call of the lower one stands; a call that has not come through does not count.
        bool crossed = ownCall is { Connection.State: ConnectionState.Open } && Self < caller;
        bool refuse = crossed || Find(_links, caller) is not null || _links.Count >= _settings.Links.Max && !isGiven;
        if (refuse)
        {
            connection.Close();
            return;
        }

        if (ownCall is not null)
        {
            _calls.Remove(ownCall);
            ownCall.Connection.Close();
        }

        var link = new Neighbour(connection);
        connection.Tag = link;
        connection.Send(ConnectOk.Instance);
        Open(link);
    }

    private void OnConnectOk(Connection connection)
    {
        switch (connection.Tag)
        {
            case Neighbour { IsOpen: false } call:
                _calls.Remove(call);
                Open(call);
                break;
            case HostCacheCall:
                connection.Send(new Ping(DescriptorId.New(ref Random), 1, 0, 1));
                break;
        }
    }

    private void Open(Neighbour link)
    {
        if (++_lastSerial == 0) _lastSerial = 1;
        link.Serial = _lastSerial;
        link.OpenedAt = Now;
        link.Connection.Label = _lastSerial;
        _links.Add(link);
        _open.Add(link.Connection);
        Metrics.Add(_metrics.LinksOpened);
        Hosts.Add(link.Connection.Remote);
        if (_settings.Ping.Enabled) PingOver(link);
    }

    private void OnCallFailed(Neighbour call)
    {
        _calls.Remove(call);
        Metrics.Add(_metrics.CallsFailed);
        Seek();
    }

    private void OnLinkClosed(Neighbour link)
    {
        if (!link.IsOpen)
        {
            _calls.Remove(link);
            Metrics.Add(_metrics.CallsRefused);
        }
        else
        {
            Lose(link);
        }

        Seek();
    }

    private void Lose(Neighbour link)
    {
        _links.Remove(link);
        _open.Remove(link.Connection);
        link.Connection.Label = 0;
        Metrics.Add(_metrics.LinksLost);
        Metrics.Record(_metrics.LinkLife, Now - link.OpenedAt);
    }

    private void CheckLinks()
    {
        if (_settings.Links.KeepAlive)
        {
            for (int i = _links.Count - 1; i >= 0; i--) CheckLink(_links[i]);
        }

        Seek();
    }

    private void CheckLink(Neighbour link)
    {
        TimeSpan silence = Now - link.Connection.LastReceivedAt;
        if (silence >= _settings.Links.DropAfter)
        {
            Metrics.Add(_metrics.LinksSilent);
            Lose(link);
            link.Connection.Close();
        }
        else if (silence >= _settings.Links.IdleAfter)
        {
            SendOver(link, new Ping(DescriptorId.New(ref Random), 1, 0, 1));
        }
    }

    private void AskHostCache()
    {
        if (_isAskingCache || Now < _nextBootstrap) return;
        Metrics.Add(_metrics.BootstrapTried);
        _isAskingCache = true;
        _nextBootstrap = Now + _settings.Bootstrap.Retry * (1 << Math.Min(_bootstraps++, 6));
        Connection connection = Connect(_run.HostCache(Random.Next(_settings.Bootstrap.HostCaches)));
        connection.Tag = new HostCacheCall();
        Timers.StartSingleTimer(connection, new BootstrapOver(connection), _settings.Bootstrap.Retry);
    }

    private void OnHostCache(Connection connection, HostCacheCall call, Descriptor descriptor)
    {
        switch (descriptor)
        {
            case Ping ping when !IsFirewalled:
                // The cache learns who is there; who cannot be called does not say so.
                connection.Send(OwnPong(ping));
                break;
            case Pong pong:
                if (pong.Source == Self) break;
                call.HasAnswered = true;
                Hosts.Add(pong.Source);
                Seek();
                break;
        }
    }

    private void OnBootstrapOver(Connection connection)
    {
        if (connection.State == ConnectionState.Closed) return;
        connection.Close();
        EndBootstrap(connection, (HostCacheCall)connection.Tag!);
    }

    private void EndBootstrap(Connection connection, HostCacheCall call)
    {
        Timers.Cancel(connection);
        _isAskingCache = false;
        if (!call.HasAnswered) Metrics.Add(_metrics.BootstrapFailed);
    }

    private sealed record TimeToCheck : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToPing : Message
    {
        public override int WireSize => 0;
    }

    private sealed record BootstrapOver(Connection Connection) : Message
    {
        public override int WireSize => 0;
    }
}
