using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;
using P2PActors.Metrics;
using P2PActors.Network.AccessLinks;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Protocols.BitTorrent.Torrents;
using P2PActors.Protocols.BitTorrent.Trackers;
using P2PActors.Reports;
using P2PActors.Scenarios;
using P2PActors.Wire;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>BitTorrent made ready for one run: peers first, then the initial seeds of all swarms, the trackers, the web server.</summary>
internal sealed class BitTorrentRun : IProtocolRun
{
    public const byte PeerRole = 0, SeedRole = 1, TrackerRole = 2, WebRole = 3;

    private const ulong BehaviourStream = 0x4254_4245;

    private readonly PeerDisk?[] _disks;
    private readonly Behaviour[] _behaviours;
    private readonly sbyte[] _links;
    private readonly Have[] _haves;
    private readonly PieceSet _full;
    private readonly SwarmProbe _probe;
    private readonly double _seedUplink;

    public BitTorrentRun(SystemContext context, BitTorrentSettings settings)
    {
        (Context, Settings) = (context, settings);
        Torrents = MakeTorrents();
        _disks = new PeerDisk?[context.Population + InitialSeeds];
        _behaviours = DealBehaviours();
        List<string> links = [];
        _links = LinkClasses(links);
        Metrics = new BitTorrentMetrics(context.Metrics, links);
        // What can be said of each piece is said by the same object all the time.
        _haves = new Have[Torrents[0].PieceCount];
        for (int i = 0; i < _haves.Length; i++) _haves[i] = new Have(i);
        _full = PieceSet.Full(Torrents[0].PieceCount);
        SlotInvariant = context.Invariants.Declare("upload slots", "a peer never uploads to more interested neighbours at a time than it has slots (Cohen 2003, 3.2); BitTyrant has no such limit");
        _seedUplink = LinkOfServers().Up.BytesPerSecond;
        _probe = new SwarmProbe(this);
        Probes = [_probe];
    }

    public SystemContext Context { get; }

    public BitTorrentSettings Settings { get; }

    public BitTorrentMetrics Metrics { get; }

    public InvariantId SlotInvariant { get; }

    public IReadOnlyList<Torrent> Torrents { get; }

    public IReadOnlyList<IProbe> Probes { get; }

    public IReadOnlyList<IBarrierLedger> Ledgers => [];

    public int Infrastructure => InitialSeeds + Settings.Tracker.Total + 1;

    /// <summary>Initial seeds of all swarms; none where the web server has the file itself.</summary>
    public int InitialSeeds => Settings.Download == Distribution.Server ? 0 : Settings.Seeds * Settings.Swarms;

    public PeerId WebServer => new(Context.Population + InitialSeeds + Settings.Tracker.Total);

    public byte RoleOf(int peer)
    {
        int beyond = peer - Context.Population;
        if (beyond < 0) return PeerRole;
        if (beyond < InitialSeeds) return SeedRole;
        return beyond < InitialSeeds + Settings.Tracker.Total ? TrackerRole : WebRole;
    }

    public PeerActor Create(PeerId peer, byte role) => role switch
    {
        TrackerRole => new Tracker(this),
        WebRole => new WebServer(this),
        _ => new BitTorrentPeer(this, peer),
    };

    public void StateChanged(PeerId peer, PeerState state) { }

    public void Report(World world, MetricShard metrics, SystemReport report) => BitTorrentReport.Add(this, _probe, world, metrics, report);

    public PeerId TrackerNumber(int number) => new(Context.Population + InitialSeeds + number);

    public bool IsInitialSeed(PeerId peer) => RoleOf(peer.Value) == SeedRole;

    /// <summary>Swarm of a peer or an initial seed.</summary>
    public int SwarmOf(PeerId peer) => (peer.Value < Context.Population ? peer.Value : peer.Value - Context.Population) % Settings.Swarms;

    public Torrent TorrentOf(PeerId peer) => Torrents[SwarmOf(peer)];

    public PeerDisk DiskOf(PeerId peer) => _disks[peer.Value] ??= new PeerDisk();

    public Behaviour BehaviourOf(PeerId peer) => peer.Value < _behaviours.Length ? _behaviours[peer.Value] : Behaviour.Reference;

    /// <summary>Number of the class of a peer's access link among those of <see cref="BitTorrentMetrics.Links"/>; -1 for infrastructure.</summary>
    public int LinkClassOf(PeerId peer) => peer.Value < _links.Length ? _links[peer.Value] : -1;

    /// <summary>Rate of a peer's uplink, bytes per second.</summary>
    public double UplinkOf(PeerId peer) => peer.Value < Context.Population ? Context.Profiles.LinkOf(peer.Value).Up.BytesPerSecond : _seedUplink;

