using P2PActors.Engine;
using P2PActors.Network;

namespace P2PActors.Protocols.Napster;

/// <content>
/// Linked servers (synch.c, search.c): they form a tree; every server knows every user and indexes only its own files.
/// </content>
internal sealed partial class NapsterServer
{
    private const string LinkPassword = "link";
    private static readonly object ReconnectTimer = new();
    private readonly List<ServerLink> _links = [];
    private readonly Dictionary<string, PendingSearch> _pending = new(StringComparer.Ordinal);

    /// <summary>The relayed login that the next 10013 belongs to.</summary>
    private Login? _relayed;

    /// <summary>Links that are up.</summary>
    public int Links => _links.Count;

    private void ConnectToParent()
    {
        if (!_run.Settings.Linked || _number == 0) return;
        Connect(_run.ServerAt((_number - 1) / _run.Settings.LinkFanout));
    }

    protected override void OnConnected(Connection connection)
    {
        if (!connection.IsOutgoing) return;
        var link = new ServerLink(connection) { Nonce = NewId() };
        connection.Tag = link;
        connection.Send(new LinkLogin(Name, link.Nonce, 0));
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason) =>
        Timers.StartSingleTimer(ReconnectTimer, new Reconnect(), _run.Settings.ReconnectDelay);

    private void AcceptLink(Connection connection, LinkLogin login)
    {
        // Only those below in the tree connect: a cycle cannot come about.
        if (!_run.Settings.Linked)
        {
            Refuse(connection, "this server takes no links");
            return;
        }

        var link = new ServerLink(connection) { Name = login.Server, Nonce = NewId() };
        connection.Tag = link;
        connection.Send(new LinkLogin(Name, link.Nonce, 0));
        connection.Send(new LinkLoginAck(Proof(login.Nonce, link.Nonce)));
        link.Nonce = login.Nonce + link.Nonce;
    }

    private void OnLink(ServerLink link, NapsterMessage message)
    {
        switch (message)
        {
            case LinkLogin login when link.Connection.IsOutgoing && !link.IsUp:
                link.Name = login.Server;
                link.Nonce += login.Nonce;
                break;
            case LinkLoginAck ack when !link.IsUp:
                OnLinkAck(link, ack);
                break;
            case not null when !link.IsUp:
                break;
            case Login login:
                _relayed = login;
                break;
            case UserAddress address:
                OnUserAddress(link, address);
                break;
            case UserShares shares:
                OnUserShares(link, shares);
                break;
            case UserQuit quit:
                if (Find(quit.Nick) is { } gone && gone.Via == link && gone.Server == quit.Server)
                {
                    Forget(gone);
                    Relay(quit, link);
                }

                break;
            case RemoteSearch search:
                Enqueue(null, link, search);
                break;
            case RemoteResult result:
                OnRemoteResult(result);
                break;
            case RemoteEnd end:
                OnRemoteEnd(link, end.Text);
                break;
            case Encapsulated envelope:
                OnEncapsulated(envelope);
                break;
            case ServerQuit quit:
                DropUsers(link, quit.Text);
                Relay(quit, link);
                break;
        }
    }

    private void OnLinkAck(ServerLink link, LinkLoginAck ack)
    {
        string expected = ProofOf(link.Nonce);
        if (ack.Text != expected)
        {
            link.Connection.Close();
            return;
        }

        // The side that asked answers with the same proof; then each tells the other about its users.
        if (link.Connection.IsOutgoing) link.Connection.Send(new LinkLoginAck(expected));
        link.IsUp = true;
        foreach (NapsterUser user in UsersInOrder())
        {
            if (user.Via != link) RelayLogin(user, link.Connection);
        }

        _links.Add(link);
    }

    private List<NapsterUser> UsersInOrder()
    {
        List<NapsterUser> users = [.. _users.Values];
        users.Sort(static (a, b) => string.CompareOrdinal(a.Nick, b.Nick));
        return users;
    }

