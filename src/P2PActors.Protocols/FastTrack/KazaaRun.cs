using System.Globalization;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols.FileSharing;
using P2PActors.Reports;

namespace P2PActors.Protocols.FastTrack;

/// <summary>KaZaA made ready for one run: peers first, bootstrap servers after them.</summary>
internal sealed class KazaaRun : IProtocolRun
{
    private const byte Peer = 0, Bootstrap = 1;
    private const ulong Traits = 0x4B5A_5452;

    /// <summary>Uplink from which a supernode takes the most children: a T1 line.</summary>
    private const double FullUplinkKbps = 1544;

    /// <summary>Ordinary nodes for each supernode of the beginning: 3 million users had about 30,000.</summary>
    private const int PeersOfOne = 100;

    /// <summary>Places for children at the beginning, over the peers on line then.</summary>
    private const double Spare = 1.1;

    private readonly SystemContext _context;
    private readonly UserDisk?[] _disks;
    private readonly UserTraits[] _traits;
    private readonly KazaaProbe _probe;

    public KazaaRun(SystemContext context, KazaaSettings settings, IReadOnlyList<int>? supernodes)
    {
        (_context, Settings) = (context, settings);
        Metrics = new KazaaMetrics(context.Metrics, settings.Search.Ttl);
        Workload = new FileSharingWorkload(context, settings.Downloads);
        Layout = new MetadataLayout(Workload.Catalogue);
        _disks = new UserDisk?[context.Population];
        _traits = DrawTraits();
        bool isGiven = supernodes is not null || settings.Supernodes.Initial >= 0;
        double online = context.Ordinary * context.Scenario.Churn.OnlineAtStart;
        int wanted = supernodes is not null ? 0 : settings.Supernodes.Initial >= 0 ? settings.Supernodes.Initial : Math.Max(1, (int)Math.Round(online / (PeersOfOne + 1)));
        Oracle = new SupernodeOracle(context.Population, wanted, isGiven ? 0 : Spare * online, ChildLimit);
        if (supernodes is not null) Oracle.Name(supernodes);
        var check = new FamilyCheck(this);
        context.Invariants.Declare(check.Name, FamilyCheck.Rule, check);
        _probe = new KazaaProbe(this);
        Probes = [_probe, Workload.Probe];
        Ledgers = [Workload.Ledger, Oracle.Changes];
    }

    public KazaaSettings Settings { get; }

    public KazaaMetrics Metrics { get; }

    public FileSharingWorkload Workload { get; }

    public MetadataLayout Layout { get; }

    public SupernodeOracle Oracle { get; }

    public SystemContext Context => _context;

    public int Infrastructure => Settings.Bootstrap.Servers;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers { get; }

    public byte RoleOf(int peer) => peer < _context.Population ? Peer : Bootstrap;

    public PeerActor Create(PeerId peer, byte role) => role == Peer ? new KazaaPeer(this) : new BootstrapServer(this);

    public void StateChanged(PeerId peer, PeerState state)
    {
        if (state != PeerState.Online) Oracle.WentOffline(peer);
        Workload.StateChanged(peer, state);
    }

    public void Report(World world, MetricShard metrics, SystemReport report)
    {
        FileSharingReport.Add(Workload, world, metrics, report);
        KazaaReport.Add(this, _probe, world, metrics, report);
    }

    public PeerId BootstrapServer(int number) => new(_context.Population + number);

    public UserTraits TraitsOf(PeerId peer) => _traits[peer.Value];

    /// <summary>Whether a peer's line and its user would let it be a supernode.</summary>
    public bool IsEligible(PeerId peer) =>
        _traits[peer.Value].IsWilling && !_context.Profiles.IsFirewalled(peer.Value) && _context.Profiles.LinkOf(peer.Value).Up.BitsPerSecond >= Settings.Supernodes.MinUplink.BitsPerSecond;

    /// <summary>
    /// Children that a supernode takes: the fewest with the smallest uplink, the most with a T1 line, between them by the
    /// logarithm (a cable supernode was seen with 55 to 70, one of a campus with 100 to 160).
    /// </summary>
    public int ChildLimit(PeerId peer)
    {
        SupernodeSettings s = Settings.Supernodes;
        double least = Math.Max(1, s.MinUplink.BitsPerSecond / 1000.0), own = Math.Max(least, _context.Profiles.LinkOf(peer.Value).Up.BitsPerSecond / 1000.0);
        double part = least >= FullUplinkKbps ? 1 : Math.Min(1, Math.Log(own / least) / Math.Log(FullUplinkKbps / least));
        return s.MinChildren + (int)Math.Round((s.MaxChildren - s.MinChildren) * part);
    }

    /// <summary>Each user's own files of the client; nobody else may touch them.</summary>
    public UserDisk DiskOf(PeerId peer) => _disks[peer.Value] ??= new UserDisk(Settings.Bootstrap.CacheSize, InitialLevel(peer));

    /// <summary>The hash that names a file, 20 bytes as text.</summary>
    /// <param name="file">Number of the file in the catalogue.</param>
    /// <param name="hash">0 for the hash of the true file; another number for another.</param>
    public string HashOf(int file, int hash)
    {
        UInt128 content = Workload.Catalogue.ContentHash(file);
        if (hash != 0) content ^= new UInt128(RandomStream.Mix((ulong)hash), RandomStream.Mix(~(ulong)hash));
        return content.ToString("x32", CultureInfo.InvariantCulture) + ((uint)RandomStream.Mix((ulong)content)).ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>With a past, the level follows what is shared: 10 for a free rider, else 100 times the files shared over the mean of all sharers.</summary>
    private int InitialLevel(PeerId peer)
    {
        if (!Settings.Participation.History) return Participation.Medium;
        int shared = Workload.LibraryOf(peer).Initial.Length;
        return shared == 0 ? 10 : (int)Math.Clamp(100.0 * shared / Workload.MeanShared, 10, Participation.Highest);
    }

    private UserTraits[] DrawTraits()
    {
        var traits = new UserTraits[_context.Population];
        for (int i = 0; i < traits.Length; i++)
        {
            var random = RandomStream.For(_context.Seed, Traits, (ulong)i);
            bool mayCheat = !Settings.Participation.OnlyFreeRidersCheat || !Workload.LibraryOf(new PeerId(i)).IsSharer;
            traits[i] = new UserTraits(random.NextBool(Settings.Supernodes.Willing), random.NextBool(Settings.Participation.Cheaters) && mayCheat, random.NextBool(Settings.Parent.Hoppers));
        }

        return traits;
    }
}

/// <summary>What a user is like, whatever the session.</summary>
/// <param name="IsWilling">Lets its computer be a supernode.</param>
/// <param name="IsCheater">Claims the highest participation level.</param>
/// <param name="IsHopper">Changes its parent again and again.</param>
internal readonly record struct UserTraits(bool IsWilling, bool IsCheater, bool IsHopper);
