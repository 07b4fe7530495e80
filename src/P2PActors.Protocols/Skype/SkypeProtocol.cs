namespace P2PActors.Protocols.Skype;

/// <summary>
/// Skype as it was from 2003 to 2012: supernodes with a directory of who is on line, calls from peer to peer through all kinds of
/// NATs, and relays where nothing else goes; and, with supernodes of the company only, as it was after that.
/// </summary>
/// <remarks>
/// <para>Modelled: the login server, which signs names and takes a limited number of log-ins; the host cache of 200 supernodes
/// and seven built-in ones; log-in by UDP, TCP, port 80 and port 443, five times, six seconds apart, after which some twenty
/// supernodes are told; what a client finds out about its NAT by the tests of STUN (RFC 3489); supernodes with a limited number
/// of clients, chosen by reachability, uplink and time on line when those there are become full; slots of nine supernodes that
/// hold copies of one part of the directory, blocks of eight slots; searches that ask 4, then 8, then 16 supernodes until
/// somebody is found or does not exist; what was found is remembered by the client and its supernode; records that live for
/// 72 hours; buddies, presence, text; calls direct, by reversal, by hole punching, by relay and over TCP, with the loss, delay
/// and jitter of each packet's path; relays chosen by both ends' round trips, changed when they fall silent; supernodes that
/// shut themselves down under load, as in December 2010.</para>
/// <para>Choices where nothing is known. A user's slot is a hash of the name. Supernodes know each other from notices,
/// lists that they exchange and pings within their slot. A signal goes to the own supernode, to the other's, and to the
/// other. Every client with a public address may be asked to relay, for half of its uplink. Sizes are estimates that add up
/// to the traffic that was seen. Signatures are keyed hashes: a forger has no key, and that is all that counts here.</para>
/// <para>Left out: encryption; files, video, conferences; calls to the telephone network; silence detection, which Skype did
/// not have either; texts kept by servers; the look for a new version at the start; changing to a path that has become faster.</para>
/// <para>Sources: S. A. Baset, H. Schulzrinne, "An Analysis of the Skype Peer-to-Peer Internet Telephony Protocol" (2004);
/// S. Guha, N. Daswani, R. Jain, "An Experimental Study of the Skype Peer-to-Peer VoIP System" (IPTPS 2006); W. Kho,
/// S. A. Baset, H. Schulzrinne, "Skype Relay Calls" (2008); Skype's Network Administrator's Guide 3.0; Skype's reports on the
/// outages of August 2007 and December 2010; lectures for slots and blocks.</para>
/// </remarks>
public sealed class SkypeProtocol : IProtocol
{
    private readonly IReadOnlyList<int>? _supernodes;

    /// <summary>The protocol.</summary>
    public SkypeProtocol() { }

    /// <summary>The protocol with given supernodes at the beginning.</summary>
    internal SkypeProtocol(IReadOnlyList<int> supernodes) => _supernodes = supernodes;

    /// <inheritdoc />
    public string Name => "skype";

    /// <inheritdoc />
    public string Summary => "Skype (2003-2012): a login server, supernodes that share the directory of users, and calls from peer to peer through NATs, by relays where needed.";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["peer", "login", "bootstrap", "hosted"];

    /// <inheritdoc />
    public Type Settings => typeof(SkypeSettings);

    /// <inheritdoc />
    public IReadOnlyList<string> Statuses { get; } = [SkypeNode.Supernode, SkypeNode.OrdinaryNode, SkypeNode.Joining, SkypeNode.BuiltIn];

    /// <inheritdoc />
    public IReadOnlyList<string> PeerGauges { get; } = ["clients", "records", "relayed"];

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SkypeRun(context, (SkypeSettings)context.Settings, _supernodes);
    }
}
