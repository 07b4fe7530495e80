using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// A user's client. It seeks a supernode, finds out about its NAT and logs in; then it is an ordinary node, or a supernode
/// itself. Presence, texts and calls are the same in both. This part dispatches.
/// </summary>
internal sealed partial class SkypeClient : SkypeNode
{
    private static readonly object JoinTimer = new(), LookUpTimer = new(), ChatTimer = new(), CallTimer = new();

    /// <summary>Supernodes of the beginning are there before the others come.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(2), SecondsForSupernodes = TimeSpan.FromSeconds(2);

    private readonly SkypeRun _run;
    private readonly SkypeSettings _settings;
    private readonly SkypeMetrics _metrics;
    private TimeSpan _since;

    public SkypeClient(SkypeRun run)
        : base(run) => (_run, _settings, _metrics, _found) = (run, run.Settings, run.Metrics, new FoundUsers(MostCached, run.Settings.Directory.Cache));

    /// <inheritdoc />
    public override string Status => Service is not null ? Supernode : IsLoggedIn && _supernode is not null ? OrdinaryNode : Joining;

    /// <summary>The user's files; they outlive the session.</summary>
    internal UserDisk Disk => _run.DiskOf(Self);

    /// <inheritdoc />
    public override void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        if (_supernode is not null) neighbours.Add(_supernode.Remote);
        base.CollectNeighbours(neighbours);
    }

    protected override void PreStart()
    {
        _since = Now;
        _user = Disk.User;
        Metrics.Add(_metrics.LoginsBegun);
        if (Incarnation == 1 && _run.Oracle.WantsMore && _run.MayBegin(Self)) _run.Oracle.Notes.Append(this, new SkypeNote(Now, Self.Value, true));
        Timers.StartSingleTimer(JoinTimer, TimeToJoin.Instance, Now < HeadStart ? HeadStart : TimeSpan.FromMilliseconds(100));
    }

    protected override void PostStop()
    {
        HangUp();
        if (IsLoggedIn)
        {
            // The supernode tells the directory, and the client its buddies.
            TellBuddies(isOnline: false);
            ToSupernode(Profile(isOnline: false));
        }

        base.PostStop();
    }

    protected override void OnReceive(Message message)
    {
        // What there is most of is looked for first.
        switch (message)
        {
            case Voice voice:
                OnVoice(voice);
                return;
            case TimeForVoice:
                Speak();
                return;
            case SkypeKeepAlive:
                return; // the connection has noted when it came
            case TimeForKeepAlive:
                _supernode?.Send(SkypeKeepAlive.Instance);
                return;
        }

        if (OnJoinMessage(message) || OnDirectoryMessage(message) || OnCallMessage(message)) return;
        if (Service is { } service && service.OnMessage(Channel, Sender, message)) return;
        OnMessageForSupernode(message);
    }

    /// <summary>What a supernode says to its own client.</summary>
    internal override void OnOwnAnswer(Message message)
    {
        if (message is HostCacheUpdate update) Disk.Take(update.HostCache);
        else if (!OnDirectoryMessage(message)) OnCallMessage(message);
    }

    /// <summary>Somebody takes this client for a supernode, which it is not, or not any more.</summary>
    private void OnMessageForSupernode(Message message)
    {
        switch (message)
        {
            case NodeProbe:
                Tell(Sender, new NodeProbeAnswer(false, []));
                break;
            case SlotPing:
                Tell(Sender, new SlotPong(false, 0, 0));
                break;
            case ClientHello or DirectoryCopyRequest:
                Channel?.Close();
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (!connection.IsOutgoing) return; // it will say what it wants
        switch (connection.Tag)
        {
            case SeekCall call:
                connection.Send(new ClientHello(_user, call.Port));
                break;
            case LoginCall:
                connection.Send(LoginGreeting.Instance);
                break;
            case SkypeCall call:
                OnCallConnected(call, connection);
                break;
            case RelayCall call:
                OnRelayConnected(call, connection);
                break;
            default:
                base.OnConnected(connection);
                break;
        }
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        base.OnConnectFailed(connection, reason);
        OnGone(connection, reason == ConnectFailure.TimedOut);
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        base.OnClosed(connection, reason);
        OnGone(connection, false);
    }

    protected override bool OnOrder(Order order)
    {
        switch (order)
        {
            case SearchOrder search:
                Search(search.Words, null);
                return true;
            case CallOrder call:
                return MakeCall(call);
            case TraitsChanged:
                return true; // looked at whenever it matters
            default:
                return false;
        }
    }

    private void OnGone(Connection connection, bool isSilent)
    {
        switch (connection.Tag)
        {
            case SeekCall:
                OnSeekCallFailed(connection, isSilent);
                break;
            case SupernodeLink:
                LoseSupernode();
                break;
            case LoginCall:
                LoginFailed();
                break;
            case SkypeCall call:
                OnCallConnectionGone(call, connection);
                break;
            case RelayCall call:
                OnRelayConnectionGone(call);
                break;
            case RelaySide side:
                _relay?.Release(side);
                break;
        }
    }

    /// <summary>Says something to the own supernode; to itself, if it is one.</summary>
    /// <returns>False if there is none.</returns>
    private bool ToSupernode(Message message)
    {
        if (Service is { } service)
        {
            service.OnOwn(message);
            return true;
        }

        return _supernode?.Send(message) ?? false;
    }

    /// <summary>The own supernode's address, for answers; nobody while there is none.</summary>
    private PeerId SupernodeNow => Service is not null ? Self : _supernode?.Remote ?? PeerId.None;

    internal sealed record TimeToJoin : Message
    {
        public static TimeToJoin Instance { get; } = new();

        public override int WireSize => 0;
    }
}
