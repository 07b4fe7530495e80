using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.FileSharing;
using P2PActors.Reports;

namespace P2PActors.Protocols.Napster;

/// <summary>One run of Napster: ordinary peers are clients; the servers come after them, and last the redirector.</summary>
internal sealed class NapsterRun : IProtocolRun
{
    public const byte ClientRole = 0, ServerRole = 1, RedirectorRole = 2;
    private readonly NapsterProbe _probe;

    public NapsterRun(SystemContext context, NapsterSettings settings)
    {
        Context = context;
        Settings = settings;
        Workload = new FileSharingWorkload(context, settings.Downloads, Content.KeywordMatch.OpenNap);
        Metrics = new NapsterMetrics(context.Metrics);
        var check = new IndexCheck(this);
        context.Invariants.Declare(check.Name, IndexCheck.Rule, check);
        Files = new NapsterFiles(context.Content.Catalogue, settings.Downloads.Pollution.Versions);
        Users = new NapsterProfiles(context, settings);
        Registrations = new UserRegister[settings.Servers];
        for (int i = 0; i < Registrations.Length; i++) Registrations[i] = new UserRegister();
        _probe = new NapsterProbe(this);
        Probes = [_probe, Workload.Probe];
        Ledgers = [Workload.Ledger];
    }

    public SystemContext Context { get; }

    public NapsterSettings Settings { get; }

    public FileSharingWorkload Workload { get; }

    public NapsterMetrics Metrics { get; }

    public NapsterFiles Files { get; }

    public NapsterProfiles Users { get; }

    /// <summary>The users each server has registered: on its disk, so they outlive its process.</summary>
    public UserRegister[] Registrations { get; }

    public int Infrastructure => Settings.Servers + 1;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers { get; }

    public PeerId Redirector => new(Context.Population + Settings.Servers);

    public PeerId ServerAt(int index) => new(Context.Population + index);

    public byte RoleOf(int peer) => peer < Context.Population ? ClientRole : peer < Context.Population + Settings.Servers ? ServerRole : RedirectorRole;

    public PeerActor Create(PeerId peer, byte role) => role switch
    {
        ClientRole => new NapsterClient(this),
        ServerRole => new NapsterServer(this, peer.Value - Context.Population),
        _ => new NapsterRedirector(this),
    };

    /// <summary>Rate at which TCP can deliver to a peer, bytes per second; 0 where nothing limits it.</summary>
    public double DownlinkOf(PeerId peer)
    {
        if (!Context.Scenario.Network.Bandwidth || peer.Value >= Context.Population) return 0;
        AccessLinkClass link = Context.Profiles.LinkOf(peer.Value);
        return link.Down.BytesPerSecond;
    }

    public void StateChanged(PeerId peer, PeerState state) => Workload.StateChanged(peer, state);

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        FileSharingReport.Add(Workload, world, metrics, report);
        NapsterReport.Add(this, _probe, metrics, report);
    }
}
