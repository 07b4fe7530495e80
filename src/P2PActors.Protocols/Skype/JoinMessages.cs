using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Skype;

/// <summary>UDP: are you a supernode with room?</summary>
internal sealed record NodeProbe : Message
{
    public static NodeProbe Instance { get; } = new();

    public override int WireSize => 18;
}

/// <summary>UDP: yes, or no but these are.</summary>
/// <param name="HasRoom">Whether it takes another client.</param>
/// <param name="Others">Other supernodes, where it does not.</param>
internal sealed record NodeProbeAnswer(bool HasRoom, PeerId[] Others) : Message
{
    public override int WireSize => SkypeSizes.Frame + Others.Length * SkypeSizes.Endpoint;
}

/// <summary>TCP: be my supernode.</summary>
/// <param name="User">Who this is.</param>
/// <param name="Port">The port that was called: 33033, 80 or 443; firewalls let the last two pass.</param>
internal sealed record ClientHello(ulong User, ushort Port) : Message
{
    public override int WireSize => SkypeSizes.KeyAgreement + SkypeSizes.Frame + SkypeSizes.User;
}

/// <summary>TCP: I am. The list goes into the host cache; the testers help to find out about the client's NAT.</summary>
internal sealed record ClientWelcome(PeerId[] HostCache, PeerId[] Testers) : Message
{
    public override int WireSize => SkypeSizes.KeyAgreement + SkypeSizes.Frame + (HostCache.Length + Testers.Length) * SkypeSizes.Endpoint;
}

/// <summary>TCP: I am full, these are others.</summary>
internal sealed record ClientRefusal(PeerId[] Others) : Message
{
    public override int WireSize => SkypeSizes.Frame + Others.Length * SkypeSizes.Endpoint;
}

/// <summary>TCP, from time to time: supernodes for the host cache.</summary>
internal sealed record HostCacheUpdate(PeerId[] HostCache) : Message
{
    public override int WireSize => SkypeSizes.Frame + HostCache.Length * SkypeSizes.Endpoint;
}

/// <summary>TCP: are you there? That TCP acknowledges it is answer enough; where it does not, the connection breaks.</summary>
internal sealed record SkypeKeepAlive : Message
{
    public static SkypeKeepAlive Instance { get; } = new();

    public override int WireSize => 2;
}

/// <summary>TCP, to the supernode: what I am and whether I am on line. The supernode puts it into the directory.</summary>
/// <param name="User">Who this is.</param>
/// <param name="Certificate">The login server's word for it.</param>
/// <param name="Nat">What the client found out about its NAT.</param>
/// <param name="UplinkKbps">Its uplink.</param>
/// <param name="Uptime">How long it has been on line.</param>
/// <param name="IsOnline">False when it leaves.</param>
internal sealed record ClientProfile(ulong User, ulong Certificate, ClientNat Nat, int UplinkKbps, TimeSpan Uptime, bool IsOnline) : Message
{
    public override int WireSize => SkypeSizes.Frame + SkypeSizes.Record;
}

/// <summary>TCP, to the login server, before anything else: 16 03 01 00 00, which imitates a record of TLS.</summary>
internal sealed record LoginGreeting : Message
{
    public static LoginGreeting Instance { get; } = new();

    public override int WireSize => 5;
}

/// <summary>TCP, the login server's answer to that: 17 03 01 00 00.</summary>
internal sealed record LoginGreetingAnswer : Message
{
    public static LoginGreetingAnswer Instance { get; } = new();

    public override int WireSize => 5;
}

/// <summary>TCP, to the login server.</summary>
/// <param name="User">Who this is.</param>
/// <param name="Secret">What only this user knows.</param>
internal sealed record LoginRequest(ulong User, ulong Secret) : Message
{
    public override int WireSize => SkypeSizes.KeyAgreement + 400;
}

/// <summary>What came of a log-in.</summary>
internal enum LoginResult : byte
{
    /// <summary>Welcome.</summary>
    Accepted,
    /// <summary>The name belongs to somebody else.</summary>
    Denied,
    /// <summary>Too many at once.</summary>
    Busy,
}

/// <summary>TCP, from the login server.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Certificate">Its signature of name and node, for whoever looks at directory records.</param>
internal sealed record LoginAnswer(LoginResult Result, ulong Certificate) : Message
{
    public override int WireSize => Result == LoginResult.Accepted ? SkypeSizes.KeyAgreement + 2000 : 22;
}

/// <summary>UDP, to supernodes of the host cache after the log-in: I am on line.</summary>
internal sealed record Announcement : Message
{
    public static Announcement Instance { get; } = new();

    public override int WireSize => SkypeSizes.Frame + SkypeSizes.User;
}

/// <summary>UDP: so am I; a client that was announced to a node which is no supernode any more gets no answer.</summary>
internal sealed record AnnouncementAnswer : Message
{
    public static AnnouncementAnswer Instance { get; } = new();

    public override int WireSize => SkypeSizes.Frame;
}

/// <summary>STUN binding request (RFC 3489 section 8.1): where do I come from? With a wish for the answer.</summary>
/// <param name="Test">Number of the test, part of the transaction id.</param>
/// <param name="Change">From where the answer is to come: CHANGE-REQUEST.</param>
/// <param name="Contacted">Where the answer must not come from, for the client's NAT lets these in already.</param>
internal sealed record BindingRequest(byte Test, StunChange Change, PeerId[] Contacted) : Message
{
    public override int WireSize => Wire.StunMessage.HeaderBytes + (Change == StunChange.None ? 0 : 8) + Contacted.Length * SkypeSizes.Endpoint;
}

/// <summary>From where a STUN answer is to come.</summary>
internal enum StunChange : byte
{
    /// <summary>From where the request went.</summary>
    None,
    /// <summary>From another port.</summary>
    Port,
    /// <summary>From another address and port.</summary>
    Address,
}

/// <summary>STUN binding response: MAPPED-ADDRESS, SOURCE-ADDRESS and CHANGED-ADDRESS, 12 B each.</summary>
internal sealed record BindingResponse(byte Test, PeerEndpoint Mapped) : Message
{
    public override int WireSize => Wire.StunMessage.HeaderBytes + 3 * 12;
}

/// <summary>UDP between supernodes: answer this one's binding request from your address, as it asked for another than mine.</summary>
internal sealed record BindingHandOver(byte Test, PeerId Client, PeerEndpoint Mapped) : Message
{
    public override int WireSize => SkypeSizes.Frame + 2 * SkypeSizes.Endpoint;
}

/// <summary>What a client knows of its NAT, by the tests of RFC 3489.</summary>
internal enum ClientNat : byte
{
    /// <summary>The tests are not over.</summary>
    Unknown,
    /// <summary>A public address.</summary>
    Open,
    /// <summary>Full cone.</summary>
    FullCone,
    /// <summary>Restricted cone.</summary>
    Restricted,
    /// <summary>Port-restricted cone.</summary>
    PortRestricted,
    /// <summary>Symmetric.</summary>
    Symmetric,
    /// <summary>A public address behind a firewall that lets in only answers.</summary>
    Firewall,
    /// <summary>No datagram comes through.</summary>
    NoUdp,
}
