using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// What a node does as a supernode. This part keeps its clients; the others keep the directory, know other supernodes, and
/// carry signals. It ends with the session or when the supernode shuts itself down, and everything in it is forgotten.
/// </summary>
internal sealed partial class SupernodeService
{
    /// <summary>Span over which requests are counted against the limit of protection.</summary>
    private static readonly TimeSpan LoadSpan = TimeSpan.FromSeconds(10);

    private static readonly object CheckTimer = new();
    private readonly SkypeNode _node;
    private readonly SkypeRun _run;
    private readonly SkypeSettings _settings;
    private readonly SkypeMetrics _metrics;
    private readonly int _maxClients;
    private readonly List<ClientLink> _clients = [];
    private readonly Dictionary<int, ClientLink> _byNode = [];
    private readonly ClientLink _own;
    private PeerId[] _hostCache = [];
    private TimeSpan? _hostCacheMade;
    private TimeSpan _loadSince;
    private int _load;
    private int _checks;

    public SupernodeService(SkypeNode node, SkypeRun run, int slot, int maxClients)
    {
        (_node, _run, _settings, _metrics, Slot, _maxClients) = (node, run, run.Settings, run.Metrics, slot, maxClients);
        _map = new SlotMap(run.Slots, 2 * run.Settings.Supernodes.SlotSize + 2);
        _found = new FoundUsers(MostFound, _settings.Directory.CacheAtSupernodes);
        _own = new ClientLink(null, node.Self, node.Clock);
        Since = node.Clock;
    }

    /// <summary>When it began.</summary>
    public TimeSpan Since { get; }

    /// <summary>The slot it belongs to.</summary>
    public int Slot { get; }

    /// <summary>Clients, its own not counted.</summary>
    public int Clients => _clients.Count;

    /// <summary>Most clients.</summary>
    public int MaxClients => _maxClients;

    /// <summary>Records held.</summary>
    public int Records => _records.Count;

    /// <summary>Begins, knowing these others; without any, it asks the bootstrap supernodes.</summary>
    public void Start(KnownSupernode[] known)
    {
        foreach (KnownSupernode other in known) Learn(in other);
        for (int i = 0; i < _settings.Login.Bootstrap; i++)
        {
            PeerId bootstrap = _run.BootstrapSupernode(i);
            _node.Send(bootstrap, new SupernodeNotice(Slot));
            if (i == _node.Self.Value % _settings.Login.Bootstrap) _node.Send(bootstrap, SlotMapRequest.Instance);
        }

        if (known.Length > 0)
        {
            Announce();
            CopySlot();
        }

        TimeSpan check = _settings.Supernodes.Check;
        _node.Alarms.StartPeriodicTimer(CheckTimer, TimeToCheck.Instance, _node.Dice.Next(check / 2, check), check);
    }

