using System.Globalization;
using P2PActors.Actors;
using P2PActors.Inspection;
using P2PActors.Network;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>A user's client: it logs in at its home server, learns who is on line, and talks to buddies directly where it can.</summary>
internal sealed class ImClient(ImRun run) : PeerActor, IOverlayNode
{
    /// <summary>Letters of a text, on average.</summary>
    private const int MeanText = 40;

    private static readonly object ServerTimer = new(), PingTimer = new(), ChatTimer = new(), LookUpTimer = new();
    private readonly InstantMessagingSettings _settings = run.Settings;
    private readonly ImMetrics _metrics = run.Metrics;
    private readonly List<Conversation> _conversations = [];
    private readonly List<(int Number, TimeSpan Sent)> _unacknowledged = [];
    private Connection? _server;
    private int[] _buddies = [];
    private PeerId[] _where = [];
    private int _partner = -1;
    private int _lastText;
    private int _pingsMissed;
    private TimeSpan _since;

    /// <summary>Whether it has its buddy list.</summary>
    public bool IsLoggedIn { get; private set; }

    /// <summary>Open connections with other users.</summary>
    public int Sessions => _conversations.Count(c => c.Link is { State: ConnectionState.Open });

    /// <inheritdoc />
    public void CollectNeighbours(ICollection<PeerId> neighbours)
    {
        if (IsLoggedIn && _server is { } server) neighbours.Add(server.Remote);
        foreach (Conversation conversation in _conversations)
        {
            if (conversation.Link is { State: ConnectionState.Open } link) neighbours.Add(link.Remote);
        }
    }

