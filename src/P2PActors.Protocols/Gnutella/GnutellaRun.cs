using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Network.Topology;
using P2PActors.Protocols.FileSharing;
using P2PActors.Reports;
using P2PActors.Scenarios;

namespace P2PActors.Protocols.Gnutella;

/// <summary>Gnutella 0.4 made ready for one run: servents first, host caches after them.</summary>
internal sealed class GnutellaRun : IProtocolRun
{
    /// <summary>How many stamps the memory of a route is long: its resolution is a 64th or better.</summary>
    public const int RouteStamps = 64;

    private const byte Servent = 0, Cache = 1;
    private const ulong ServentIds = 0x5345_5256;
    private readonly SystemContext _context;
    private readonly HostList?[] _hosts;
    private readonly FloodPlan _floods;

    public GnutellaRun(SystemContext context, GnutellaSettings settings, OverlayGraph? overlay, FloodPlan floods)
    {
        if (overlay is not null && overlay.Nodes != context.Ordinary)
            throw new ScenarioException("scenario", "topology", $"the overlay has {overlay.Nodes} nodes, but there are {context.Ordinary} peers; expected as many peers as nodes");
        if (overlay is null && !settings.Links.Repair)
            context.Warnings.Add("links.repair is off, but the overlay is grown by the servents, which cannot do without; it has no effect.");
        (_context, Settings, Overlay, _floods) = (context, settings, overlay, floods);
        Metrics = new GnutellaMetrics(context.Metrics, settings.Ttl);
        Workload = new FileSharingWorkload(context, settings.Downloads);
        DescriptorAge = context.Invariants.Declare("descriptor age", "TTL + Hops is the initial TTL at every hop and TTL is never 0, so that no descriptor is older than its TTL (Gnutella 0.4)");
        _hosts = new HostList?[context.Population];
        Ledgers = [Workload.Ledger];
        Probes = [Workload.Probe];
        while ((settings.RouteMemory.Ticks >> StampShift) > RouteStamps) StampShift++;
    }

    public GnutellaSettings Settings { get; }

    public GnutellaMetrics Metrics { get; }

    public FileSharingWorkload Workload { get; }

    /// <summary>No descriptor is older than its TTL.</summary>
    public InvariantId DescriptorAge { get; }

    /// <summary>The overlay to begin with; null if it is grown.</summary>
    public OverlayGraph? Overlay { get; }

    /// <summary>Servents on line as of the beginning of the window; for measurement only.</summary>
    public int ServentsOnline { get; private set; }

    /// <summary>A tick count shifted right by so much is a stamp of the routing tables.</summary>
    public int StampShift { get; }

    public int Infrastructure => Settings.Bootstrap.HostCaches;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers { get; }

    public byte RoleOf(int peer) => peer < _context.Population ? Servent : Cache;

    public PeerActor Create(PeerId peer, byte role) => role == Servent ? new GnutellaServent(this) : new HostCache(this);

    public void StateChanged(PeerId peer, PeerState state)
    {
        if (peer.Value < _context.Population) ServentsOnline += state == PeerState.Online ? 1 : -1;
        Workload.StateChanged(peer, state);
    }

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        FileSharingReport.Add(Workload, world, metrics, report);
        GnutellaReport.Add(Metrics, world, metrics, report);
    }

    public PeerId HostCache(int number) => new(_context.Population + number);

    /// <summary>Each servent's own file of addresses; nobody else may touch it.</summary>
    public HostList HostsOf(PeerId peer) => _hosts[peer.Value] ??= new HostList(Settings.Bootstrap.KnownHosts);

    /// <summary>The id a servent has given itself once and for all.</summary>
    public DescriptorId ServentIdOf(PeerId peer)
    {
        var random = RandomStream.For(_context.Seed, ServentIds, (ulong)peer.Value);
        return DescriptorId.New(ref random);
    }

    public IReadOnlyList<(TimeSpan At, int File, SearchText Text)> FloodsOf(PeerId peer) => _floods.Of(peer, _context.Content);
}
