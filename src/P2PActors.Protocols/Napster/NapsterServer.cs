using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Napster;

/// <summary>
/// An index server, as OpenNap 0.36: it knows who is on line and what they share, answers searches, and brings the two sides
/// of a transfer together. Logins, statistics and the dispatch of messages are here; sharing and searching, transfers, social
/// services and links to other servers are in the other parts of the class.
/// </summary>
internal sealed partial class NapsterServer : PeerActor
{
    private static readonly object StatTimer = new();
    private readonly NapsterRun _run;
    private readonly int _number;
    private readonly UserRegister _register;
    private readonly Dictionary<string, NapsterUser> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ClientSession> _sessions = [];
    private readonly NapsterIndex _index = new();
    private long _statsBytes;
    private int _statsFiles;

    public NapsterServer(NapsterRun run, int number)
    {
        (_run, _number, _register, Name) = (run, number, run.Registrations[number], NameOf(number));
    }

    /// <summary>The server's name on its links.</summary>
    public string Name { get; }

    public NapsterIndex Index => _index;

    /// <summary>Clients of this server that are logged in.</summary>
    public int LocalUsers => _sessions.Count;

    /// <summary>Users of all linked servers that this one knows.</summary>
    public int KnownUsers => _users.Count;

    /// <summary>A file in the index whose owner is not logged in here, in words; null if there is none. For the check of the invariant.</summary>
    public string? ListedInVain()
    {
        long files = 0;
        foreach (ClientSession session in _sessions)
        {
            if (session.Connection.State != ConnectionState.Open && session.User!.Files.Count > 0)
                return $"lists {session.User.Files.Count} files of {session.User.Nick}, whose connection is closed";
            files += session.User!.Files.Count;
        }

        return files == _index.Files ? null : $"lists {_index.Files} files, but the users that are logged in share {files}";
    }

