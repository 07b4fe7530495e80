using System.Globalization;
using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Protocols.Conversations;
using P2PActors.Reports;

namespace P2PActors.Protocols.Skype;

/// <summary>Skype made ready for one run: clients first, then the login server, the bootstrap supernodes and those of the company.</summary>
internal sealed class SkypeRun : IProtocolRun
{
    internal const byte Client = 0, Login = 1, Bootstrap = 2, Hosted = 3;
    private const ulong CompanyKey = 0x534B_5950, Secrets = 0x5345_4352;

    /// <summary>Share of the places of the first supernodes that the clients on line take.</summary>
    private const double InitialLoad = 0.6;

    private readonly SystemContext _context;
    private readonly UserDisk?[] _disks;
    private readonly HostedSettings[] _hosted;
    private readonly SkypeProbe _probe;
    private readonly ulong[] _users;

    public SkypeRun(SystemContext context, SkypeSettings settings, IReadOnlyList<int>? supernodes = null)
    {
        (_context, Settings) = (context, settings);
        Metrics = new SkypeMetrics(context.Metrics, settings.Directory.MaxBatches);
        _disks = new UserDisk?[context.Population];
        RelayedBytes = new long[context.Population];
        _users = new ulong[context.Population];
        for (int i = 0; i < _users.Length; i++) _users[i] = UserNumber(NameOf(i));
        Buddies = new BuddyGraph(context.Seed, context.Ordinary, settings.Buddies.Mean);
        _hosted = [.. settings.Hosted.SelectMany(wave => Enumerable.Repeat(wave, wave.Count))];
        double online = context.Ordinary * context.Scenario.Churn.OnlineAtStart;
        int wanted = supernodes?.Count ?? (settings.Supernodes.Initial >= 0 ? settings.Supernodes.Initial : Math.Max(1, (int)Math.Ceiling(online / (InitialLoad * settings.Supernodes.MaxClients))));
        int first = wanted + _hosted.Count(h => h.At == TimeSpan.Zero);
        Slots = settings.Supernodes.Slots > 0 ? settings.Supernodes.Slots : Math.Max(1, first / settings.Supernodes.SlotSize);
        Oracle = new SkypeOracle(context.Population, supernodes is null ? wanted : 0);
        if (supernodes is not null) Oracle.Name(supernodes);
        var check = new StarCheck(this);
        context.Invariants.Declare(check.Name, StarCheck.Rule, check);
        _probe = new SkypeProbe(this);
        Turnover = new SupernodeTurnover();
        Probes = [_probe, Turnover];
        Ledgers = [Oracle.Notes];
    }

    public SkypeSettings Settings { get; }

    public SkypeMetrics Metrics { get; }

    public SkypeOracle Oracle { get; }

    public BuddyGraph Buddies { get; }

    /// <summary>Slots of the directory.</summary>
    public int Slots { get; }

    public SystemContext Context => _context;

    /// <summary>How many supernodes go in half an hour.</summary>
    public SupernodeTurnover Turnover { get; }

    /// <summary>Bytes of voice that each peer has relayed; each writes its own.</summary>
    public long[] RelayedBytes { get; }

    public int Infrastructure => 1 + Settings.Login.Bootstrap + _hosted.Length;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers { get; }

    public PeerId LoginServer => new(_context.Population);

    public byte RoleOf(int peer) => (peer - _context.Population) switch
    {
        < 0 => Client,
        0 => Login,
        int n when n <= Settings.Login.Bootstrap => Bootstrap,
        _ => Hosted,
    };

    public PeerActor Create(PeerId peer, byte role) => role switch
    {
        Client => new SkypeClient(this),
        Login => new LoginServer(this),
        Bootstrap => new BootstrapSupernode(this),
        _ => new HostedSupernode(this, _hosted[peer.Value - FirstHosted], peer.Value - FirstHosted),
    };

    public void StateChanged(PeerId peer, PeerState state) => Oracle.StateChanged(peer, state);

    public void Report(World world, MetricShard metrics, SystemReport report) => SkypeReport.Add(this, _probe, world, metrics, report);

    public PeerId BootstrapSupernode(int number) => new(_context.Population + 1 + number);

    /// <summary>The slot whose supernodes hold the records of a user.</summary>
    public int SlotOf(ulong user) => (int)(RandomStream.Mix(user) % (ulong)Slots);

    /// <summary>The block a slot belongs to.</summary>
    public int BlockOf(int slot) => slot / Settings.Supernodes.BlockSlots;

    /// <summary>Whether a peer's line would let it be a supernode from the beginning; later ones must find out by themselves.</summary>
    public bool MayBegin(PeerId peer) =>
        !_context.Profiles.IsFirewalled(peer.Value) && _context.Profiles.LinkOf(peer.Value).Up.BitsPerSecond >= Settings.Supernodes.MinUplink.BitsPerSecond;

    /// <summary>The uplink a peer knows that it has.</summary>
    public int UplinkKbps(PeerId peer) => peer.Value < _context.Population ? (int)Math.Min(int.MaxValue, _context.Profiles.LinkOf(peer.Value).Up.BitsPerSecond / 1000) : 100_000;

    /// <summary>What a user's client keeps on disk; nobody else may touch it.</summary>
    public UserDisk DiskOf(PeerId peer) => _disks[peer.Value] ??= new UserDisk(this, peer);

    /// <summary>The name of a user.</summary>
    public static string NameOf(int user) => string.Create(CultureInfo.InvariantCulture, $"user.{user}");

    /// <summary>The number of a user of the run.</summary>
    public ulong UserOf(int peer) => _users[peer];

    /// <summary>The number that stands for a name in the directory.</summary>
    public static ulong UserNumber(string name)
    {
        // FNV-1a (Fowler, Noll, Vo): every letter counts, and every machine gets the same.
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    /// <summary>What only a user and the login server know.</summary>
    public ulong SecretOf(ulong user) => RandomStream.Mix(user ^ RandomStream.Mix(_context.Seed + Secrets));

    /// <summary>The company's signature of user and node; only the login server may make one.</summary>
    public ulong Sign(ulong user, PeerId node) => RandomStream.Mix(RandomStream.Mix(_context.Seed + CompanyKey) ^ RandomStream.Mix(user + (ulong)node.Value * 0x9E37_79B9UL));

    /// <summary>Whether a record is signed: with the company's public key, which is in every client.</summary>
    public bool IsGenuine(in PresenceRecord record) => record.Certificate == Sign(record.User, record.Node);

    private int FirstHosted => _context.Population + 1 + Settings.Login.Bootstrap;
}
