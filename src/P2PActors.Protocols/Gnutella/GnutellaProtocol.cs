using P2PActors.Network.Topology;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Gnutella;

/// <summary>
/// Gnutella 0.4, the first decentralised file-sharing network (Nullsoft, March 2000).
/// </summary>
/// <remarks>
/// <para>Modelled: greeting and refusal over TCP; host caches and the servent's own list of addresses; PING, PONG, QUERY,
/// QUERYHIT with its trailer, PUSH, with their real sizes and the routing rules; keep-alive and replacement of neighbours;
/// download by HTTP with busy, not found and the rest of a file; PUSH and GIV for sources behind a firewall. The overlay is
/// grown from the host caches, or begins as a given graph.</para>
/// <para>Left out: what came with 0.6 (ultrapeers, QRP, pong caching, BYE, refusal with other addresses, HUGE, GGEP);
/// queues at the source; download from several sources at once; the query of minimum speed as flags.</para>
/// <para>A servent that cannot be called does not answer flooded PINGs, as later advice has it: its address is of no use.
/// The answer to a PING or QUERY has TTL = Hops + 2.</para>
/// <para>Source: the Gnutella Protocol Specification v0.4 (Clip2), with constants of gtk-gnutella where it gives none;
/// numbers of links: Ripeanu, Foster, Iamnitchi 2002.</para>
/// </remarks>
public sealed class GnutellaProtocol : IProtocol
{
    private readonly FloodPlan _floods;
    private readonly OverlayGraph? _overlay;

    /// <summary>The protocol.</summary>
    public GnutellaProtocol() : this(FloodPlan.None, null) { }

    /// <summary>The protocol with queries at given times and, perhaps, a given overlay.</summary>
    internal GnutellaProtocol(FloodPlan floods, OverlayGraph? overlay) => (_floods, _overlay) = (floods, overlay);

    /// <inheritdoc />
    public string Name => "gnutella";

    /// <inheritdoc />
    public string Summary => "Gnutella 0.4: equal servents in an unstructured overlay, queries by flooding, downloads by HTTP and PUSH.";

    /// <inheritdoc />
    public IReadOnlyList<string> Roles { get; } = ["servent", "hostcache"];

    /// <inheritdoc />
    public Type Settings => typeof(GnutellaSettings);

    /// <inheritdoc />
    public IProtocolRun Prepare(SystemContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ScenarioSettings scenario = context.Scenario;
        OverlayGraph? overlay = _overlay ?? scenario.Topology.Build(scenario.Peers, context.Seed);
        return new GnutellaRun(context, (GnutellaSettings)context.Settings, overlay, _floods);
    }
}
