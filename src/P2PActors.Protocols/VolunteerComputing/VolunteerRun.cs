using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Reports;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>
/// One run of volunteer computing: ordinary peers are clients; after them come the parts of the project. What is kept here of a
/// peer is its disk, and nobody but that peer touches it.
/// </summary>
internal sealed class VolunteerRun : IProtocolRun
{
    public const byte ClientRole = 0;
    private const int Parts = 5;
    private const ulong AuthenticatorPurpose = 0x5345_5449_3037;
    private readonly ClientDisk?[] _disks;
    private readonly VolunteerProbe _probe;

    public VolunteerRun(SystemContext context, VolunteerSettings settings)
    {
        Context = context;
        Settings = settings;
        Metrics = new VolunteerMetrics(context.Metrics);
        _disks = new ClientDisk?[context.Population];
        Laboratory = new Laboratory(new SkyModel(context.Seed, settings.Sky), settings.Sky, context.Seed);
        Board = new CreditBoard(this);
        Ledger = new BarrierLedger<CreditEntry>(Board.Apply);
        CreditedOnce = context.Invariants.Declare("credited once", "no copy of a unit is credited twice (validator.cpp: granted_credit is set once)");
        var lost = new UnitsCheck(this);
        context.Invariants.Declare(lost.Name, UnitsCheck.Rule, lost);
        var books = new BooksCheck(this);
        context.Invariants.Declare(books.Name, BooksCheck.Rule, books);
        _probe = new VolunteerProbe(this);
        Probes = [_probe];
        Ledgers = [Ledger];
    }

    public SystemContext Context { get; }

    public VolunteerSettings Settings { get; }

    public VolunteerMetrics Metrics { get; }

    public Laboratory Laboratory { get; }

    /// <summary>Who has which credit, for the report: nobody else reads it but descriptions.</summary>
    public CreditBoard Board { get; }

    public BarrierLedger<CreditEntry> Ledger { get; }

    public InvariantId CreditedOnce { get; }

    /// <summary>Disk of the scheduler's machine.</summary>
    public ProjectDatabase Database { get; } = new();

    /// <summary>Disk of the data server.</summary>
    public FileStore Files { get; } = new();

    /// <summary>Disk of the splitter.</summary>
    public TapePosition Tape { get; } = new();

    /// <summary>Disk of the assimilator.</summary>
    public ScienceDatabase Science { get; } = new();

    public PeerId Scheduler => new(Context.Population);

    public PeerId DataServer => new(Context.Population + 1);

    public PeerId Splitter => new(Context.Population + 2);

    public PeerId Validator => new(Context.Population + 3);

    public PeerId Assimilator => new(Context.Population + 4);

    public int Infrastructure => Parts;

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers { get; }

    public byte RoleOf(int peer) => (byte)Math.Max(0, peer - Context.Population + 1);

    public PeerActor Create(PeerId peer, byte role) => role switch
    {
        ClientRole => new VolunteerClient(this),
        1 => new Scheduler(this),
        2 => new DataServer(this),
        3 => new Splitter(this),
        4 => new Validator(this),
        _ => new Assimilator(this),
    };

    /// <summary>Disk of a client: for that client alone.</summary>
    public ClientDisk DiskOf(PeerId client) => _disks[client.Value] ??= new ClientDisk();

    public HostProfile ProfileOf(PeerId client) => HostProfile.Of(Context.Seed, client, Settings);

    /// <summary>Secret of an account, which its user and the project know.</summary>
    public UInt128 AuthenticatorOf(PeerId client)
    {
        var random = RandomStream.For(Context.Seed, AuthenticatorPurpose, (ulong)client.Value);
        return new UInt128(random.NextBits(), random.NextBits());
    }

    public void StateChanged(PeerId peer, PeerState state) { }

    public void Report(World world, MetricShard metrics, SystemReport report) => VolunteerReport.Add(this, _probe, world, metrics, report);
}