    private void LinkLost(ServerLink link)
    {
        bool wasUp = _links.Remove(link);
        link.IsUp = false;
        if (wasUp)
        {
            var servers = new List<string> { link.Name };
            foreach (NapsterUser user in UsersInOrder())
            {
                if (user.Via != link) continue;
                if (!servers.Contains(user.Server)) servers.Add(user.Server);
                Forget(user);
            }

            foreach (string server in servers) Relay(new ServerQuit(server), except: null);
            EndSearchesOf(link);
        }

        if (link.Connection.IsOutgoing) Timers.StartSingleTimer(ReconnectTimer, new Reconnect(), _run.Settings.ReconnectDelay);
    }

    private void DropUsers(ServerLink link, string server)
    {
        foreach (NapsterUser user in UsersInOrder())
        {
            if (user.Via == link && user.Server == server) Forget(user);
        }
    }

    private void Relay(NapsterMessage message, ServerLink? except)
    {
        foreach (ServerLink link in _links)
        {
            if (link != except) link.Connection.Send(message);
        }
    }

    private void RelayLogin(NapsterUser user, ServerLink? except)
    {
        foreach (ServerLink link in _links)
        {
            if (link != except) RelayLogin(user, link.Connection);
        }
    }

    private static void RelayLogin(NapsterUser user, Connection to)
    {
        to.Send(new Login(user.Nick, "-", user.Port, user.Client, user.Link));
        to.Send(new UserAddress(user.Nick, user.Address, user.Port, user.Server, user.LoginTime.Ticks / TimeSpan.TicksPerMillisecond));
        if (user.SharedFiles > 0 && user.Via is not null) to.Send(new UserShares(user.Nick, user.Reported.Files, user.Reported.Kilobytes));
    }

    private void OnUserAddress(ServerLink link, UserAddress address)
    {
        if (_relayed is not { } login || login.Nick != address.Nick) return;
        _relayed = null;
        var time = TimeSpan.FromMilliseconds(address.LoginTime);
        if (Find(address.Nick) is { } known)
        {
            if (known.Via == link && known.Server == address.Server) return;
            // Two users of one nick: the later login is killed, on every server alike.
            bool keepsOwn = known.LoginTime < time || known.LoginTime == time && string.CompareOrdinal(known.Server, address.Server) < 0;
            if (keepsOwn) return;
            if (known.Session is { } session) Kill(session);
            else Forget(known);
        }

        var user = new NapsterUser(address.Nick, address.Address, address.Port, login.Link, time) { Client = login.Client, Via = link, Server = address.Server };
        _users.Add(user.Nick, user);
        RelayLogin(user, link);
        TellWatchers(user, new UserSignedOn(user.Nick, user.Link));
    }

    private void Kill(ClientSession session)
    {
        Send(session, new GeneralError("your nick is in use on another server"));
        Send(session, new Disconnecting());
        session.Connection.Close();
        End(session);
    }

    private void OnUserShares(ServerLink link, UserShares shares)
    {
        if (Find(shares.Nick) is not { } user || user.Via != link) return;
        _statsFiles += shares.Files - user.Reported.Files;
        _statsBytes += (shares.Kilobytes - user.Reported.Kilobytes) * 1024;
        user.Reported = (shares.Files, shares.Kilobytes);
        Relay(shares, link);
    }

    /// <summary>Tells the links whose share has changed since they were last told.</summary>
    private void TellShares()
    {
        if (_links.Count == 0) return;
        foreach (ClientSession session in _sessions)
        {
            (int, long) current = (session.User!.Files.Count, session.User.SharedBytes / 1024);
            if (current == session.Told) continue;
            session.Told = current;
            Relay(new UserShares(session.User.Nick, current.Item1, current.Item2), except: null);
        }
    }

    private void OnEncapsulated(Encapsulated envelope)
    {
        if (Find(envelope.Nick) is not { } user) return;
        if (user.Via is { } onward) onward.Connection.Send(envelope);
        else if (envelope.Inner is BrowseRequest browse) ShowTo(browse.Nick, user);
        else Send(user, envelope.Inner);
    }

    private void ShowTo(string nick, NapsterUser user)
    {
        if (Find(nick) is { } asker) ShowFiles(user, asker);
    }

    /// <summary>Asks the other servers for what is missing.</summary>
    /// <returns>False if there is nobody to ask.</returns>
    private bool AskOthers(ClientSession session, NapsterUser user, NapsterQuery query, int found)
    {
        if (_links.Count == 0) return false;
        var search = new PendingSearch(NewId(), session, null, query.MaxResults - found);
        Forward(search, user.Nick, query, except: null);
        return true;
    }

