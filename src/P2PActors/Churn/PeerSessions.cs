using P2PActors.Churn.Laws;
using P2PActors.Engine;

namespace P2PActors.Churn;

/// <summary>
/// The stays of one peer, one after the other, drawn from the peer's own stream. Holds no stream itself: hand the same one to
/// every call. A mutable struct of 48 bytes; keep it in a field.
/// </summary>
public struct PeerSessions
{
    private readonly ChurnSettings _settings;
    private readonly DurationLaw _law;
    private readonly int _peer;
    private readonly int _population;
    private TimeSpan _first;
    private TimeSpan _end;
    private int _taken;

    /// <summary>The stays of a peer.</summary>
    /// <param name="settings">How peers come and go.</param>
    /// <param name="peer">Its number among the population, from 0.</param>
    /// <param name="population">How many peers there are.</param>
    /// <param name="random">The peer's own stream: the first draws decide how stable it is.</param>
    public PeerSessions(ChurnSettings settings, int peer, int population, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _peer, _population) = (settings, peer, population);
        _law = settings.Sessions.ForPeer(ref random);
    }

    /// <summary>The next stay; false if the peer does not come (back).</summary>
    public bool TryNext(ref RandomStream random, out Session session)
    {
        if (_law is TraceLaw { Replay: true } trace) return TryReplay(trace.Trace, out session);
        session = default;
        if (_taken > 0 && (!_settings.Rejoin || _end == DurationLaw.Never)) return false;
        (TimeSpan start, TimeSpan length) = _taken == 0 ? First(ref random) : (Again(ref random), _law.Sample(ref random));
        if (start == DurationLaw.Never) return false;
        if (_taken == 0) _first = start;
        session = new Session(start, length, random.NextBool(_settings.CrashShare));
        _end = session.End;
        _taken++;
        return true;
    }

    private readonly (TimeSpan Start, TimeSpan Length) First(ref RandomStream random)
    {
        TimeSpan arrival = _settings.Arrivals.FirstArrival(_peer, _population, ref random);
        if (!_settings.Arrivals.BeginsInSteadyState) return (arrival, _law.Sample(ref random));
        return random.NextBool(_settings.OnlineShare(_law))
            ? (arrival, _law.SampleResidual(ref random))
            : (_settings.Offline.SampleResidual(ref random), _law.Sample(ref random));
    }

    private readonly TimeSpan Again(ref RandomStream random)
    {
        TimeSpan earliest = After(_end, _settings.Offline.Sample(ref random));
        return earliest == DurationLaw.Never ? earliest : _settings.Arrivals.Return(_first, earliest, ref random);
    }

    private bool TryReplay(SessionTrace trace, out Session session)
    {
        ReadOnlySpan<Session> recorded = trace.Of(_peer);
        session = _taken < recorded.Length ? recorded[_taken] : default;
        return _taken++ < recorded.Length;
    }

    private static TimeSpan After(TimeSpan end, TimeSpan pause) => pause >= DurationLaw.Never - end ? DurationLaw.Never : end + pause;
}
