using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols.Conversations;
using P2PActors.Reports;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>
/// Instant messaging as by ICQ, AIM and MSN: a central server keeps buddy lists and knows who is on line; texts go from user to
/// user, and by way of the server where firewalls do not let them. With several servers, each at home for some of the users,
/// it is federated as Jabber is.
/// </summary>
/// <remarks>
/// <para>Modelled: log-in, buddy list kept by the server, presence to everybody who watches, look-up of users, texts over a
/// connection between the two, which the other one opens on request where only it can, texts by way of the server, texts kept by
/// the server for users who are away. Between servers: one presence for each contact, and one probe (RFC 6121).</para>
/// <para>Left out: everything but texts; authentication; the discovery of servers by DNS; XML. Sizes are those of AIM's frames
/// with estimated contents.</para>
/// <para>Sources: lectures, for what the server is there for; RFC 6120 and 6121 for the federated case.</para>
/// </remarks>
public sealed class InstantMessagingProtocol : IProtocol
{
    /// <inheritdoc />
    public string Name => "instant-messaging";

    /// <inheritdoc />
    public string Summary => "Instant messaging (ICQ, AIM, MSN; with several servers, Jabber): central buddy lists and presence, texts from peer to peer.";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["peer", "server"];

    /// <inheritdoc />
    public Type Settings => typeof(InstantMessagingSettings);

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ImRun(context, (InstantMessagingSettings)context.Settings);
    }
}

/// <summary>Instant messaging made ready for one run: users first, servers after them.</summary>
internal sealed class ImRun : IProtocolRun
{
    private readonly ImProbe _probe;

    public ImRun(SystemContext context, InstantMessagingSettings settings)
    {
        (Context, Settings) = (context, settings);
        Metrics = new ImMetrics(context.Metrics);
        Buddies = new BuddyGraph(context.Seed, context.Ordinary, settings.Buddies);
        _probe = new ImProbe(this);
        Probes = [_probe];
    }

    public SystemContext Context { get; }

    public InstantMessagingSettings Settings { get; }

    public ImMetrics Metrics { get; }

    public BuddyGraph Buddies { get; }

    public int Infrastructure => Settings.Servers;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers => [];

    public byte RoleOf(int peer) => peer < Context.Population ? (byte)0 : (byte)1;

    public PeerActor Create(PeerId peer, byte role) => role == 0 ? new ImClient(this) : new ImServer(this);

    public void StateChanged(PeerId peer, PeerState state) { }

    /// <summary>The server that a user is at home at.</summary>
    public PeerId HomeOf(int user) => new(Context.Population + user % Settings.Servers);

    public void Report(World world, MetricShard metrics, SystemReport report) => ImReport.Add(this, _probe, metrics, report);
}