    private static string NameOf(int number) => "server" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(StatTimer, new StatClick(), _run.Settings.StatClick);
        Tell(_run.Redirector, new Stats(0, 0, 0));
        ConnectToParent();
    }

    protected override void PostStop()
    {
        // An orderly end sends everybody back to the redirector.
        foreach (ClientSession session in _sessions) session.Connection.Send(new BackToRedirector("redirector"));
    }

    protected override void OnReceive(Message message)
    {
        WorkUntilNow();
        switch (Channel?.Tag)
        {
            case ClientSession session when message is NapsterMessage known:
                OnClient(session, known);
                break;
            case ServerLink link when message is NapsterMessage known:
                OnLink(link, known);
                break;
            case null when Channel is { } connection && message is NapsterMessage known:
                OnStranger(connection, known);
                break;
            case null when Channel is null:
                OnTimer(message);
                break;
        }
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        WorkUntilNow();
        if (connection.Tag is ClientSession session) End(session);
        else if (connection.Tag is ServerLink link) LinkLost(link);
    }

    private void OnTimer(Message message)
    {
        switch (message)
        {
            case StatClick:
                TellStatistics();
                TellShares();
                break;
            case SearchExpired expired:
                Expire(expired.Id);
                break;
            case Reconnect:
                ConnectToParent();
                break;
        }
    }

    /// <summary>Sends to a client, or cuts it off if it takes its output too slowly (client_queue_length).</summary>
    private void Send(ClientSession session, NapsterMessage message)
    {
        if (session.IsOver) return;
        if (session.Overflows(Now, message.WireSize, _run.Settings.ClientQueue.Bytes))
        {
            Metrics.Add(_run.Metrics.CutOff);
            session.Connection.Close();
            End(session);
            return;
        }

        session.Connection.Send(message);
    }

    /// <summary>Sends to a user wherever it is.</summary>
    private void Send(NapsterUser user, NapsterMessage message)
    {
        if (user.Session is { } session) Send(session, message);
        else user.Via?.Connection.Send(new Encapsulated(user.Nick, message));
    }

    private NapsterUser? Find(string nick) => _users.GetValueOrDefault(nick);

    private void OnStranger(Connection connection, NapsterMessage message)
    {
        switch (message)
        {
            case NickCheck check:
                connection.Send(!IsValid(check.Nick) ? new NickInvalid() : _register.Knows(check.Nick) || Find(check.Nick) is not null ? new NickTaken() : new NickFree());
                break;
            case Login login:
                LogIn(connection, login.Nick, login.Password, login.Port, login.Client, login.Link);
                break;
            case NewUserLogin login:
                if (_register.Knows(login.Nick))
                {
                    Refuse(connection, "that nick is taken");
                    break;
                }

                if (LogIn(connection, login.Nick, login.Password, login.Port, login.Client, login.Link)) _register.Register(login.Nick, login.Password);
                break;
            case LinkLogin login:
                AcceptLink(connection, login);
                break;
            default:
                Refuse(connection, "log in first");
                break;
        }
    }

    private static bool IsValid(string nick) => nick.Length is > 0 and <= 19 && !nick.AsSpan().ContainsAny("\"#&:");

    private bool LogIn(Connection connection, string nick, string password, int port, string client, int link)
    {
        if (!IsValid(nick)) return Refuse(connection, "invalid nick");
        if (!_register.Admits(nick, password)) return Refuse(connection, "invalid password");
        if (_sessions.Count >= _run.Settings.MaxConnections) return TurnAway(connection);
        uint address = NapsterAddress.Of(connection.Remote);
        if (Find(nick) is { } known)
        {
            // A second login from the same address means that the first is a ghost; from elsewhere it is refused (login.c).
            if (known.Address != address) return Refuse(connection, nick + " is already active");
            Metrics.Add(_run.Metrics.Ghosts);
            if (known.Session is { } ghost)
            {
                ghost.Connection.Send(new GhostNotice());
                ghost.Connection.Close();
                End(ghost);
            }
            else
            {
                Send(known, new GhostNotice());
                Forget(known);
            }
        }

        var session = new ClientSession(connection, _run.DownlinkOf(connection.Remote));
        var user = new NapsterUser(nick, address, port, Math.Clamp(link, 0, LinkSpeed.Fastest), Now) { Client = client, Session = session, Server = Name };
        session.User = user;
        connection.Tag = session;
        _users.Add(nick, user);
        _sessions.Add(session);
        Metrics.Add(_run.Metrics.Logins);
        Send(session, new LoginAck("anon@napster.com"));
        Send(session, new MessageOfTheDay("Welcome to " + Name));
        Send(session, CurrentStats());
        RelayLogin(user, except: null);
        TellWatchers(user, new UserSignedOn(user.Nick, user.Link));
        return true;
    }

    private bool Refuse(Connection connection, string text)
    {
        Metrics.Add(_run.Metrics.LoginErrors);
        connection.Send(new LoginError(text));
        connection.Close();
        return false;
    }

    private bool TurnAway(Connection connection)
    {
        if (_run.Settings.WhenFull == FullPolicy.Refuse || _run.Settings.Servers == 1) return Refuse(connection, "server full");
        int other = Random.Next(_run.Settings.Servers - 1);
        if (other >= _number) other++;
        connection.Send(new RedirectTo(NapsterAddress.Dotted(_run.ServerAt(other)), NapsterRedirector.ServerPort));
        return Refuse(connection, "server full");
    }

    /// <summary>A session is over: its files go at once, and those who watch are told.</summary>
    private void End(ClientSession session)
    {
        if (session.IsOver) return;
        session.IsOver = true;
        _sessions.Remove(session);
        NapsterUser user = session.User!;
        NotePublished(session);
        foreach (string nick in session.HotList) Unwatch(nick, user);
        LeaveChannels(session);
        _register.Seen(user.Nick, Now);
        Metrics.Add(_run.Metrics.Withdrawn, user.Files.Count);
        _index.RemoveAll(user);
        Forget(user);
        Relay(new UserQuit(user.Nick, Name), except: null);
    }

    /// <summary>Strikes a user of any server off.</summary>
    private void Forget(NapsterUser user)
    {
        if (!_users.Remove(user.Nick)) return;
        TellWatchers(user, new UserSignedOff(user.Nick));
        if (user.Via is null) return;
        _statsFiles -= user.Reported.Files;
        _statsBytes -= user.Reported.Kilobytes * 1024;
    }

    private void TellStatistics()
    {
        Stats stats = CurrentStats();
        // A client that is cut off leaves the list while it is gone through.
        for (int i = _sessions.Count - 1; i >= 0; i--)
        {
            ClientSession session = _sessions[i];
            if (!session.HasPublished && session.LastShare > TimeSpan.Zero && Now - session.LastShare > TimeSpan.FromSeconds(10)) NotePublished(session);
            Send(session, stats);
        }

        Tell(_run.Redirector, new Stats(_sessions.Count, _index.Files, stats.Gigabytes));
    }

    private void NotePublished(ClientSession session)
    {
        if (session.HasPublished || session.LastShare == TimeSpan.Zero) return;
        session.HasPublished = true;
        Metrics.Record(_run.Metrics.PublishTime, session.LastShare - session.User!.LoginTime);
    }

    private Stats CurrentStats() => new(_users.Count, _index.Files + _statsFiles, (int)((_index.Bytes + _statsBytes) >> 30));

    private void OnClient(ClientSession session, NapsterMessage message)
    {
        NapsterUser user = session.User!;
        switch (message)
        {
            case ShareFile or ShareDirectory or UnshareFile or UnshareAll or SearchRequest:
                Enqueue(session, null, message);
                break;
            case DownloadRequest request:
                OnDownloadRequest(user, request);
                break;
            case PushRequest request:
                OnPushRequest(user, request);
                break;
            case UploadAccepted accepted:
                OnUploadAccepted(user, accepted);
                break;
            case UploadRefused refused:
                if (Find(refused.Nick) is { } refusedUser) Send(refusedUser, new UploadRefused(user.Nick, refused.File));
                break;
            case QueueLimit limit:
                OnQueueLimit(user, limit);
                break;
            case DataPortError error:
                if (Find(error.Nick) is { } unreachable) Send(unreachable, new DataPortError(user.Nick));
                break;
            case DownloadFinished:
                user.Downloads++;
                break;
            case UploadFinished:
                user.Uploads++;
                break;
            case ResumeRequest resume:
                OnResume(user, session, resume);
                break;
            case BrowseRequest browse:
                OnBrowse(user, session, browse);
                break;
            case StatsRequest:
                Send(session, CurrentStats());
                break;
            case ServerPing:
                Send(session, message);
                break;
            case ChangeLinkSpeed change:
                user.Link = Math.Clamp(change.Value, 0, LinkSpeed.Fastest);
                break;
            case ChangeDataPort change:
                user.Port = change.Value;
                break;
            case DownloadStarted or UploadStarted:
                break;
            default:
                OnSocial(user, session, message);
                break;
        }
    }

    private sealed record StatClick : Message
    {
        public override int WireSize => 0;
    }

    private sealed record Reconnect : Message
    {
        public override int WireSize => 0;
    }

    private sealed record SearchExpired(string Id) : Message
    {
        public override int WireSize => 0;
    }
}