    public Have HaveOf(int piece) => _haves[piece];

    /// <summary>The set of all pieces of a torrent; it never changes, and all torrents of a run have as many.</summary>
    public PieceSet FullSetOf(Torrent torrent) => _full.Length == torrent.PieceCount ? _full : throw new InvalidOperationException("All torrents of a run have the same number of pieces.");

    private Torrent[] MakeTorrents()
    {
        TorrentSettings t = Settings.Torrent;
        int block = (int)Settings.Requests.Block.Bytes;
        if (t.File.Length > 0) return [Torrent.From(Read(t.File), block)];
        var trackers = new List<IReadOnlyList<string>>();
        int number = 0;
        foreach (int size in Settings.Tracker.Tiers)
            trackers.Add([.. Enumerable.Range(number, size).Select(i => FormattableString.Invariant($"http://tracker{i}.example:6969/announce"))]);
        var torrents = new Torrent[Settings.Swarms];
        for (int i = 0; i < torrents.Length; i++)
        {
            string name = torrents.Length == 1 ? t.Name : FormattableString.Invariant($"{i}-{t.Name}");
            torrents[i] = Torrent.MadeUp(name, t.Size.Bytes, (int)t.Piece.Bytes, block, i, Context.Seed, trackers);
        }

        return torrents;
    }

    private static Metainfo Read(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length > Metainfo.LargestFile) throw new WireFormatException(FormattableString.Invariant($"found {info.Length} bytes, expected at most {Metainfo.LargestFile}"));
            return Metainfo.Decode(File.ReadAllBytes(file));
        }
        catch (WireFormatException e)
        {
            throw new ScenarioException(file, "torrent.file", e.Message + "; expected a .torrent file as BEP 3 describes it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException("scenario", "torrent.file", $"cannot read '{file}': {e.Message}");
        }
    }

    private Behaviour[] DealBehaviours()
    {
        BehaviourSettings b = Settings.Behaviours;
        IEnumerable<string> classes = Context.Scenario.Network.Links.Shares.Keys;
        if (b.Link.Length > 0 && !classes.Contains(b.Link))
            throw new ScenarioException("scenario", "behaviours.link", $"found '{b.Link}', expected a class of network.links: {string.Join(", ", classes)}");
        var behaviours = new Behaviour[Context.Population];
        if (b.Who != RiderChoice.Any && b.FreeRiders > 0)
        {
            int sign = b.Who == RiderChoice.Slowest ? 1 : -1;
            IEnumerable<int> ranked = Enumerable.Range(0, Context.Ordinary)
                .OrderBy(p => sign * Context.Profiles.LinkOf(p).Up.BitsPerSecond)
                .ThenBy(p => RandomStream.For(Context.Seed, BehaviourStream, (ulong)p).NextBits());
            foreach (int peer in ranked.Take((int)Math.Round(b.FreeRiders * Context.Ordinary))) behaviours[peer] = Behaviour.FreeRider;
        }

        (Behaviour Behaviour, double Share)[] shares =
        [
            (Behaviour.FreeRider, b.Who == RiderChoice.Any ? b.FreeRiders : 0), (Behaviour.LargeView, b.LargeView), (Behaviour.Tyrant, b.Tyrants), (Behaviour.Polluter, b.Polluters),
        ];
        for (int i = 0; i < Context.Ordinary; i++)
        {
            if (b.Link.Length > 0 && Context.Profiles.LinkOf(i).Name != b.Link) continue;
            double draw = RandomStream.For(Context.Seed, BehaviourStream, (ulong)i, 1).NextDouble();
            foreach ((Behaviour behaviour, double share) in shares)
            {
                if (draw < share && behaviours[i] == Behaviour.Reference)
                {
                    behaviours[i] = behaviour;
                    break;
                }

                draw -= share;
            }
        }

        return behaviours;
    }

    private sbyte[] LinkClasses(List<string> names)
    {
        var links = new sbyte[Context.Population];
        for (int i = 0; i < links.Length; i++)
        {
            AccessLinkClass link = Context.Profiles.LinkOf(i);
            int at = names.IndexOf(link.Name);
            if (at < 0 && names.Count < sbyte.MaxValue)
            {
                at = names.Count;
                names.Add(link.Name);
            }

            links[i] = (sbyte)at;
        }

        return links;
    }

    private AccessLinkClass LinkOfServers()
    {
        NetworkSettings network = Context.Scenario.Network;
        return network.Links.Classes.TryGetValue(network.ServerLink, out AccessLinkClass? own)
            ? own
            : StandardLinks.All.FirstOrDefault(l => l.Name == network.ServerLink) ?? new AccessLinkClass();
    }
}
