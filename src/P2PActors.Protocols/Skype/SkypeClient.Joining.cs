using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <content>
/// Getting on line (Baset and Schulzrinne 2004): supernodes of the host cache are tried by UDP, then by TCP at their port, at 80
/// and at 443, five times; then come the tests of the NAT and the login server; at last its supernode, its buddies and some
/// twenty other supernodes are told.
/// </content>
internal sealed partial class SkypeClient
{
    private static readonly object SeekTimer = new(), LoginTimer = new(), LoginRetryTimer = new(), KeepAliveTimer = new();
    private static readonly ushort[] Ports = [33033, 80, 443];
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>Most supernodes that are tried on the word of full ones before the cycle goes on.</summary>
    private const int MostHints = 40;

    private readonly HashSet<int> _tried = [];

    /// <summary>Supernodes that have answered with what the login server never signed.</summary>
    private readonly HashSet<int> _distrusted = [];
    private readonly List<PeerId> _candidates = [];
    private readonly List<PeerId> _pool = [];
    private readonly List<Connection> _seekCalls = [];

    /// <summary>Whom this session's datagrams were sent to while joining: these can tell nothing about the NAT.</summary>
    private readonly List<PeerId> _contacted = [];
    private Connection? _supernode;
    private Connection? _loginCall;
    private NatTest? _natTest;
    private ulong _user;
    private ulong _secret;
    private ulong _certificate;
    private int _cycle;
    private int _port = -1;
    private int _hints;
    private int _failures;
    private bool _isSeeking;
    private bool _mayServe = true;
    private bool _wasOnline;
    private TimeSpan? _orphanSince;

    /// <summary>What it found out about its NAT.</summary>
    internal ClientNat Nat { get; private set; }

    /// <summary>Whether the login server has let it in.</summary>
    internal bool IsLoggedIn => _certificate != 0;

    /// <summary>Whether it has a supernode, or is one.</summary>
    internal bool HasSupernode => Service is not null || _supernode is not null;

    private bool OnJoinMessage(Message message)
    {
        switch (message)
        {
            case TimeToJoin:
                Join();
                break;
            case NodeProbeAnswer answer:
                OnProbeAnswer(Sender, answer);
                break;
            case TimeToSeekOn:
                SeekOn();
                break;
            case ClientWelcome welcome:
                OnWelcome(Channel!, welcome);
                break;
            case ClientRefusal refusal:
                OnRefusal(Channel!, refusal);
                break;
            case HostCacheUpdate update:
                Disk.Take(update.HostCache);
                break;
            case BindingResponse response:
                _natTest?.OnResponse(response);
                break;
            case NatTest.TimeForNatTest:
                _natTest?.OnTime();
                break;
            case LoginGreetingAnswer:
                if (_loginCall is { } server) server.Send(new LoginRequest(_user, _secret));
                break;
            case LoginAnswer answer:
                OnLoginAnswer(answer);
                break;
            case TimeToLogIn:
                LogIn();
                break;
            case LoginOverdue:
                LoginFailed();
                break;
            case AnnouncementAnswer:
                Disk.NoteAlive(Sender);
                break;
            case BecomeSupernode order:
                OnPromotion(order);
                break;
            default:
                return false;
        }

        return true;
    }

    private void Join()
    {
        if (Incarnation == 1 && _run.Oracle.FirstPlace(Self) is var place && place >= 0)
        {
            _since = Now;
            Nat = ClientNat.Open;
            Serve(place % _run.Slots, []);
            LogIn();
            return;
        }

        if (Now < HeadStart + SecondsForSupernodes)
        {
            Timers.StartSingleTimer(JoinTimer, TimeToJoin.Instance, HeadStart + SecondsForSupernodes + Random.Next(TimeSpan.Zero, SecondsForSupernodes) - Now);
            return;
        }

        _since = Now;
        Seek();
    }

    /// <summary>Begins the search for a supernode.</summary>
    private void Seek()
    {
        (_isSeeking, _cycle) = (true, 0);
        ForgetTried();
        BeginCycle();
    }

