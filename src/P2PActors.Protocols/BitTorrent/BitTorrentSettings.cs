using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Protocols.BitTorrent.Choking;
using P2PActors.Protocols.BitTorrent.Pieces;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.BitTorrent;

/// <summary>Settings of BitTorrent; the defaults are those of the specification and of the mainline client it describes.</summary>
public sealed record BitTorrentSettings : IValidatedSettings
{
    /// <summary>What is shared.</summary>
    [Setting("The torrent that is shared")]
    public TorrentSettings Torrent { get; init; } = new();

    /// <summary>Number of swarms.</summary>
    [Setting("Swarms, each with a torrent of its own of the same size; peers are dealt to them in turn", Min = "1", Max = "1000000", Unit = "swarms")]
    public int Swarms { get; init; } = 1;

    /// <summary>Initial seeds of each swarm.</summary>
    [Setting("Initial seeds of each swarm; they stay until a fault ends them, on the link of network.server-link", Min = "0", Max = "1000", Unit = "seeds")]
    public int Seeds { get; init; } = 1;

    /// <summary>How the file is distributed.</summary>
    [Setting("Whether the file comes from the swarm, or for comparison whole from the web server, whose link is that of network.server-link")]
    public Distribution Download { get; init; } = Distribution.Swarm;

    /// <summary>Trackers.</summary>
    [Setting("Trackers")]
    public TrackerSettings Tracker { get; init; } = new();

    /// <summary>Connections.</summary>
    [Setting("Connections to other peers")]
    public ConnectionSettings Connections { get; init; } = new();

    /// <summary>Requests.</summary>
    [Setting("What is asked for, and in which order")]
    public RequestSettings Requests { get; init; } = new();

    /// <summary>Messages have.</summary>
    [Setting("How neighbours are told what has come")]
    public HaveSettings Haves { get; init; } = new();

    /// <summary>Choking.</summary>
    [Setting("Who is uploaded to")]
    public ChokingSettings Choking { get; init; } = new();

    /// <summary>Seeding.</summary>
    [Setting("What peers do when they have the whole file")]
    public SeedingSettings Seeding { get; init; } = new();

    /// <summary>Peer exchange.</summary>
    [Setting("Peer exchange (BEP 11)")]
    public ExchangeSettings Exchange { get; init; } = new();

    /// <summary>Fast extension.</summary>
    [Setting("Whether peers know the fast extension (BEP 6)")]
    public bool Fast { get; init; } = true;

    /// <summary>Pieces that may be asked for while choked.</summary>
    [Setting("Pieces that a new neighbour may ask for though it is choked, with the fast extension; the specification says 10, but they go past the choice of whom to upload to", Min = "0", Max = "100", Unit = "pieces")]
    public int AllowedFast { get; init; }

    /// <summary>Bans.</summary>
    [Setting("Bad pieces in which a peer had a part before it is banned; a peer that sent one alone is banned at once", Min = "1", Max = "1000", Unit = "pieces")]
    public int BanAfter { get; init; } = 5;

    /// <summary>Impatience.</summary>
    [Setting("Mean time after which a leecher gives up for good, by the exponential law; 0 for never", Min = "0s", Max = "3650d")]
    public TimeSpan Patience { get; init; } = TimeSpan.Zero;

    /// <summary>Who does not play by the rules.</summary>
    [Setting("Peers that do not play by the rules, as shares of the ordinary peers")]
    public BehaviourSettings Behaviours { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Connections.Max < Connections.Initiate) yield return new SettingProblem("connections.max", $"found {Connections.Max}, expected at least connections.initiate, {Connections.Initiate}");
        if (Connections.Initiate < Connections.Min) yield return new SettingProblem("connections.initiate", $"found {Connections.Initiate}, expected at least connections.min, {Connections.Min}");
        if (Behaviours.Total > 1 + 1e-9) yield return new SettingProblem("behaviours", FormattableString.Invariant($"the shares add up to {Behaviours.Total:0.###}, expected at most 1"));
        if (Torrent.File.Length > 0 && Swarms > 1) yield return new SettingProblem("swarms", $"found {Swarms}, expected 1 where torrent.file names the one torrent");
        if (Requests.Block.Bytes > Torrent.Piece.Bytes) yield return new SettingProblem("requests.block", $"found {Requests.Block}, expected at most torrent.piece, {Torrent.Piece}");
    }
}

