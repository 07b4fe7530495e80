using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>
/// Calls of others that a client with a public address passes on: as many as half of its uplink bears, each at most 4 kB/s a
/// side. A relayed call costs its rate twice in and twice out.
/// </summary>
internal sealed class RelayService(SkypeNode node, SkypeRun run, int most)
{
    /// <summary>A call of which nothing is heard for so long is forgotten.</summary>
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);

    private static readonly object IdleTimer = new();
    private readonly List<RelaySession> _sessions = [];

    /// <summary>Calls passed on now.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>Most calls at a time.</summary>
    public int Most => most;

    /// <summary>Whether another call is welcome.</summary>
    public bool HasRoom => _sessions.Count < most;

    /// <summary>One side of a call wants to meet the other here.</summary>
    public void Bind(CallId call, PeerId side, Connection? connection)
    {
        RelaySession? session = Find(call);
        if (session is null)
        {
            if (!HasRoom)
            {
                node.Meters.Add(run.Metrics.RelayRefused);
                Answer(new RelaySide(call, side, connection), false);
                return;
            }

            session = new RelaySession(call) { LastHeard = node.Clock };
            _sessions.Add(session);
            if (_sessions.Count == 1) node.Alarms.StartPeriodicTimer(IdleTimer, TimeToLookForIdle.Instance, LongestIdle);
        }

        session.LastHeard = node.Clock;
        var here = new RelaySide(call, side, connection);
        if (connection is not null) connection.Tag = here;
        bool wasReady = session.IsReady;
        if (session.First is null || session.First.Node == side) session.First = here;
        else if (session.Second is null || session.Second.Node == side) session.Second = here;
        if (!session.IsReady) return;
        if (!wasReady) node.Meters.Add(run.Metrics.RelaySessions);
        Answer(session.First!, true);
        Answer(session.Second!, true);
    }

    /// <summary>Passes voice on.</summary>
    /// <returns>False if the call is not passed on here.</returns>
    public bool PassOn(Voice voice, PeerId from)
    {
        if (Find(voice.Call) is not { IsReady: true } session) return false;
        session.LastHeard = node.Clock;
        RelaySide to = session.First!.Node == from ? session.Second! : session.First;
        int most = Math.Max(1, (int)(run.Settings.Paths.RelayLimit.Bytes * voice.Sent * voice.Spacing.TotalSeconds / voice.PacketBytes));
        Voice passed = voice.PassedOn(most);
        if (voice.Reception.Received > passed.Packets) node.Meters.Add(run.Metrics.RelayOver, voice.Reception.Received - passed.Packets);
        node.Meters.Add(run.Metrics.RelayBytes, passed.WireSize);
        if (node.Self.Value < run.RelayedBytes.Length) run.RelayedBytes[node.Self.Value] += passed.WireSize;
        if (to.Connection is { } connection) connection.SendTrain(passed);
        else node.SendTrain(to.Node, passed);
        return true;
    }

    /// <summary>A call is over, or its side has closed its connection.</summary>
    public void Release(CallId call)
    {
        if (Find(call) is { } session) _sessions.Remove(session);
    }

    /// <summary>One side's connection is gone: it may bind again.</summary>
    public void Release(RelaySide side) => Release(side.Call);

    /// <summary>Forgets calls that have fallen silent.</summary>
    public void RemoveIdle()
    {
        for (int i = _sessions.Count - 1; i >= 0; i--)
        {
            if (node.Clock - _sessions[i].LastHeard >= LongestIdle) _sessions.RemoveAt(i);
        }

        if (_sessions.Count == 0) node.Alarms.Cancel(IdleTimer);
    }

    private RelaySession? Find(CallId call)
    {
        foreach (RelaySession session in _sessions)
        {
            if (session.Call == call) return session;
        }

        return null;
    }

    private void Answer(RelaySide side, bool isReady)
    {
        var answer = new RelayBound(side.Call, isReady);
        if (side.Connection is { } connection) connection.Send(answer);
        else node.Send(side.Node, answer);
    }

    private sealed class RelaySession(CallId call)
    {
        public readonly CallId Call = call;
        public RelaySide? First;
        public RelaySide? Second;
        public TimeSpan LastHeard;

        public bool IsReady => First is not null && Second is not null;
    }

    internal sealed record TimeToLookForIdle : Message
    {
        public static TimeToLookForIdle Instance { get; } = new();

        public override int WireSize => 0;
    }
}

/// <summary>One side of a call at its relay; the tag of its connection, if it has one.</summary>
internal sealed class RelaySide(CallId call, PeerId node, Connection? connection)
{
    public readonly CallId Call = call;
    public readonly PeerId Node = node;
    public readonly Connection? Connection = connection;
}