    private void BeginCycle()
    {
        (_port, _hints) = (-1, 0);
        _candidates.Clear();
        _pool.Clear();
        Disk.Pick(_settings.Login.Probes, _tried, ref Random, _candidates);
        if (_candidates.Count == 0)
        {
            // A new user, or all that were known are gone: those built in are asked.
            ForgetTried();
            int first = Random.Next(_settings.Login.Bootstrap);
            for (int i = 0; i < Math.Min(_settings.Login.Probes, _settings.Login.Bootstrap); i++) _candidates.Add(_run.BootstrapSupernode((first + i) % _settings.Login.Bootstrap));
        }

        // Where those it knew are silent, one that is built in may know better.
        if (_cycle > 0) _candidates.Add(_run.BootstrapSupernode(Random.Next(_settings.Login.Bootstrap)));
        _candidates.Remove(Self);
        if (Nat == ClientNat.NoUdp)
        {
            SeekOn();
            return;
        }

        foreach (PeerId candidate in _candidates) ProbeNode(candidate);
        Timers.StartSingleTimer(SeekTimer, TimeToSeekOn.Instance, _settings.Login.UdpWait);
    }

    private void ForgetTried()
    {
        _tried.Clear();
        _tried.UnionWith(_distrusted);
    }

    private void ProbeNode(PeerId candidate)
    {
        Metrics.Add(_metrics.Probes);
        if (!_contacted.Contains(candidate)) _contacted.Add(candidate);
        Tell(candidate, NodeProbe.Instance);
    }

    private void OnProbeAnswer(PeerId from, NodeProbeAnswer answer)
    {
        if (!_isSeeking) return;
        if (!answer.HasRoom)
        {
            Metrics.Add(_metrics.ProbesRefused);
            if (!_candidates.Remove(from)) return;
            foreach (PeerId other in answer.Others)
            {
                if (_hints >= MostHints || !_tried.Add(other.Value) || other == Self) continue;
                _hints++;
                _pool.Add(other);
            }

            ProbeHinted();
            return;
        }

        // The first that has room is taken; the others would be if it changed its mind.
        if (_seekCalls.Count == 0) CallNode(from, 33033);
    }

    /// <summary>Probes some of those that full ones have named: no more at a time than at first, and none while one is called.</summary>
    private void ProbeHinted()
    {
        while (_seekCalls.Count == 0 && _port < 0 && _candidates.Count < _settings.Login.Probes && _pool.Count > 0)
        {
            int drawn = Random.Next(_pool.Count);
            PeerId next = _pool[drawn];
            _pool[drawn] = _pool[^1];
            _pool.RemoveAt(_pool.Count - 1);
            _candidates.Add(next);
            ProbeNode(next);
        }
    }

    private void CallNode(PeerId node, ushort port)
    {
        // A call that is still waiting says nothing new about its supernode.
        foreach (Connection call in _seekCalls)
        {
            if (call.Remote == node) return;
        }

        _seekCalls.Add(Call(node, new SeekCall(port)));
    }

    /// <summary>What was tried has had its time: the next port, or the next cycle, or the end.</summary>
    private void SeekOn()
    {
        if (!_isSeeking) return;
        if (_port == Ports.Length)
        {
            BeginCycle();
            return;
        }

        CloseSeekCalls(null);
        if (++_port < Ports.Length && _candidates.Count > 0)
        {
            Metrics.Add(_metrics.TcpFallbacks, Math.Min(_candidates.Count, _settings.Login.Probes));
            for (int i = 0; i < Math.Min(_candidates.Count, _settings.Login.Probes); i++) CallNode(_candidates[i], Ports[_port]);
            Timers.StartSingleTimer(SeekTimer, TimeToSeekOn.Instance, _settings.Login.TcpWait);
            return;
        }

        foreach (PeerId silent in _candidates) Disk.Forget(silent);
        _port = Ports.Length;
        if (++_cycle < _settings.Login.Cycles)
        {
            Timers.StartSingleTimer(SeekTimer, TimeToSeekOn.Instance, _settings.Login.CyclePause);
            return;
        }

        Metrics.Add(_metrics.LoginsFailed);
        _cycle = 0;
        ForgetTried();
        Timers.StartSingleTimer(SeekTimer, TimeToSeekOn.Instance, NextRetry());
    }

    private TimeSpan NextRetry()
    {
        double factor = _settings.Login.BackOff ? Math.Pow(2, Math.Min(_failures, 16)) : 1;
        _failures++;
        TimeSpan mean = _settings.Login.Retry * factor;
        return Random.NextExponential(mean < LongestRetry ? mean : LongestRetry);
    }