    /// <summary>Ends; clients learn it by their connections.</summary>
    public void End()
    {
        _node.Alarms.Cancel(CheckTimer);
        foreach (ClientLink client in _clients)
        {
            client.Connection!.Tag = null;
            client.Connection.Close();
        }

        _clients.Clear();
        _byNode.Clear();
        SayGoodbye();
    }

    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        foreach (ClientLink client in _clients) neighbours.Add(client.Node);
        for (int slot = 0; slot < _run.Slots; slot++)
        {
            // It knows nearly all supernodes; one of each other slot is what connects the overlay.
            IReadOnlyList<KnownSupernode> known = _map.Of(slot);
            int named = slot == Slot ? known.Count : Math.Min(1, known.Count);
            for (int i = 0; i < named; i++) neighbours.Add(known[i].Node);
        }
    }

    /// <summary>A message that is for a supernode.</summary>
    /// <returns>False if it is for nobody here.</returns>
    public bool OnMessage(Connection? channel, PeerId sender, Message message)
    {
        switch (message)
        {
            case SkypeKeepAlive:
                return true; // the connection has noted when it came
            case NodeProbe:
                if (CountRequest()) _node.Send(sender, new NodeProbeAnswer(HasRoom, HasRoom ? [] : SomeOthers(sender)));
                return true;
            case ClientHello hello:
                if (CountRequest()) OnHello(channel!, hello);
                return true;
            case Announcement:
                if (CountRequest()) _node.Send(sender, AnnouncementAnswer.Instance);
                return true;
            case BindingRequest request:
                OnBindingRequest(sender, request);
                return true;
            case BindingHandOver order:
                _node.Send(order.Client, new BindingResponse(order.Test, order.Mapped));
                return true;
            case TimeToCheck:
                Check();
                return true;
        }

        if (channel?.Tag is ClientLink client && OnClientMessage(client, message)) return true;
        return OnDirectoryMessage(channel, sender, message) || OnSupernodeMessage(channel, sender, message);
    }

    /// <summary>A message of the supernode's own client.</summary>
    public void OnOwn(Message message) => OnClientMessage(_own, message);

    public void OnClientGone(ClientLink client)
    {
        if (!_clients.Remove(client)) return;
        if (_byNode.TryGetValue(client.Node.Value, out ClientLink? current) && ReferenceEquals(current, client)) _byNode.Remove(client.Node.Value);
        if (client.Profile is { IsOnline: true } profile) PublishRecord(client, profile with { IsOnline = false }, client.Connection!.LastReceivedAt);
    }

    /// <summary>What is wrong with the clients, in words; null if nothing is. For the check of the invariant.</summary>
    public string? StarFault()
    {
        foreach (ClientLink client in _clients)
        {
            if (client.Connection!.State != ConnectionState.Open) return $"keeps client {client.Node}, whose connection is closed";
        }

        return _clients.Count > _maxClients ? $"has {_clients.Count} clients, and takes {_maxClients}" : null;
    }

    /// <summary>Clients in percent of those it takes.</summary>
    private byte Load => (byte)(100 * _clients.Count / _maxClients);

    private bool HasRoom => _clients.Count < _maxClients;

    private bool OnClientMessage(ClientLink client, Message message)
    {
        switch (message)
        {
            case ClientProfile profile:
                (client.Profile, client.ProfileAt) = (profile, _node.Clock);
                PublishRecord(client, profile, _node.Clock);
                return true;
            case SearchRequest request:
                if (CountRequest()) OnSearchRequest(client, request);
                return true;
            case SearchFound found:
                Remember(found.Record);
                return true;
            case BuddyRequest request:
                OnBuddyRequest(client, request);
                return true;
            case RelayRequest request:
                Reply(client, new RelayCandidates(request.Call, RelaysFor(client.Node, request.Count)));
                return true;
            case Signal signal:
                Carry(signal);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tells a client something; the own one without a connection.</summary>
    private void Reply(ClientLink client, Message message)
    {
        if (client.Connection is { } connection) connection.Send(message);
        else _node.OnOwnAnswer(message);
    }

    private void OnHello(Connection caller, ClientHello hello)
    {
        if (!HasRoom)
        {
            _node.Meters.Add(_metrics.ClientsRefused);
            caller.Send(new ClientRefusal(SomeOthers(caller.Remote)));
            caller.Close();
            return;
        }

        if (_byNode.TryGetValue(caller.Remote.Value, out ClientLink? former))
        {
            // It comes again before its old connection was seen to be dead.
            _clients.Remove(former);
            former.Connection!.Tag = null;
            former.Connection.Close();
        }

        var client = new ClientLink(caller, caller.Remote, _node.Clock);
        caller.Tag = client;
        _clients.Add(client);
        _byNode[caller.Remote.Value] = client;
        caller.Send(new ClientWelcome(HostCache(), [_node.Self, Tester(caller.Remote)]));
    }

    /// <summary>Supernodes for the host caches of clients; one list serves all for a minute.</summary>
    internal PeerId[] HostCache()
    {
        if (_hostCacheMade is not { } made || _node.Clock - made >= TimeSpan.FromMinutes(1) || _hostCache.Length < Math.Min(10, _map.Count))
            (_hostCache, _hostCacheMade) = (_map.Sample(_settings.Login.HostCache, ref _node.Dice, PeerId.None), _node.Clock);
        return _hostCache;
    }

    private PeerId[] SomeOthers(PeerId except) => _map.Sample(8, ref _node.Dice, except);

    /// <summary>Counts a request; a supernode that has too many shuts itself down (Skype's report on December 2010).</summary>
    /// <returns>False if it has done so.</returns>
    private bool CountRequest()
    {
        if (_settings.Supernodes.ProtectAbove <= 0) return true;
        if (_node.Clock - _loadSince >= LoadSpan) (_loadSince, _load) = (_node.Clock, 0);
        if (++_load <= _settings.Supernodes.ProtectAbove * LoadSpan.TotalSeconds * Math.Max(1, _maxClients / (double)_settings.Supernodes.MaxClients)) return true;
        _node.Meters.Add(_metrics.Overloaded);
        // A machine of the company has nobody's work to protect: it answers what it can.
        if (_settings.Supernodes.Overload == OverloadResponse.Refuse || _node is HostedSupernode) return false;
        _node.Meters.Add(_metrics.Protected);
        _node.ServiceEnded();
        return false;
    }

    private void Check()
    {
        _checks++;
        TimeSpan now = _node.Clock, silent = 2.5 * _settings.Login.KeepAlive;
        for (int i = _clients.Count - 1; i >= 0; i--)
        {
            ClientLink client = _clients[i];
            if (now - client.Connection!.LastReceivedAt > silent)
            {
                client.Connection.Tag = null;
                client.Connection.Close();
                OnClientGone(client);
                continue;
            }

            if (client.Profile is { IsOnline: true } profile && now - client.Published >= _settings.Directory.Refresh) PublishRecord(client, profile, now);
            if (now - client.CacheSent < _settings.Login.RefreshCache) continue;
            client.CacheSent = now;
            client.Connection.Send(new HostCacheUpdate(HostCache()));
        }

        if (_checks == 1 || now - _own.CacheSent >= _settings.Login.RefreshCache)
        {
            // Its own user will need other supernodes as much as its clients do.
            _own.CacheSent = now;
            _node.OnOwnAnswer(new HostCacheUpdate(HostCache()));
        }

        if (_own.Profile is { IsOnline: true } own && now - _own.Published >= _settings.Directory.Refresh) PublishRecord(_own, own, now);
        CheckSlot();
        CheckSearches();
        // All of a slot see the same need: each asks with the probability that makes it one or two a minute together.
        if (_settings.Supernodes.Election && Load >= 100 * _settings.Supernodes.PromoteAbove && SlotLoad() >= _settings.Supernodes.PromoteAbove && _node.Dice.Next(SlotMates) < 2) AskForHelp();
    }

    /// <summary>
    /// Of the clients with a public address and enough uplink, the one that has been on line longest is asked to become a supernode
    /// of the slot that needs it most: it is the one that will stay longest (supernodes came and went much less than clients:
    /// Guha, Daswani, Jain, IPTPS 2006).
    /// </summary>
    private void AskForHelp()
    {
        ClientLink? best = null;
        TimeSpan longest = _settings.Supernodes.MinUptime;
        foreach (ClientLink client in _clients)
        {
            if (client.WasAsked || client.Profile is not { Nat: ClientNat.Open, IsOnline: true } profile) continue;
            TimeSpan uptime = profile.Uptime + (_node.Clock - client.ProfileAt);
            if (profile.UplinkKbps * 1000.0 < _settings.Supernodes.MinUplink.BitsPerSecond || uptime < longest || best is not null && uptime == longest) continue;
            (best, longest) = (client, uptime);
        }

        if (best is null) return;
        best.WasAsked = true;
        int block = _run.BlockOf(Slot) * _settings.Supernodes.BlockSlots;
        best.Connection!.Send(new BecomeSupernode(_map.Neediest(block, _settings.Supernodes.BlockSlots, ref _node.Dice), [.. _map.ToArray(), new KnownSupernode(_node.Self, Slot, _node.Clock)]));
    }

    internal sealed record TimeToCheck : Message
    {
        public static TimeToCheck Instance { get; } = new();

        public override int WireSize => 0;
    }
}
