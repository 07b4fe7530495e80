namespace P2PActors.Actors;

/// <summary>
/// An actor that can be asked for numbers of its own, such as how many files it shares. Faults choose the top of them
/// (<c>top = 4%, by = files</c>) and inspection sorts by them. The names stand in <see cref="Protocols.IProtocol.PeerGauges"/>.
/// </summary>
public interface IPeerGauges
{
    /// <summary>The value of a gauge now.</summary>
    /// <returns>False if this peer has no such gauge.</returns>
    bool TryGauge(string name, out double value);
}
