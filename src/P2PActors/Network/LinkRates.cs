using P2PActors.Actors;

namespace P2PActors.Network;

/// <summary>
/// The access links of all peers: a small number of classes, one byte per peer, and what degradations leave of them.
/// </summary>
internal sealed class LinkRates(byte[] classOf, double[] upTicksPerByte, double[] downTicksPerByte)
{
    private readonly SortedDictionary<int, (IReadOnlyList<PeerId> Peers, double Left)> _cuts = [];
    private double[]? _slowdown;
    private int _next;

    /// <summary>Time one byte takes, ticks of 100 ns.</summary>
    public double Up(int peer) => _slowdown is null ? upTicksPerByte[classOf[peer]] : upTicksPerByte[classOf[peer]] * _slowdown[peer];

    /// <summary>Time one byte takes, ticks of 100 ns.</summary>
    public double Down(int peer) => _slowdown is null ? downTicksPerByte[classOf[peer]] : downTicksPerByte[classOf[peer]] * _slowdown[peer];

    /// <summary>Leaves some peers only a share of their rate.</summary>
    /// <returns>The number to undo it by.</returns>
    public int Cut(IReadOnlyList<PeerId> peers, double left)
    {
        _cuts.Add(++_next, (peers, left));
        Apply();
        return _next;
    }

    /// <summary>Undoes a cut.</summary>
    /// <returns>The peers concerned; null if it was undone before.</returns>
    public IReadOnlyList<PeerId>? Uncut(int number)
    {
        if (!_cuts.Remove(number, out (IReadOnlyList<PeerId> Peers, double Left) cut)) return null;
        Apply();
        return cut.Peers;
    }

    /// <summary>The cuts in force.</summary>
    public IReadOnlyCollection<int> Cuts => _cuts.Keys;

    private void Apply()
    {
        // All over again, so that what is left after many is exactly what it would be with those in force alone.
        _slowdown = null;
        if (_cuts.Count == 0) return;
        double[] slowdown = new double[classOf.Length];
        Array.Fill(slowdown, 1);
        foreach ((IReadOnlyList<PeerId> peers, double left) in _cuts.Values)
        {
            foreach (PeerId peer in peers) slowdown[peer.Value] /= left;
        }

        _slowdown = slowdown;
    }
}