/// <summary>How a file gets to those who want it.</summary>
public enum Distribution
{
    /// <summary>By BitTorrent.</summary>
    Swarm,

    /// <summary>From the web server to everybody.</summary>
    Server,
}

/// <summary>What is shared: a real .torrent file, or one made up.</summary>
public sealed record TorrentSettings : IValidatedSettings
{
    /// <summary>A .torrent file.</summary>
    [Setting("A .torrent file whose name, size, pieces and files are taken; empty to make one up by the other settings")]
    public string File { get; init; } = "";

    /// <summary>Its name.</summary>
    [Setting("Name of the file that is made up")]
    public string Name { get; init; } = "image.iso";

    /// <summary>Its size.</summary>
    [Setting("Size of the file that is made up", Min = "1B", Max = "100TB")]
    public ByteSize Size { get; init; } = new(100 << 20);

    /// <summary>Size of its pieces.</summary>
    [Setting("Size of a piece of the file that is made up, usually a power of two; 256KiB is typical", Min = "1B", Max = "128MiB")]
    public ByteSize Piece { get; init; } = new(256 << 10);

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if ((Size.Bytes + Piece.Bytes - 1) / Piece.Bytes > Torrents.Metainfo.MostPieces)
            yield return new SettingProblem("piece", $"found {Piece} for a file of {Size}, expected so much that there are at most {Torrents.Metainfo.MostPieces} pieces");
    }
}

/// <summary>How peers talk to a tracker.</summary>
public enum TrackerTransport
{
    /// <summary>By HTTP over a connection (BEP 3, 23).</summary>
    Http,

    /// <summary>By datagrams (BEP 15).</summary>
    Udp,
}

/// <summary>Trackers and what they say.</summary>
public sealed record TrackerSettings : IValidatedSettings
{
    /// <summary>Trackers by tier.</summary>
    [Setting("Trackers in each tier (BEP 12), such as [2, 1]; an empty list for none", Min = "1", Max = "20", Unit = "trackers")]
    public IReadOnlyList<int> Tiers { get; init; } = [1];

    /// <summary>How peers talk to them.</summary>
    [Setting("How peers talk to trackers")]
    public TrackerTransport Transport { get; init; } = TrackerTransport.Http;

    /// <summary>Time between regular announces.</summary>
    [Setting("Time between two regular announces, as the tracker says", Min = "1s", Max = "1d")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How soon a peer may ask again.</summary>
    [Setting("Time before a peer with too few connections asks again", Min = "1s", Max = "1d")]
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Peers that are asked for.</summary>
    [Setting("Peers that are asked for in an announce, and named at random", Min = "0", Max = "1000", Unit = "peers")]
    public int Wanted { get; init; } = 50;

    /// <summary>Most peers that the tracker names.</summary>
    [Setting("Most peers that the tracker names at once; opentracker: 200", Min = "1", Max = "10000", Unit = "peers")]
    public int Most { get; init; } = 200;

    /// <summary>Time between scrapes.</summary>
    [Setting("Time after which a peer asks again how many there are (scrape, BEP 48); 0 for never, as the mainline client", Min = "0s", Max = "1d")]
    public TimeSpan Scrape { get; init; } = TimeSpan.Zero;

    /// <summary>When the silent are forgotten.</summary>
    [Setting("Time after which the tracker forgets a peer that does not announce", Min = "1s", Max = "10d")]
    public TimeSpan Forget { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>How long to wait after a failure.</summary>
    [Setting("Time before a peer tries its trackers again after all of them have failed", Min = "1s", Max = "1d")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of trackers.</summary>
    public int Total => Tiers.Sum();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Tiers.Any(t => t < 1)) yield return new SettingProblem("tiers", "found a tier without trackers, expected at least one in each");
    }
}

/// <summary>How many connections a peer keeps.</summary>
public sealed record ConnectionSettings
{
    /// <summary>Below this the tracker is asked again.</summary>
    [Setting("A peer with fewer connections asks its tracker again", Min = "0", Max = "1000", Unit = "connections")]
    public int Min { get; init; } = 20;

