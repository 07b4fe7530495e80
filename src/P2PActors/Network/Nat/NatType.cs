namespace P2PActors.Network.Nat;

/// <summary>What stands between a peer and the open Internet (RFC 3489 section 5 names the NAT types).</summary>
public enum NatType : byte
{
    /// <summary>A public address; everything comes in.</summary>
    None,
    /// <summary>Once the peer has sent anything, its mapped port takes datagrams from anybody.</summary>
    FullCone,
    /// <summary>Datagrams come in only from addresses the peer has sent to.</summary>
    Restricted,
    /// <summary>Datagrams come in only from the address and port the peer has sent to.</summary>
    PortRestricted,
    /// <summary>As port-restricted, and every destination sees another external port.</summary>
    Symmetric,
    /// <summary>A firewall that keeps inbound connections and unsolicited datagrams out; the address is public.</summary>
    BlocksInbound,
    /// <summary>A firewall that lets no datagram through in either direction, and no inbound connection.</summary>
    BlocksUdp,
}