    private void OnRefusal(Connection call, ClientRefusal refusal)
    {
        if (call.Tag is not SeekCall) return;
        call.Tag = null;
        call.Close();
        _seekCalls.Remove(call);
        _candidates.Remove(call.Remote);
        foreach (PeerId other in refusal.Others)
        {
            if (_hints >= MostHints || !_tried.Add(other.Value) || other == Self) continue;
            _hints++;
            if (_port < 0)
            {
                _pool.Add(other);
                continue;
            }

            _candidates.Add(other);
            if (_port < Ports.Length && _seekCalls.Count < _settings.Login.Probes) CallNode(other, Ports[_port]);
        }

        ProbeHinted();
    }

    private void OnSeekCallFailed(Connection call, bool isSilent)
    {
        _seekCalls.Remove(call);
        if (isSilent) Disk.Forget(call.Remote);
        // It was full, or has just gone: the next that is known is tried at once while a cycle runs.
        if (_isSeeking && _port is >= 0 and < 3 && _seekCalls.Count == 0 && _hints > 0 && _candidates.Remove(call.Remote) && _candidates.Count > 0) CallNode(_candidates[^1], Ports[_port]);
    }

    private void CloseSeekCalls(Connection? kept)
    {
        foreach (Connection call in _seekCalls)
        {
            if (ReferenceEquals(call, kept)) continue;
            call.Tag = null;
            call.Close();
        }

        _seekCalls.Clear();
    }

    private void OnWelcome(Connection link, ClientWelcome welcome)
    {
        if (!_isSeeking || link.Tag is not SeekCall)
        {
            link.Tag = null;
            link.Close();
            return;
        }

        CloseSeekCalls(link);
        _isSeeking = false;
        Timers.Cancel(SeekTimer);
        link.Tag = SupernodeLink.Instance;
        _supernode = link;
        _failures = 0;
        Disk.Note(link.Remote);
        Disk.Take(welcome.HostCache);
        Metrics.Add(_metrics.SupernodesFound);
        if (_orphanSince is { } since) Metrics.Record(_metrics.Rehomed, Now - since);
        _orphanSince = null;
        Timers.StartPeriodicTimer(KeepAliveTimer, TimeForKeepAlive.Instance, _settings.Login.KeepAlive);
        if (Nat == ClientNat.Unknown && _natTest is null)
        {
            _natTest = new NatTest(this, _settings.Login.NatTestWait, _metrics, welcome.Testers, _contacted);
            _natTest.Begin();
        }

        if (!IsLoggedIn)
        {
            if (_loginCall is null && !Timers.IsTimerActive(LoginRetryTimer)) LogIn();
            return;
        }

        BeOnline();
    }

    /// <summary>
    /// The login server has let the client in, it knows its NAT and has a supernode: now it is on line. Called for each of
    /// these, and for a new supernode later on; only the first time ends a log-in.
    /// </summary>
    private void BeOnline()
    {
        if (!IsLoggedIn || Nat == ClientNat.Unknown || !HasSupernode) return;
        TellPresence();
        if (_wasOnline) return;
        _wasOnline = true;
        Metrics.Record(_metrics.LoginTime, Now - _since);
        AnnounceItself();
    }

    /// <summary>Some twenty other supernodes are told by datagrams; those that answer are known to live (Baset and Schulzrinne 2004).</summary>
    private void AnnounceItself()
    {
        if (Nat == ClientNat.NoUdp || _settings.Login.Announce == 0) return;
        ForgetTried();
        _candidates.Clear();
        Disk.Pick(_settings.Login.Announce, _tried, ref Random, _candidates);
        foreach (PeerId other in _candidates)
        {
            if (other == Self || other == SupernodeNow) continue;
            Metrics.Add(_metrics.Announcements);
            Tell(other, Announcement.Instance);
        }

        // What joining needed is not needed again for hours.
        _tried.Clear();
        _tried.TrimExcess();
        _candidates.Clear();
        _candidates.TrimExcess();
        _pool.TrimExcess();
    }

    private void LoseSupernode()
    {
        if (_supernode is not { } lost) return;
        Metrics.Add(_metrics.SupernodesLost);
        _supernode = null;
        lost.Tag = null;
        lost.Close();
        Timers.Cancel(KeepAliveTimer);
        Disk.Forget(lost.Remote);
        _orphanSince = Now;
        Seek();
    }

    /// <summary>The tests of the NAT are over.</summary>
    internal void NatKnown(ClientNat nat)
    {
        Nat = nat;
        _natTest = null;
        Metrics.Add(_metrics.NatKinds[(int)nat]);
        BeOnline();
    }