    /// <summary>Up to this a peer calls others.</summary>
    [Setting("A peer calls others until it has so many connections", Min = "0", Max = "1000", Unit = "connections")]
    public int Initiate { get; init; } = 40;

    /// <summary>Up to this it takes calls.</summary>
    [Setting("A peer takes calls until it has so many connections", Min = "1", Max = "2000", Unit = "connections")]
    public int Max { get; init; } = 55;

    /// <summary>Time between keep-alives.</summary>
    [Setting("Time without a message after which a keep-alive is sent", Min = "10s", Max = "1h")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time after which a silent connection is closed.</summary>
    [Setting("Time without a message after which a connection is closed", Min = "10s", Max = "1d")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(4);
}

/// <summary>What is asked for, and in which order.</summary>
public sealed record RequestSettings
{
    /// <summary>In which order pieces are begun.</summary>
    [Setting("In which order pieces are begun")]
    public PieceOrderKind Order { get; init; } = PieceOrderKind.RarestFirst;

    /// <summary>Pieces taken at random.</summary>
    [Setting("With rarest-first: pieces taken at random before; 1 in the paper, 4 in later clients", Min = "0", Max = "1000", Unit = "pieces")]
    public int RandomFirst { get; init; } = 1;

    /// <summary>Finish what was begun.</summary>
    [Setting("Whether the rest of a begun piece is asked for before another is begun, with rarest-first unless that is rarer")]
    public bool StrictPriority { get; init; } = true;

    /// <summary>Ask everybody in the end.</summary>
    [Setting("Whether in the end missing blocks are asked of others too")]
    public bool Endgame { get; init; } = true;

    /// <summary>Requests outstanding at each neighbour.</summary>
    [Setting("Requests that wait for an answer at each neighbour", Min = "1", Max = "500", Unit = "requests")]
    public int Pipeline { get; init; } = 5;

    /// <summary>Requests outstanding at each neighbour in the end.</summary>
    [Setting("The same in the end, when every block has been asked of somebody already; the more, the more comes twice", Min = "1", Max = "500", Unit = "requests")]
    public int EndgamePipeline { get; init; } = 1;

    /// <summary>Neighbours asked for the same block in the end.</summary>
    [Setting("Neighbours that are asked for the same block in the end; 2 in Transmission, in the mainline client all that have it", Min = "1", Max = "200", Unit = "neighbours")]
    public int EndgameAskers { get; init; } = 2;

    /// <summary>How much faster the next one must be.</summary>
    [Setting("How many times as long the first one asked should take for a block as another one, for that one to be asked too; 0 for anybody, as in the mainline client", Min = "0", Max = "1000", Unit = "times")]
    public double EndgameGain { get; init; } = 2;

    /// <summary>Requests kept waiting.</summary>
    [Setting("Requests of one neighbour that are kept waiting; more are refused", Min = "1", Max = "5000", Unit = "requests")]
    public int Queue { get; init; } = 250;

    /// <summary>Size of a block.</summary>
    [Setting("Size of a block; real clients refuse more than 16KiB", Min = "1kB", Max = "128KiB")]
    public ByteSize Block { get; init; } = new(16 << 10);
}

/// <summary>How neighbours are told what has come.</summary>
public sealed record HaveSettings
{
    /// <summary>Whether everybody is told.</summary>
    [Setting("Whether neighbours are told of pieces that they have themselves, as by the mainline client; libtorrent can leave it (send_redundant_have), which spares half of these messages")]
    public bool Redundant { get; init; } = true;

    /// <summary>Time to wait for more.</summary>
    [Setting("Time for which what has come is gathered before neighbours are told in one packet; 0 for at once; up to 10s in Transmission", Min = "0s", Max = "1m")]
    public TimeSpan Gather { get; init; } = TimeSpan.Zero;
}

/// <summary>Peer exchange.</summary>
public sealed record ExchangeSettings
{
    /// <summary>Whether there is any.</summary>
    [Setting("Whether peers tell each other of peers")]
    public bool Enabled { get; init; } = true;

    /// <summary>Time between two messages.</summary>
    [Setting("Time between two exchanges with a neighbour", Min = "60s", Max = "1d")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most peers in a message.</summary>
    [Setting("Peers that one exchange names at most", Min = "1", Max = "50", Unit = "peers")]
    public int Most { get; init; } = 50;
}

/// <summary>What peers do when they have the whole file.</summary>
public sealed record SeedingSettings
{
    /// <summary>How long they stay.</summary>
    [Setting("How long a peer stays after it has the whole file")]
    public DurationLaw Time { get; init; } = new ExponentialLaw { Mean = TimeSpan.FromHours(1) };

    /// <summary>Uploaded over downloaded.</summary>
    [Setting("A peer leaves earlier when it has uploaded so many times the size of the file; 0 for no such limit", Min = "0", Max = "1000", Unit = "times")]
    public double Ratio { get; init; }

    /// <summary>Whether seeds call.</summary>
    [Setting("Whether seeds call others too, as libtorrent does by default (seeding_outgoing_connections), or are only called, as libtorrent does without that setting; where many stay, nearly all of these calls find another seed")]
    public bool Calls { get; init; } = true;

    /// <summary>Super-seeding.</summary>
    [Setting("Whether initial seeds pretend to have nothing and reveal one piece to each peer at a time (BEP 16)")]
    public bool SuperSeed { get; init; }
}

/// <summary>Shares of the ordinary peers that do not play by the rules.</summary>
public sealed record BehaviourSettings
{
    /// <summary>Free riders.</summary>
    [Setting("Share of peers that never upload", Min = "0", Max = "1", Unit = "share")]
    public double FreeRiders { get; init; }

    /// <summary>Who rides.</summary>
    [Setting("Which peers do not upload: any, those with the slowest uplinks, or those with the fastest")]
    public RiderChoice Who { get; init; } = RiderChoice.Any;

    /// <summary>Large view.</summary>
    [Setting("Share of peers that never upload, announce again and again and connect to everybody (Sirivianos et al. 2007)", Min = "0", Max = "1", Unit = "share")]
    public double LargeView { get; init; }

    /// <summary>BitTyrant.</summary>
    [Setting("Share of peers that upload no more than is answered (BitTyrant, Piatek et al. 2007)", Min = "0", Max = "1", Unit = "share")]
    public double Tyrants { get; init; }

    /// <summary>Polluters.</summary>
    [Setting("Share of peers that pretend to have everything and send bad blocks", Min = "0", Max = "1", Unit = "share")]
    public double Polluters { get; init; }

    /// <summary>Of which peers.</summary>
    [Setting("Name of the class of access links whose peers the shares are of; empty for all. Free riders that are chosen by their uplinks (who) are of any class")]
    public string Link { get; init; } = "";

    /// <summary>How often a large-view peer announces.</summary>
    [Setting("Time between two announces of a large-view peer", Min = "1s", Max = "1d")]
    public TimeSpan LargeViewInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections of a large-view peer.</summary>
    [Setting("Connections of a large-view peer", Min = "1", Max = "10000", Unit = "connections")]
    public int LargeViewConnections { get; init; } = 500;

    /// <summary>Connections of BitTyrant.</summary>
    [Setting("Connections of a BitTyrant; the more, the more of those that give much for little it finds", Min = "1", Max = "10000", Unit = "connections")]
    public int TyrantConnections { get; init; } = 200;

    /// <summary>Sum of the shares.</summary>
    public double Total => FreeRiders + LargeView + Tyrants + Polluters;
}

/// <summary>Which peers are free riders.</summary>
public enum RiderChoice
{
    /// <summary>Any, at random.</summary>
    Any,

    /// <summary>Those with the slowest uplinks.</summary>
    Slowest,

    /// <summary>Those with the fastest uplinks.</summary>
    Fastest,
}
