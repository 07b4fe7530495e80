using P2PActors.Actors;
using P2PActors.Network;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Napster;

/// <summary>
/// A user's client: logs in through the redirector, announces what it shares, asks the server, and exchanges files with other
/// clients directly. The session with the server is here; downloads and uploads are in the other parts of the class.
/// </summary>
internal sealed partial class NapsterClient(NapsterRun run) : FileSharingPeer(run.Workload)
{
    private const string Password = "secret", ClientInfo = "v2.0 BETA 10.3", Email = "anon@napster.com";
    private static readonly object LoginTimer = new(), SilenceTimer = new(), SearchTimer = new(), ChatTimer = new();
    private readonly Queue<(Search Search, OperationMark Operation)> _waiting = new();
    private Connection? _redirector;
    private Connection? _server;
    private Search? _search;
    private bool _isRegistered;

    /// <summary>Whether the server has admitted this client.</summary>
    public bool IsLoggedIn { get; private set; }

    /// <summary>Buddies known to be on line.</summary>
    public List<string> BuddiesOnline { get; } = [];

    private string Nick => run.Users.NickOf(Self);

    private int Port => IsFirewalled ? 0 : NapsterAddress.DataPort;

    protected override void PreStart()
    {
        base.PreStart();
        AskRedirector();
    }

    protected override bool BeginSearch(Search search)
    {
        if (!IsLoggedIn) return false;
        // Results carry no number of their search, so there is one at a time.
        if (_search is null) Ask(search);
        else _waiting.Enqueue((search, PutOperationAside()));
        return true;
    }

    protected override void OnFilesChanged(ReadOnlySpan<int> added, ReadOnlySpan<int> removed)
    {
        if (!IsLoggedIn) return; // at login all is announced
        foreach (int file in removed)
        {
            if (IsShareable(file)) _server!.Send(new UnshareFile(run.Files[file].Path));
        }

        foreach (int file in added)
        {
            if (IsShareable(file)) _server!.Send(new ShareFile(Announced(file)));
        }
    }

    protected override void OnSearchEnded(Search search)
    {
        if (search.Hits.Count > 0 && IsLoggedIn && Random.NextBool(run.Settings.BrowseShare))
            _server!.Send(new BrowseRequest(run.Users.NickOf(search.Hits[0].Source)));
    }

    protected override void OnReceive(Message message)
    {
        switch (message)
        {
            case NapsterMessage known when Channel == _server && Channel is not null:
                OnServer(known);
                break;
            case RedirectorAnswer answer:
                OnRedirected(answer);
                break;
            case BareMessage or FileData when Channel is { } connection:
                OnPeer(connection, message);
                break;
            case TryLogin:
                AskRedirector();
                break;
            case ServerIsSilent:
                _server?.Close();
                LoseServer();
                break;
            case SearchTimedOut:
                EndCurrentSearch();
                break;
            case TimeToChat:
                Chat();
                break;
            case FetchCheck check:
                OnFetchCheck(check.Number);
                break;
            case UploadCheck check:
                OnUploadCheck(check.Number);
                break;
            default:
                base.OnReceive(message);
                break;
        }
    }

    protected override void OnConnected(Connection connection)
    {
        if (connection == _server) LogIn(connection);
        else if (connection != _redirector) OnPeerConnected(connection);
    }

    protected override void OnConnectFailed(Connection connection, ConnectFailure reason)
    {
        if (connection == _server || connection == _redirector) LoseServer();
        else OnPeerUnreachable(connection);
    }

    protected override void OnClosed(Connection connection, CloseReason reason)
    {
        if (connection == _server)
        {
            LoseServer();
        }
        else if (connection == _redirector)
        {
            // It closes after its one line; without the line there is no server.
            _redirector = null;
            if (_server is null) LoseServer();
        }
        else
        {
            OnPeerClosed(connection, reason);
        }
    }

    private void AskRedirector()
    {
        if (_server is not null || _redirector is not null) return;
        _redirector = Connect(run.Redirector);
    }

    private void OnRedirected(RedirectorAnswer answer)
    {
        if (Channel != _redirector) return;
        GoTo(NapsterAddress.Parse(answer.Host));
    }

