using System.Collections;

namespace P2PActors.Engine;

/// <summary>
/// What faults have made of peers: whether they mean harm, and whether they are only one of many identities of one attacker.
/// What harm is, the protocol says. Read by all threads; changed only between windows.
/// </summary>
/// <param name="peers">Number of ordinary peers and Sybils; infrastructure behind them is never malicious.</param>
public sealed class PeerTraits(int peers)
{
    private readonly BitArray _malicious = new(peers);
    private readonly BitArray _sybil = new(peers);

    /// <summary>Whether a peer means harm: a polluter, or a Sybil.</summary>
    public bool IsMalicious(int peer) => peer < _malicious.Length && _malicious[peer];

    /// <summary>Whether a peer is an identity that an attacker made up.</summary>
    public bool IsSybil(int peer) => peer < _sybil.Length && _sybil[peer];

    /// <summary>Whether a peer can mean harm at all: infrastructure cannot.</summary>
    public bool CanBeMalicious(int peer) => peer < _malicious.Length;

    /// <summary>Peers that mean harm.</summary>
    public int Malicious { get; private set; }

    /// <summary>Turns a peer bad, or good again. To be called between windows; the peer is to be told by <see cref="Actors.TraitsChanged"/>.</summary>
    /// <returns>False if it was so before, or is infrastructure.</returns>
    public bool SetMalicious(int peer, bool malicious)
    {
        if (peer >= _malicious.Length || _malicious[peer] == malicious) return false;
        _malicious[peer] = malicious;
        Malicious += malicious ? 1 : -1;
        return true;
    }

    internal void MarkSybil(int peer)
    {
        _sybil[peer] = true;
        SetMalicious(peer, true);
    }
}
