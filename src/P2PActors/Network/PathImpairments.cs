using System.Numerics;
using P2PActors.Actors;

namespace P2PActors.Network;

/// <summary>
/// The degradations in force, up to 64 at a time. A path suffers from one when one of its ends is among the peers concerned
/// and the other among those it is about. Latency only ever grows, so the lookahead of the run stays valid.
/// </summary>
internal sealed class PathImpairments(int peers)
{
    private const int Most = 64;
    private readonly ulong[] _concerned = new ulong[peers];
    private readonly ulong[] _with = new ulong[peers];
    private readonly PathImpairment?[] _rules = new PathImpairment?[Most];
    private readonly int[] _numbers = new int[Most];
    private ulong _used;
    private int _last;

    public bool IsEmpty => _used == 0;

    /// <summary>Adds one.</summary>
    /// <param name="rule">What it does.</param>
    /// <param name="concerned">One end of the paths.</param>
    /// <param name="with">The other end; null for everybody.</param>
    /// <returns>Its number; null if there are 64 already.</returns>
    public int? Add(PathImpairment rule, IEnumerable<PeerId> concerned, IEnumerable<PeerId>? with)
    {
        int place = BitOperations.TrailingZeroCount(~_used);
        if (place == Most) return null;
        ulong bit = 1UL << place;
        _used |= bit;
        _rules[place] = rule;
        _numbers[place] = ++_last;
        foreach (PeerId peer in concerned) _concerned[peer.Value] |= bit;
        if (with is null)
        {
            for (int i = 0; i < peers; i++) _with[i] |= bit;
        }
        else
        {
            foreach (PeerId peer in with) _with[peer.Value] |= bit;
        }

        return _last;
    }

    public bool Remove(int number)
    {
        int place = Array.IndexOf(_numbers, number);
        ulong bit = 1UL << place;
        if (place < 0 || (_used & bit) == 0) return false;
        _used &= ~bit;
        for (int i = 0; i < peers; i++)
        {
            _concerned[i] &= ~bit;
            _with[i] &= ~bit;
        }

        return true;
    }

    public void Clear()
    {
        Array.Clear(_concerned);
        Array.Clear(_with);
        _used = 0;
    }

    /// <summary>Latency of a packet of a path, given what it would be without.</summary>
    public long Latency(int from, int to, long latency)
    {
        ulong rules = On(from, to);
        double factor = 1;
        long extra = 0;
        for (; rules != 0; rules &= rules - 1)
        {
            PathImpairment rule = _rules[BitOperations.TrailingZeroCount(rules)]!;
            factor *= rule.LatencyFactor;
            extra += rule.ExtraLatency.Ticks;
        }

        return factor == 1 ? latency + extra : (long)(latency * factor) + extra;
    }

    /// <summary>Share of the packets of a path that are lost, given the share without.</summary>
    public double Loss(int from, int to, double loss)
    {
        double kept = 1 - loss;
        for (ulong rules = On(from, to); rules != 0; rules &= rules - 1) kept *= 1 - _rules[BitOperations.TrailingZeroCount(rules)]!.Loss;
        return 1 - kept;
    }

    private ulong On(int from, int to) => (_concerned[from] & _with[to]) | (_concerned[to] & _with[from]);
}
