using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.FastTrack;

/// <summary>
/// The search for a parent, from the first ping to the first welcome: rounds of UDP pings to candidates of the cache, then
/// connections to several of those that answered, of which the first that is accepted is kept.
/// </summary>
internal sealed class ParentSearch(KazaaPeer peer, KazaaRun run, PeerId? notThis = null)
{
    /// <summary>One percent of load weighs as much as this round trip, when candidates are compared (our choice; workload and nearness are what counts).</summary>
    private static readonly TimeSpan RoundTripPerPercent = TimeSpan.FromMilliseconds(5);

    private static readonly object RoundTimer = new();
    private readonly ParentSettings _settings = run.Settings.Parent;
    private readonly KazaaMetrics _metrics = run.Metrics;
    private readonly HashSet<int> _tried = notThis is { } excluded ? [excluded.Value] : [];
    private readonly List<PeerId> _probed = [];
    private readonly List<Candidate> _answered = [];
    private readonly List<Connection> _calls = [];
    private TimeSpan _probedAt;
    private int _refusals;
    private int _asks;
    private bool _isEnded;

    /// <summary>Pings the next candidates; where there are none left, asks a bootstrap server.</summary>
    public void NextRound()
    {
        if (_isEnded) return;
        _probed.Clear();
        _answered.Clear();
        peer.Disk.Supernodes.Pick(_settings.Probes, _tried, ref peer.Dice, _probed);
        _probed.Remove(peer.Self);
        if (_probed.Count == 0)
        {
            AskServer();
            return;
        }

        _probedAt = peer.Clock;
        foreach (PeerId candidate in _probed) peer.Send(candidate, SupernodePing.Instance);
        peer.Meters.Add(_metrics.Probes, _probed.Count);
        peer.Alarms.StartSingleTimer(RoundTimer, ProbesOver.Instance, _settings.ProbeWait);
    }

    public void OnPong(PeerId from, byte load)
    {
        if (!_probed.Remove(from)) return;
        peer.Meters.Add(_metrics.ProbesAnswered);
        _answered.Add(new Candidate(from, load, peer.Clock - _probedAt));
        if (_probed.Count == 0) CallBest();
    }

    public void OnRefusal(PeerId from)
    {
        if (!_probed.Remove(from)) return;
        peer.Meters.Add(_metrics.ProbesRefused);
        _refusals++;
        if (_probed.Count == 0) CallBest();
    }

    public void OnProbesOver()
    {
        if (_calls.Count > 0) return;
        // Who does not answer is dead, as far as this client can tell.
        foreach (PeerId silent in _probed) peer.Disk.Supernodes.Remove(silent);
        _probed.Clear();
        CallBest();
    }

    public void OnCallFailed(Connection call)
    {
        if (_isEnded || !_calls.Remove(call) || _calls.Count > 0) return;
        peer.Alarms.Cancel(RoundTimer);
        NextRound();
    }

    public void OnAttemptsOver()
    {
        CloseCallsExcept(null);
        NextRound();
    }

    /// <summary>A bootstrap server has answered: with supernodes, or with none, so that somebody has to begin.</summary>
    public void OnServerList(int entries)
    {
        if (_isEnded) return;
        bool mustBegin = entries == 0, isRefusedEverywhere = _refusals > 0 && _asks > 1;
        if (mustBegin && peer.MayServe(whateverUptime: true) || isRefusedEverywhere && peer.MayServe(whateverUptime: false))
        {
            peer.BecomeSupernode(counts: true);
            return;
        }

        int known = _tried.Count;
        _tried.Clear();
        // Those that refused may have room by now, but not at once.
        if (entries == 0 || known > 0 && _asks > 1) Later();
        else NextRound();
    }

    public void OnNoList()
    {
        if (!_isEnded) Later();
    }

    /// <summary>The search is over; all calls but one are closed.</summary>
    public void EndExcept(Connection? kept)
    {
        _isEnded = true;
        peer.Alarms.Cancel(RoundTimer);
        CloseCallsExcept(kept);
    }

    private void Later()
    {
        _tried.Clear();
        peer.Alarms.StartSingleTimer(RoundTimer, TimeToSeek.Instance, _settings.Retry * (0.75 + 0.5 * peer.Dice.NextDouble()));
    }

    private void AskServer()
    {
        _asks++;
        peer.Meters.Add(_metrics.BootstrapAsked);
        peer.Call(run.BootstrapServer(peer.Dice.Next(run.Settings.Bootstrap.Servers)), ListCall.Instance);
    }

    private void CallBest()
    {
        if (_isEnded || _calls.Count > 0) return;
        if (_answered.Count == 0)
        {
            NextRound();
            return;
        }

        _answered.Sort(static (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : a.Peer.CompareTo(b.Peer));
        for (int i = 0; i < Math.Min(_settings.Attempts, _answered.Count); i++) _calls.Add(peer.Call(_answered[i].Peer, this));
        peer.Alarms.StartSingleTimer(RoundTimer, AttemptsOver.Instance, _settings.AttemptWait);
    }

    private void CloseCallsExcept(Connection? kept)
    {
        foreach (Connection call in _calls)
        {
            if (ReferenceEquals(call, kept)) continue;
            call.Tag = null;
            call.Close();
        }

        _calls.Clear();
    }

    private readonly record struct Candidate(PeerId Peer, byte Load, TimeSpan RoundTrip)
    {
        public long Score => RoundTrip.Ticks + Load * RoundTripPerPercent.Ticks;
    }
}

/// <summary>The answers to pings have had their time.</summary>
internal sealed record ProbesOver : Message
{
    public static ProbesOver Instance { get; } = new();

    public override int WireSize => 0;
}

/// <summary>The connections to candidates have had their time.</summary>
internal sealed record AttemptsOver : Message
{
    public static AttemptsOver Instance { get; } = new();

    public override int WireSize => 0;
}

/// <summary>Time for another round.</summary>
internal sealed record TimeToSeek : Message
{
    public static TimeToSeek Instance { get; } = new();

    public override int WireSize => 0;
}