    private void GoTo(PeerId server)
    {
        if (_server is not null || !server.IsPeer || server == Self) return;
        _server = Connect(server);
    }

    private void LogIn(Connection server)
    {
        // Who comes for the first time registers a nick: 7, answer 8, then 6 (napster.txt).
        if (Incarnation == 1 && !_isRegistered) server.Send(new NickCheck(Nick));
        else SendLogin(server);
    }

    private void SendLogin(Connection server) => server.Send(new Login(Nick, Password, Port, ClientInfo, run.Users.ClaimOf(Self)));

    private void OnServer(NapsterMessage message)
    {
        switch (message)
        {
            case NickFree:
                _server!.Send(new NewUserLogin(Nick, Password, Port, ClientInfo, run.Users.ClaimOf(Self), Email));
                break;
            case NickTaken:
                SendLogin(_server!);
                break;
            case LoginAck:
                OnLoggedIn();
                break;
            case Stats:
                Timers.StartSingleTimer(SilenceTimer, new ServerIsSilent(), run.Settings.ServerSilence);
                break;
            case SearchResult result:
                OnResult(result);
                break;
            case EndOfResults:
                EndCurrentSearch();
                break;
            case DownloadAck ack:
                OnDownloadAck(ack);
                break;
            case GetError error:
                FailFetch(error.Nick, error.File, DownloadFailure.Gone);
                break;
            case UploadRefused refused:
                FailFetch(refused.Nick, refused.File, DownloadFailure.Gone);
                break;
            case QueueLimited limited:
                FailFetch(limited.Nick, limited.File, DownloadFailure.Busy);
                break;
            case DataPortError error:
                OnDataPortError(error.Nick);
                break;
            case UploadRequest request:
                OnUploadRequest(request);
                break;
            case PushAck ack:
                OnPushAck(ack);
                break;
            case ResumeMatch match:
                OnResumeMatch(match);
                break;
            case ResumeEnd:
                OnResumeEnd();
                break;
            case UserSignedOn on:
                if (!BuddiesOnline.Contains(on.Nick)) BuddiesOnline.Add(on.Nick);
                break;
            case UserSignedOff off:
                BuddiesOnline.Remove(off.Nick);
                break;
            case PingUser ping:
                _server!.Send(new PongUser(ping.Nick));
                break;
            case RedirectTo redirect:
                PeerId other = NapsterAddress.Parse(redirect.Server);
                _server!.Close();
                DropServer();
                GoTo(other);
                break;
            case BackToRedirector or LoginError or GhostNotice or Disconnecting:
                _server!.Close();
                LoseServer();
                break;
        }
    }

    private void OnLoggedIn()
    {
        IsLoggedIn = _isRegistered = true;
        Timers.StartSingleTimer(SilenceTimer, new ServerIsSilent(), run.Settings.ServerSilence);
        foreach (string buddy in run.Users.HotListOf(Self)) _server!.Send(new HotListInitial(buddy));
        if (run.Settings.BatchShares) PublishByDirectory();
        else Publish();
        if (run.Users.ChannelOf(Self) is not { } channel) return;
        _server!.Send(new JoinChannel(channel));
        Timers.StartSingleTimer(ChatTimer, new TimeToChat(), Random.NextExponential(run.Settings.ChatInterval));
    }

    private void Publish()
    {
        foreach (int file in SharedFiles)
        {
            if (IsShareable(file)) _server!.Send(new ShareFile(Announced(file)));
        }
    }

    private void PublishByDirectory()
    {
        const string Directory = "";
        var batch = new List<NapsterFile>();
        int length = 0;
        foreach (int file in SharedFiles)
        {
            if (!IsShareable(file)) continue;
            NapsterFile shared = Announced(file);
            int size = new ShareFile(shared).WireSize - NapsterMessage.HeaderSize + 1;
            if (length + size > ShareDirectory.MostBytes - 2)
            {
                _server!.Send(new ShareDirectory(Directory, [.. batch]));
                batch.Clear();
                length = 0;
            }

            batch.Add(shared);
            length += size;
        }

        if (batch.Count > 0) _server!.Send(new ShareDirectory(Directory, [.. batch]));
    }