    /// <summary>Answers a search of another server from the own index, and hands it on.</summary>
    private void AnswerRemote(ServerLink link, RemoteSearch request)
    {
        // The asker's own server has checked the text; without the asker nobody could be protected from firewalls.
        _found.Clear();
        NapsterUser? asker = Find(request.Nick);
        bool valid = NapsterQuery.TryParse(request.Text, _run.Settings.MaxResults, out NapsterQuery query) is null;
        if (asker is not null && valid) _index.Search(query, asker, _found);
        foreach (IndexEntry entry in _found) link.Connection.Send(new RemoteResult(request.Id, entry.Owner.Nick, entry.File));
        int missing = query.MaxResults - _found.Count;
        if (_pending.ContainsKey(request.Id) || !valid || missing <= 0 || _links.Count < 2)
        {
            link.Connection.Send(new RemoteEnd(request.Id));
            return;
        }

        Forward(new PendingSearch(request.Id, null, link, missing), request.Nick, query, except: link);
    }

    private void Forward(PendingSearch search, string nick, NapsterQuery query, ServerLink? except)
    {
        var request = new RemoteSearch(nick, search.Id, (query with { MaxResults = search.Missing }).ToText());
        foreach (ServerLink link in _links)
        {
            if (link == except) continue;
            search.Waiting.Add(link);
            link.Connection.Send(request);
        }

        _pending.Add(search.Id, search);
        Timers.StartSingleTimer(search.Id, new SearchExpired(search.Id), _run.Settings.SearchTimeout);
    }

    private void OnRemoteResult(RemoteResult result)
    {
        if (!_pending.TryGetValue(result.Id, out PendingSearch? search) || search.Missing <= 0) return;
        search.Missing--;
        if (search.Origin is { } origin) origin.Connection.Send(result);
        else if (Find(result.Nick) is { } owner) Send(search.Session!, new SearchResult(result.File, owner.Nick, owner.Address, owner.Link));
    }

    private void OnRemoteEnd(ServerLink link, string id)
    {
        if (_pending.TryGetValue(id, out PendingSearch? search) && search.Waiting.Remove(link) && search.Waiting.Count == 0) Finish(search);
    }

    private void Expire(string id)
    {
        if (!_pending.TryGetValue(id, out PendingSearch? search)) return;
        Metrics.Add(_run.Metrics.RemoteExpired);
        Finish(search);
    }

    private void EndSearchesOf(ServerLink link)
    {
        var ids = new List<string>(_pending.Keys);
        ids.Sort(StringComparer.Ordinal);
        foreach (string id in ids) OnRemoteEnd(link, id);
    }

    private void Finish(PendingSearch search)
    {
        _pending.Remove(search.Id);
        Timers.Cancel(search.Id);
        if (search.Origin is { IsUp: true } origin) origin.Connection.Send(new RemoteEnd(search.Id));
        else if (search.Session is { } session) Send(session, new EndOfResults());
    }

    /// <summary>Eight random letters.</summary>
    private string NewId()
    {
        Span<char> letters = stackalloc char[8];
        for (int i = 0; i < letters.Length; i++) letters[i] = (char)('a' + Random.Next(26));
        return new string(letters);
    }

    // In place of the MD5 of both nonces and the password: 32 hexadecimal digits that only who knows all three can make.
    private static string Proof(string callerNonce, string calledNonce) => ProofOf(callerNonce + calledNonce);

    private static string ProofOf(string nonces)
    {
        ulong a = 0, b = 1;
        foreach (char c in nonces + LinkPassword)
        {
            a = RandomStream.Mix(a ^ c);
            b = RandomStream.Mix(b + c);
        }

        return new UInt128(a, b).ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A search that waits for the end marks of other servers.</summary>
    private sealed class PendingSearch(string id, ClientSession? session, ServerLink? origin, int missing)
    {
        public string Id { get; } = id;

        /// <summary>The client that asked; null for a search of another server.</summary>
        public ClientSession? Session { get; } = session;

        /// <summary>The link it came from.</summary>
        public ServerLink? Origin { get; } = origin;

        public int Missing { get; set; } = missing;

        public List<ServerLink> Waiting { get; } = [];
    }
}
