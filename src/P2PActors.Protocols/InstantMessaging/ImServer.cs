using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>A server: it keeps the buddy lists of its users, knows which of them are on line, and carries what they cannot say to each other directly.</summary>
internal sealed class ImServer(ImRun run) : PeerActor, IOverlayNode
{
    private static readonly object SilenceTimer = new();
    private readonly ImMetrics _metrics = run.Metrics;

    /// <summary>Users on line, by number; each connection carries the number as its label.</summary>
    private readonly Dictionary<int, Connection> _online = [];
    private readonly Dictionary<int, List<ImRelayed>> _kept = [];

    /// <summary>Connections to other servers, and what waits for them to open.</summary>
    private readonly Dictionary<int, ServerLink> _links = [];

    /// <inheritdoc />
    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        // The order has no effect: links are only counted.
        foreach (Connection user in _online.Values) neighbours.Add(user.Remote);
        foreach (ServerLink link in _links.Values)
        {
            if (link.Connection.State == ConnectionState.Open) neighbours.Add(link.Connection.Remote);
        }
    }

    protected override void PreStart() => Timers.StartPeriodicTimer(SilenceTimer, TimeToLookForSilence.Instance, run.Settings.KeepAlive);

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case ImLogin login:
                OnLogin(Channel!, login);
                break;
            case ImPing:
                Channel!.Send(ImPong.Instance);
                break;
            case ImLookUp lookUp:
                Channel!.Send(new ImLookUpAnswer(lookUp.User, lookUp.User >= 0 && lookUp.User < run.Context.Ordinary));
                break;
            case ImInvite invite:
                if (!ToUser(invite.To, invite)) ToServer(invite.To, invite);
                break;
            case ImRelayed relayed:
                Carry(relayed);
                break;
            case ImPresence presence:
                Tell(presence.To, new ImStatus(presence.Of, presence.Node, presence.IsOnline));
                break;
            case ImPresenceProbe probe:
                if (_online.TryGetValue(probe.To, out Connection? there)) ToServer(probe.From, Stanza(probe.From, probe.To, there.Remote, true));
                break;
            case TimeToLookForSilence:
                LookForSilence();
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (connection.Tag is not ServerLink link) return;
        foreach (Message waiting in link.Waiting) connection.Send(waiting);
        link.Waiting.Clear();
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) => Lose(connection);

    protected override void OnClosed(Connection connection, CloseReason reason) => Lose(connection);

    protected override void Describe(StateText text)
    {
        text.Say($"{StateText.Count(_online.Count, "user")} on line; keeps texts for {StateText.Count(_kept.Count, "user")}");
        if (run.Settings.Servers > 1) text.Say($"linked with {StateText.Count(_links.Count, "server")}");
    }

    private void Lose(Connection connection)
    {
        if (connection.Tag is ServerLink link)
        {
            Metrics.Add(_metrics.Unsent, link.Waiting.Count);
            _links.Remove(link.Server);
        }
        else if (connection.Tag is User user && _online.TryGetValue(user.Number, out Connection? current) && ReferenceEquals(current, connection))
        {
            _online.Remove(user.Number);
            TellWatchers(user.Number, connection.Remote, false);
        }
    }

    private void OnLogin(Connection caller, ImLogin login)
    {
        if (_online.TryGetValue(login.User, out Connection? former))
        {
            // The same user again, before its old connection was seen to be dead.
            former.Tag = null;
            former.Close();
        }

        caller.Tag = new User(login.User);
        _online[login.User] = caller;
        Metrics.Add(_metrics.Logins);
        int[] buddies = run.Buddies.Of(login.User);
        caller.Send(new ImRoster(buddies));
        TellWatchers(login.User, caller.Remote, true);
        foreach (int buddy in buddies)
        {
            if (run.HomeOf(buddy) != Self)
            {
                Metrics.Add(_metrics.PresenceProbes);
                ToServer(buddy, new ImPresenceProbe(buddy, login.User));
            }
            else if (_online.TryGetValue(buddy, out Connection? there))
            {
                Tell(login.User, new ImStatus(buddy, there.Remote, true));
            }
        }

        if (!_kept.Remove(login.User, out List<ImRelayed>? kept)) return;
        foreach (ImRelayed text in kept) caller.Send(text);
    }

    /// <summary>One notice for each contact, wherever it is at home (RFC 6121 section 4.2).</summary>
    private void TellWatchers(int user, PeerId node, bool isOnline)
    {
        foreach (int buddy in run.Buddies.Of(user))
        {
            if (run.HomeOf(buddy) == Self) Tell(buddy, new ImStatus(user, node, isOnline));
            else ToServer(buddy, Stanza(buddy, user, node, isOnline));
        }
    }

    private ImPresence Stanza(int to, int of, PeerId node, bool isOnline)
    {
        Metrics.Add(_metrics.Stanzas);
        return new ImPresence(to, of, node, isOnline);
    }

    private void Tell(int user, ImStatus status)
    {
        if (ToUser(user, status)) Metrics.Add(_metrics.Notices);
    }

    private bool ToUser(int user, Message message) => _online.TryGetValue(user, out Connection? connection) && connection.Send(message);

    private void Carry(ImRelayed relayed)
    {
        if (run.HomeOf(relayed.To) != Self)
        {
            ToServer(relayed.To, relayed);
            return;
        }

        if (ToUser(relayed.To, relayed) || relayed.Inner is not ImText) return;
        if (!_kept.TryGetValue(relayed.To, out List<ImRelayed>? kept)) _kept.Add(relayed.To, kept = []);
        if (kept.Count >= run.Settings.Kept)
        {
            Metrics.Add(_metrics.TextsDropped);
            return;
        }

        kept.Add(relayed);
        Metrics.Add(_metrics.TextsKept);
    }

    private void ToServer(int user, Message message)
    {
        PeerId home = run.HomeOf(user);
        if (home == Self) return;
        if (_links.TryGetValue(home.Value, out ServerLink? link))
        {
            if (link.Connection.State == ConnectionState.Open) link.Connection.Send(message);
            else link.Waiting.Add(message);
            return;
        }

        Connection connection = Connect(home);
        link = new ServerLink(home.Value, connection);
        connection.Tag = link;
        link.Waiting.Add(message);
        _links.Add(home.Value, link);
    }

    private void LookForSilence()
    {
        var silent = new List<Connection>();
        foreach (Connection connection in Connections)
        {
            if (connection.Tag is User && Now - connection.LastReceivedAt > 2.5 * run.Settings.KeepAlive) silent.Add(connection);
        }

        foreach (Connection connection in silent)
        {
            Lose(connection);
            connection.Tag = null;
            connection.Close();
        }
    }

    /// <summary>Tag of a user's connection.</summary>
    private sealed record User(int Number);

    private sealed class ServerLink(int server, Connection connection)
    {
        public readonly int Server = server;
        public readonly Connection Connection = connection;
        public readonly List<Message> Waiting = [];
    }

    internal sealed record TimeToLookForSilence : Message
    {
        public static TimeToLookForSilence Instance { get; } = new();

        public override int WireSize => 0;
    }
}