    /// <summary>A file as this client announces it: the fingerprint is that of its own copy.</summary>
    private NapsterFile Announced(int file) => run.Files[file, HashOf(file)];

    private bool IsShareable(int file) => !run.Settings.Mp3Only || MediaKinds.Fits(MediaKinds.Mp3, run.Files[file].Path);

    private void Chat()
    {
        if (!IsLoggedIn || run.Users.ChannelOf(Self) is not { } channel) return;
        _server!.Send(new SayInChannel(channel, "anybody with something new?"));
        Timers.StartSingleTimer(ChatTimer, new TimeToChat(), Random.NextExponential(run.Settings.ChatInterval));
    }

    private void DropServer()
    {
        if (IsLoggedIn) Metrics.Add(run.Metrics.ServerLosses);
        IsLoggedIn = false;
        _server = null;
        BuddiesOnline.Clear();
        Timers.Cancel(SilenceTimer);
        Timers.Cancel(ChatTimer);
        EndAllSearches();
        FailWaitingFetches();
    }

    /// <summary>There is no server any more. What is being transferred goes on; the login is tried again later.</summary>
    private void LoseServer()
    {
        _redirector?.Close();
        _redirector = null;
        DropServer();
        if (_server is not null) return;
        TimeSpan delay = run.Settings.ReconnectDelay;
        Timers.StartSingleTimer(LoginTimer, new TryLogin(), (0.5 * delay) + Random.Next(TimeSpan.Zero, delay));
    }

    private void Ask(Search search)
    {
        _search = search;
        var query = new NapsterQuery
        {
            Words = search.Text.Words,
            MaxResults = run.Settings.MaxResults,
            Kind = run.Settings.Mp3Only ? MediaKinds.Mp3 : MediaKinds.Any,
            LineSpeed = AtLeast(run.Settings.LeastLinkSpeed),
            BitRate = AtLeast(run.Settings.LeastBitRate),
        };
        _server!.Send(new SearchRequest(query.ToText()));
        Timers.StartSingleTimer(SearchTimer, new SearchTimedOut(), run.Settings.SearchTimeout);
    }

    private static Limit AtLeast(int value) => value > 0 ? new Limit(Comparison.AtLeast, value) : default;

    private void OnResult(SearchResult result)
    {
        if (_search is null || run.Files.Find(result.File.Path) is not (>= 0 and var file)) return;
        Found(_search, new SearchHit(NapsterAddress.PeerOf(result.Address), file, LinkSpeed.KbpsOf(result.Link), IsFirewalled: false, Hops: 1, run.Files.HashOf(file, result.File.Md5)));
    }

    private void EndCurrentSearch()
    {
        if (_search is not { } search) return;
        _search = null;
        Timers.Cancel(SearchTimer);
        // The next question goes out before the answer is acted on: what the user does then may fail at once.
        if (IsLoggedIn && _waiting.TryDequeue(out (Search Search, OperationMark Operation) next))
        {
            OperationMark current = PutOperationAside();
            TakeUpOperation(next.Operation);
            Ask(next.Search);
            TakeUpOperation(current);
        }

        EndSearch(search);
    }

    private void EndAllSearches()
    {
        Search? current = _search;
        _search = null;
        Timers.Cancel(SearchTimer);
        if (current is not null) EndSearch(current);
        while (_waiting.TryDequeue(out (Search Search, OperationMark Operation) waiting)) EndSearch(waiting.Search);
    }

    private sealed record TryLogin : Message
    {
        public override int WireSize => 0;
    }

    private sealed record ServerIsSilent : Message
    {
        public override int WireSize => 0;
    }

    private sealed record SearchTimedOut : Message
    {
        public override int WireSize => 0;
    }

    private sealed record TimeToChat : Message
    {
        public override int WireSize => 0;
    }

    private sealed record FetchCheck(int Number) : Message
    {
        public override int WireSize => 0;
    }

    private sealed record UploadCheck(int Number) : Message
    {
        public override int WireSize => 0;
    }
}