    protected override void PreStart()
    {
        _since = Now;
        // Receipts for texts of an earlier session may still come: their numbers are others.
        _lastText = Incarnation << 16;
        Timers.StartSingleTimer(ChatTimer, TimeToChat.Instance, Random.NextExponential(_settings.ChatEvery));
        if (Random.NextBool(run.Context.Scenario.Queries.Askers)) Timers.StartSingleTimer(LookUpTimer, TimeToLookUp.Instance, Random.NextExponential(run.Context.Scenario.Queries.MeanInterval));
        CallServer();
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case ImRoster roster:
                OnRoster(roster);
                break;
            case ImStatus status:
                OnStatus(status);
                break;
            case ImPong:
                _pingsMissed = 0;
                break;
            case ImLookUpAnswer answer:
                if (answer.Exists) Metrics.Add(_metrics.Found);
                break;
            case ImInvite invite:
                OnInvite(invite);
                break;
            case ImHello hello:
                OnHello(Channel!, hello);
                break;
            case ImText text:
                Channel!.Send(new ImReceipt(text.Number));
                break;
            case ImReceipt receipt:
                OnReceipt(receipt.Number);
                break;
            case ImRelayed { Inner: ImText text } relayed:
                _server?.Send(new ImRelayed(relayed.From, Self.Value, new ImReceipt(text.Number)));
                break;
            case ImRelayed { Inner: ImReceipt receipt }:
                OnReceipt(receipt.Number);
                break;
            default:
                OnTimer(message);
                break;
        }
    }

    private void OnTimer(Message message)
    {
        switch (message)
        {
            case TimeToCallServer:
                CallServer();
                break;
            case TimeToPing:
                if (++_pingsMissed > 2) LoseServer();
                else _server?.Send(ImPing.Instance);
                break;
            case TimeToChat:
                Chat();
                break;
            case TimeToLookUp:
                Timers.StartSingleTimer(LookUpTimer, message, Random.NextExponential(run.Context.Scenario.Queries.MeanInterval));
                LookUp(Random.Next(run.Context.Ordinary));
                break;
            case CallOverdue overdue:
                if (Find(overdue.Buddy) is { Link: null, IsByServer: false } waiting) ByServer(waiting);
                break;
        }
    }

    protected override bool OnOrder(Order order)
    {
        switch (order)
        {
            case SearchOrder search:
                LookUp(int.TryParse(search.Words, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1);
                return true;
            case TraitsChanged:
                return true;
            default:
                return false;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (ReferenceEquals(connection, _server))
        {
            connection.Send(new ImLogin(Self.Value));
        }
        else if (connection.Tag is Conversation conversation)
        {
            connection.Send(new ImHello(Self.Value));
            Metrics.Add(conversation.IsInvited ? _metrics.SessionsCalledBack : _metrics.SessionsDirect);
            Open(conversation, connection);
        }
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        if (ReferenceEquals(connection, _server))
        {
            Metrics.Add(_metrics.LoginsFailed);
            _server = null;
            TryLater();
        }
        else if (connection.Tag is Conversation { Link: null } conversation)
        {
            if (!conversation.IsInvited) Invite(conversation);
            else if (conversation.Waiting.Count > 0) ByServer(conversation);
            else _conversations.Remove(conversation);
        }
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        if (ReferenceEquals(connection, _server)) LoseServer();
        else if (connection.Tag is Conversation conversation && ReferenceEquals(conversation.Link, connection)) _conversations.Remove(conversation);
    }

    protected override void Describe(StateText text)
    {
        int online = 0;
        foreach (PeerId where in _where) online += where.IsPeer ? 1 : 0;
        text.Say(IsLoggedIn ? $"logged in at server {_server?.Remote}" : "without a server");
        text.Say($"{StateText.Number(online)} of {StateText.Number(_buddies.Length)} buddies on line");
        foreach (Conversation conversation in _conversations)
            text.Say($"talks with user {StateText.Plain(conversation.Buddy)} {(conversation.Link is { } link ? $"directly, at peer {link.Remote}" : conversation.IsByServer ? "by way of the server" : "as soon as there is a connection")}");
    }

    private void CallServer() => _server = Connect(run.HomeOf(Self.Value));

    private void TryLater() => Timers.StartSingleTimer(ServerTimer, TimeToCallServer.Instance, Random.NextExponential(_settings.Retry));

    private void LoseServer()
    {
        if (_server is not { } lost) return;
        Metrics.Add(_metrics.ServersLost);
        _server = null;
        IsLoggedIn = false;
        lost.Close();
        Timers.Cancel(PingTimer);
        TryLater();
    }

    private void OnRoster(ImRoster roster)
    {
        if (!IsLoggedIn && _buddies.Length == 0) Metrics.Record(_metrics.LoginTime, Now - _since);
        (_buddies, IsLoggedIn, _pingsMissed) = (roster.Buddies, true, 0);
        _where = new PeerId[_buddies.Length];
        Array.Fill(_where, PeerId.None);
        Timers.StartPeriodicTimer(PingTimer, TimeToPing.Instance, _settings.KeepAlive);
    }

    private void OnStatus(ImStatus status)
    {
        int at = Array.IndexOf(_buddies, status.User);
        if (at >= 0) _where[at] = status.IsOnline ? status.Node : PeerId.None;
    }

    private void LookUp(int user)
    {
        BeginOperation("look up", user);
        Metrics.Add(_metrics.Searches);
        _server?.Send(new ImLookUp(user));
    }

    private void Chat()
    {
        Timers.StartSingleTimer(ChatTimer, TimeToChat.Instance, Random.NextExponential(_settings.ChatEvery));
        CloseIdle();
        if (_buddies.Length == 0) return;
        if (_partner < 0 || _partner >= _buddies.Length || Random.NextBool(_settings.Change)) _partner = Random.Next(_buddies.Length);
        Metrics.Add(_metrics.Texts);
        var text = new ImText(Self.Value, ++_lastText, 1 + (int)Random.NextExponential(MeanText));
        // Whoever has not answered by now is away: the receipt will come when he is back, and its time says nothing.
        _unacknowledged.RemoveAll(t => Now - t.Sent > TimeSpan.FromMinutes(10));
        _unacknowledged.Add((text.Number, Now));
        int buddy = _buddies[_partner];
        if (Find(buddy) is { } conversation)
        {
            Say(conversation, text);
            return;
        }

        PeerId where = _where[_partner];
        if (!where.IsPeer || !_settings.Direct)
        {
            SayByServer(buddy, text);
            return;
        }

        Metrics.Add(_metrics.Sessions);
        conversation = new Conversation(buddy) { LastSaid = Now };
        conversation.Waiting.Add(text);
        _conversations.Add(conversation);
        Connect(where).Tag = conversation;
    }

    private void Say(Conversation conversation, ImText text)
    {
        conversation.LastSaid = Now;
        if (conversation.Link is { } link)
        {
            Metrics.Add(_metrics.TextsDirect);
            link.Send(text);
        }
        else if (conversation.IsByServer)
        {
            SayByServer(conversation.Buddy, text);
        }
        else
        {
            conversation.Waiting.Add(text);
        }
    }

    private void SayByServer(int buddy, ImText text)
    {
        if (_server?.Send(new ImRelayed(buddy, Self.Value, text)) == true) Metrics.Add(_metrics.TextsByServer);
        else Metrics.Add(_metrics.TextsDropped);
    }

    /// <summary>The buddy cannot be called: it is asked to call.</summary>
    private void Invite(Conversation conversation)
    {
        if (_server?.Send(new ImInvite(conversation.Buddy, Self.Value, Self)) == true)
            Timers.StartSingleTimer(conversation, new CallOverdue(conversation.Buddy), _settings.Wait);
        else ByServer(conversation);
    }

    private void OnInvite(ImInvite invite)
    {
        if (Find(invite.From) is not null) return;
        var conversation = new Conversation(invite.From) { IsInvited = true, LastSaid = Now };
        _conversations.Add(conversation);
        Connect(invite.Node).Tag = conversation;
    }

    private void OnHello(Connection caller, ImHello hello)
    {
        Conversation? conversation = Find(hello.User);
        if (conversation is null) _conversations.Add(conversation = new Conversation(hello.User) { LastSaid = Now });
        caller.Tag = conversation;
        Timers.Cancel(conversation);
        Open(conversation, caller);
    }

    private void Open(Conversation conversation, Connection link)
    {
        if (conversation.Link is null) conversation.Link = link;
        conversation.IsByServer = false;
        foreach (ImText text in conversation.Waiting) Say(conversation, text);
        conversation.Waiting.Clear();
    }

    private void ByServer(Conversation conversation)
    {
        // A conversation is counted once, by the one who began it.
        if (!conversation.IsInvited) Metrics.Add(_metrics.SessionsByServer);
        conversation.IsByServer = true;
        foreach (ImText text in conversation.Waiting) SayByServer(conversation.Buddy, text);
        conversation.Waiting.Clear();
    }

    private void CloseIdle()
    {
        for (int i = _conversations.Count - 1; i >= 0; i--)
        {
            Conversation conversation = _conversations[i];
            if (conversation.Waiting.Count > 0) continue; // it is still to get its connection, or the server
            TimeSpan heard = conversation.Link?.LastReceivedAt ?? TimeSpan.Zero;
            if (Now - (heard > conversation.LastSaid ? heard : conversation.LastSaid) < _settings.Idle) continue;
            _conversations.RemoveAt(i);
            if (conversation.Link is not { } link) continue;
            link.Tag = null;
            link.Close();
        }
    }

    private void OnReceipt(int number)
    {
        Metrics.Add(_metrics.Delivered);
        int at = _unacknowledged.FindIndex(t => t.Number == number);
        if (at < 0) return;
        Metrics.Record(_metrics.TextTime, Now - _unacknowledged[at].Sent);
        _unacknowledged.RemoveAt(at);
    }

    private Conversation? Find(int buddy) => _conversations.Find(c => c.Buddy == buddy);

    /// <summary>What is said between this user and another; the tag of their connection.</summary>
    private sealed class Conversation(int buddy)
    {
        public readonly int Buddy = buddy;
        public readonly List<ImText> Waiting = [];
        public Connection? Link;
        public bool IsByServer;
        public bool IsInvited;
        public TimeSpan LastSaid;
    }

    internal sealed record TimeToCallServer : Message
    {
        public static TimeToCallServer Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToPing : Message
    {
        public static TimeToPing Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToChat : Message
    {
        public static TimeToChat Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToLookUp : Message
    {
        public static TimeToLookUp Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record CallOverdue(int Buddy) : Message
    {
        public override int WireSize => 0;
    }
}