    private void LogIn()
    {
        if (IsLoggedIn || _loginCall is not null) return;
        if (_secret == 0)
        {
            // A Sybil tries the name of somebody else first, whose secret it cannot know.
            bool isThief = _run.Context.Traits.IsSybil(Self.Value) && _failures == 0;
            _user = isThief ? SkypeRun.UserNumber(SkypeRun.NameOf(Random.Next(_run.Context.Ordinary))) : Disk.User;
            _secret = isThief ? 1 : _run.SecretOf(_user);
        }

        _loginCall = Call(_run.LoginServer, LoginCall.Instance);
        Timers.StartSingleTimer(LoginTimer, LoginOverdue.Instance, _settings.Login.Wait);
    }

    private void OnLoginAnswer(LoginAnswer answer)
    {
        if (_loginCall is null) return;
        if (answer.Result != LoginResult.Accepted)
        {
            if (answer.Result == LoginResult.Denied) _secret = 0;
            LoginFailed();
            return;
        }

        EndLoginCall();
        _failures = 0;
        _certificate = answer.Certificate;
        Metrics.Add(_metrics.LoginsDone);
        _run.Oracle.Notes.Append(this, new SkypeNote(Now, Self.Value, false));
        BeOnline();
        BeginToLive();
    }

    private void LoginFailed()
    {
        if (_loginCall is null) return;
        EndLoginCall();
        Metrics.Add(_metrics.LoginsFailed);
        Timers.StartSingleTimer(LoginRetryTimer, TimeToLogIn.Instance, NextRetry());
    }

    private void EndLoginCall()
    {
        Timers.Cancel(LoginTimer);
        if (_loginCall is not { } call) return;
        _loginCall = null;
        call.Tag = null;
        call.Close();
    }

    private void OnPromotion(BecomeSupernode order)
    {
        bool fits = Service is null && _mayServe && IsLoggedIn && Nat == ClientNat.Open && Now - _since >= _settings.Supernodes.MinUptime &&
            _run.UplinkKbps(Self) * 1000.0 >= _settings.Supernodes.MinUplink.BitsPerSecond;
        if (!fits)
        {
            Metrics.Add(_metrics.PromotionsRefused);
            return;
        }

        Metrics.Add(_metrics.Promotions);
        Serve(order.Slot, order.Known);
        BeOnline();
    }

    private void Serve(int slot, KnownSupernode[] known)
    {
        if (_supernode is { } former)
        {
            _supernode = null;
            former.Tag = null;
            former.Close();
            Timers.Cancel(KeepAliveTimer);
        }

        _isSeeking = false;
        CloseSeekCalls(null);
        Timers.Cancel(SeekTimer);
        Service = new SupernodeService(this, _run, slot, _settings.Supernodes.MaxClients);
        Service.Start(known);
    }

    /// <summary>The supernode has shut itself down: its user goes on as an ordinary node, and it serves no more in this session.</summary>
    internal override void ServiceEnded()
    {
        if (Service is not { } service) return;
        Disk.Take(service.HostCache());
        Service = null;
        _mayServe = false;
        service.End();
        _orphanSince = Now;
        Seek();
    }

    private ClientProfile Profile(bool isOnline) => new(_user, _certificate, Nat, _run.UplinkKbps(Self), Now - _since, isOnline);

    internal sealed record TimeToSeekOn : Message
    {
        public static TimeToSeekOn Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeForKeepAlive : Message
    {
        public static TimeForKeepAlive Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record TimeToLogIn : Message
    {
        public static TimeToLogIn Instance { get; } = new();

        public override int WireSize => 0;
    }

    internal sealed record LoginOverdue : Message
    {
        public static LoginOverdue Instance { get; } = new();

        public override int WireSize => 0;
    }
}

/// <summary>Tag of a connection that seeks a supernode.</summary>
internal sealed class SeekCall(ushort port)
{
    /// <summary>The port that was called.</summary>
    public ushort Port => port;
}

/// <summary>Tag of the connection to the supernode.</summary>
internal sealed class SupernodeLink
{
    /// <summary>The only one: it carries nothing.</summary>
    public static SupernodeLink Instance { get; } = new();
}

/// <summary>Tag of the connection to the login server.</summary>
internal sealed class LoginCall
{
    /// <summary>The only one: it carries nothing.</summary>
    public static LoginCall Instance { get; } = new();
}
