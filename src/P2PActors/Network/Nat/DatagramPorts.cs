namespace P2PActors.Network.Nat;

/// <summary>
/// The ports of a datagram as far as NATs care. Every peer has one base port; a symmetric NAT uses a port of its own for
/// every destination. A datagram comes from one of the two, or on request from another port that only tests of NATs use, and goes
/// to one of the two.
/// </summary>
[Flags]
internal enum DatagramPorts
{
    /// <summary>From the sender's base port to the receiver's base port.</summary>
    Base = 0,
    /// <summary>The sender's NAT made a port for this destination alone.</summary>
    FromOwn = 1,
    /// <summary>Addressed to the port the receiver's NAT made for this sender.</summary>
    ToOwn = 2,
    /// <summary>From another port of the sender, once: what comes back goes to the base port as before.</summary>
    FromOther = 4,
    /// <summary>The datagram stands for a train of packets.</summary>
    Train = 8,
}
