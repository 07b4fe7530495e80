using P2PActors.Protocols.FileSharing;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.FastTrack;

/// <summary>Settings of KaZaA; the defaults are those of the measured network and of clients that worked on it.</summary>
public sealed record KazaaSettings : IValidatedSettings
{
    /// <summary>Supernodes.</summary>
    [Setting("Who becomes a supernode, and how many children and links one has")]
    public SupernodeSettings Supernodes { get; init; } = new();

    /// <summary>Joining.</summary>
    [Setting("How an ordinary node finds its parent and keeps it")]
    public ParentSettings Parent { get; init; } = new();

    /// <summary>Bootstrap.</summary>
    [Setting("How supernodes are found at first, and the list each user keeps")]
    public SupernodeListSettings Bootstrap { get; init; } = new();

    /// <summary>Searches.</summary>
    [Setting("How far searches go and how much they bring")]
    public KazaaSearchSettings Search { get; init; } = new();

    /// <summary>Transfers.</summary>
    [Setting("Download of one file from several sources at once, and the queue of a source")]
    public KazaaTransferSettings Transfers { get; init; } = new();

    /// <summary>Participation.</summary>
    [Setting("Participation levels")]
    public ParticipationSettings Participation { get; init; } = new();

    /// <summary>Downloads.</summary>
    [Setting("What users do with what they find; attempts and source do not apply, for a file comes from several sources")]
    public FileSharingSettings Downloads { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Supernodes.MaxChildren < Supernodes.MinChildren)
            yield return new SettingProblem("supernodes.max-children", $"found {Supernodes.MaxChildren}, expected at least min-children, {Supernodes.MinChildren}");
        if (Supernodes.MaxLinks < Supernodes.MinLinks)
            yield return new SettingProblem("supernodes.max-links", $"found {Supernodes.MaxLinks}, expected at least min-links, {Supernodes.MinLinks}");
        if (Supernodes.Links < Supernodes.MinLinks || Supernodes.Links > Supernodes.MaxLinks)
            yield return new SettingProblem("supernodes.links", $"found {Supernodes.Links}, expected between min-links, {Supernodes.MinLinks}, and max-links, {Supernodes.MaxLinks}");
        if (Search.Cap < Search.Results)
            yield return new SettingProblem("search.cap", $"found {Search.Cap}, expected at least search.results, {Search.Results}");
    }
}

/// <summary>Who becomes a supernode, and what it keeps.</summary>
public sealed record SupernodeSettings
{
    /// <summary>Supernodes to begin with.</summary>
    [Setting("Supernodes at the beginning: the first eligible peers that come on line; 0 for none, -1 for one per 100 peers on line and places for a tenth more than there are", Min = "-1", Max = "1000000", Unit = "supernodes")]
    public int Initial { get; init; } = -1;

    /// <summary>Uplink needed: 160 to 200 kbit/s (lecture; enough for cable and campus, too much for modems).</summary>
    [Setting("Uplink that a supernode needs", Min = "1kbps")]
    public BitRate MinUplink { get; init; } = BitRate.FromKbps(160);

    /// <summary>Time on line before a peer may be promoted.</summary>
    [Setting("Time on line before a peer may become a supernode", Min = "0s", Max = "30d")]
    public TimeSpan MinUptime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Share of users who allow it.</summary>
    [Setting("Share of the users who have not ticked 'do not function as a supernode'", Min = "0", Max = "1", Unit = "share")]
    public double Willing { get; init; } = 0.8;

    /// <summary>Fewest children a supernode takes.</summary>
    [Setting("Children that a supernode with the smallest uplink takes; more are refused", Min = "1", Max = "10000", Unit = "children")]
    public int MinChildren { get; init; } = 60;

    /// <summary>Most children a supernode takes.</summary>
    [Setting("Children that a supernode with a T1 line or better takes; more are refused", Min = "1", Max = "10000", Unit = "children")]
    public int MaxChildren { get; init; } = 150;

    /// <summary>Load from which a supernode asks a child to become one.</summary>
    [Setting("Share of its children's places taken, from which on a supernode asks an eligible child to become one, if those it is linked to are as full on average", Min = "0.01", Max = "1", Unit = "share")]
    public double PromoteAbove { get; init; } = 0.9;

    /// <summary>Pause between two such questions.</summary>
    [Setting("How often a supernode considers that; it then asks with the probability that makes up for what is missing", Min = "1s", Max = "1d")]
    public TimeSpan PromoteEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Fewer children than this are too few.</summary>
    [Setting("A supernode with fewer children is superfluous", Min = "0", Max = "10000", Unit = "children")]
    public int DemoteBelow { get; init; } = 10;

    /// <summary>How long it may be so.</summary>
    [Setting("A supernode that has been superfluous for so long becomes an ordinary node", Min = "1s", Max = "30d")]
    public TimeSpan DemoteAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Fewest links.</summary>
    [Setting("A supernode with fewer links to others seeks more", Min = "1", Max = "10000", Unit = "links")]
    public int MinLinks { get; init; } = 30;

    /// <summary>Mean links.</summary>
    [Setting("Links that supernodes have on average where there are enough of them", Min = "1", Max = "10000", Unit = "links")]
    public int Links { get; init; } = 40;

    /// <summary>Most links.</summary>
    [Setting("A supernode with so many links refuses others", Min = "1", Max = "10000", Unit = "links")]
    public int MaxLinks { get; init; } = 50;

    /// <summary>How often a link is replaced.</summary>
    [Setting("How often a supernode replaces one of its links by another", Min = "1s", Max = "30d")]
    public TimeSpan Shuffle { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>How often supernodes tell each other whom they know.</summary>
    [Setting("How often supernodes send their lists to each other, with their loads", Min = "1s", Max = "30d")]
    public TimeSpan Exchange { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a supernode looks after its links and children.</summary>
    [Setting("How often a supernode looks after its links and children", Min = "1s", Max = "1h")]
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Files accepted of one child; foreign clients met a limit of 51 to 69.</summary>
    [Setting("Files of one child that a supernode puts into its index", Min = "1", Max = "1000000", Unit = "files")]
    public int MaxFiles { get; init; } = 1_000_000;
}

/// <summary>An ordinary node and its parent (times of giFT-FastTrack).</summary>
public sealed record ParentSettings
{
    /// <summary>Candidates pinged at once.</summary>
    [Setting("Supernodes pinged at once in search of a parent", Min = "1", Max = "100", Unit = "supernodes")]
    public int Probes { get; init; } = 10;

    /// <summary>Wait for pongs.</summary>
    [Setting("How long answers to these pings are waited for", Min = "10ms", Max = "1m")]
    public TimeSpan ProbeWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections tried at once; 5 were seen.</summary>
    [Setting("Connections tried at once, of which the first that is accepted is kept", Min = "1", Max = "100", Unit = "connections")]
    public int Attempts { get; init; } = 5;

    /// <summary>Longest wait for connection and handshake.</summary>
    [Setting("How long these connections are waited for", Min = "1s", Max = "10m")]
    public TimeSpan AttemptWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause before the next round.</summary>
    [Setting("Pause before the bootstrap servers are asked again", Min = "1s", Max = "1h")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Keep-alive.</summary>
    [Setting("How often a node pings its parent", Min = "1s", Max = "1h")]
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Wait for the pong.</summary>
    [Setting("A parent that does not answer a ping for so long is given up", Min = "1s", Max = "1h")]
    public TimeSpan PongWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Share of users whose client changes its parent.</summary>
    [Setting("Share of the users with Kazaa Lite, which goes from parent to parent to reach more", Min = "0", Max = "1", Unit = "share")]
    public double Hoppers { get; init; }

    /// <summary>How often it does.</summary>
    [Setting("How often Kazaa Lite changes its parent", Min = "10s", Max = "30d")]
    public TimeSpan HopEvery { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Lists of supernodes.</summary>
public sealed record SupernodeListSettings
{
    /// <summary>Bootstrap servers.</summary>
    [Setting("Servers whose addresses all clients know, and which give out supernodes", Min = "1", Max = "100", Unit = "servers")]
    public int Servers { get; init; } = 1;

    /// <summary>Entries of a list.</summary>
    [Setting("Supernodes in one list", Min = "1", Max = "8000", Unit = "supernodes")]
    public int ListSize { get; init; } = 200;

    /// <summary>Entries a user keeps.</summary>
    [Setting("Supernodes that a user keeps, also from one session to the next", Min = "1", Max = "30000", Unit = "supernodes")]
    public int CacheSize { get; init; } = 1000;

    /// <summary>How often the parent sends a new list.</summary>
    [Setting("How often supernodes send a new list", Min = "1s", Max = "30d")]
    public TimeSpan ListEvery { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Entries that come with the program.</summary>
    [Setting("Supernodes of the beginning that a user knows when it starts for the first time", Min = "0", Max = "8000", Unit = "supernodes")]
    public int Shipped { get; init; } = 50;

    /// <summary>How often a supernode tells the servers that it is there.</summary>
    [Setting("How often a supernode tells a bootstrap server that it is there; after twice that time it is forgotten", Min = "1s", Max = "2h")]
    public TimeSpan AnnounceEvery { get; init; } = TimeSpan.FromMinutes(15);
}

/// <summary>Searches.</summary>
public sealed record KazaaSearchSettings
{
    /// <summary>TTL between supernodes.</summary>
    [Setting("TTL of a search among supernodes: 0 for the parent only", Min = "0", Max = "31", Unit = "hops")]
    public int Ttl { get; init; } = 7;

    /// <summary>Neighbours that a search is handed to.</summary>
    [Setting("Links over which each supernode forwards a search, chosen at random; 0 for all (clients were told 6 to 10)", Min = "0", Max = "10000", Unit = "links")]
    public int FanOut { get; init; }

    /// <summary>Results of one request.</summary>
    [Setting("Results of one request at most", Min = "1", Max = "65535", Unit = "results")]
    public int Results { get; init; } = 50;

    /// <summary>Results of one search with all its repetitions.</summary>
    [Setting("Results after which a user does not search for more", Min = "1", Max = "65535", Unit = "results")]
    public int Cap { get; init; } = 200;

    /// <summary>How long a supernode takes answers.</summary>
    [Setting("Time after which a supernode says that a search has ended", Min = "100ms", Max = "1h")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Sources that content a user.</summary>
    [Setting("A user with fewer sources of the file it wants presses 'search more', as often as its participation level allows; 0 for never", Min = "0", Max = "1000", Unit = "sources")]
    public int EnoughSources { get; init; } = 1;

    /// <summary>Pause before a repetition.</summary>
    [Setting("Time a user takes to press 'search more'", Min = "0s", Max = "1d")]
    public TimeSpan MoreAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether users have paid for more repetitions.</summary>
    [Setting("Whether users have Kazaa Plus, which allows more repetitions")]
    public bool Plus { get; init; }
}

/// <summary>Transfers.</summary>
public sealed record KazaaTransferSettings
{
    /// <summary>Chunk size; the true one is not known.</summary>
    [Setting("Size of the parts that are fetched from different sources", Min = "16kB", Max = "1GB")]
    public ByteSize Chunk { get; init; } = new(2 << 20);

    /// <summary>Sources used at once.</summary>
    [Setting("Sources from which one file is fetched at the same time", Min = "1", Max = "100", Unit = "sources")]
    public int Streams { get; init; } = 4;

    /// <summary>Length of the upload queue.</summary>
    [Setting("Requests that wait at a source; more are turned away", Min = "0", Max = "10000", Unit = "requests")]
    public int Queue { get; init; } = 20;

    /// <summary>Longest wait in a queue.</summary>
    [Setting("How long a user waits in the queue of a source", Min = "1s", Max = "30d")]
    public TimeSpan QueuePatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wait for a pushed connection.</summary>
    [Setting("How long a user waits for the call that a push request asked for", Min = "1s", Max = "1h")]
    public TimeSpan PushWait { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Participation levels.</summary>
public sealed record ParticipationSettings
{
    /// <summary>Share of users that claim the highest level.</summary>
    [Setting("Share of the users whose client (K-Lite) claims a level of 1,000", Min = "0", Max = "1", Unit = "share")]
    public double Cheaters { get; init; }

    /// <summary>Whether only free riders cheat.</summary>
    [Setting("Whether only users who share nothing cheat; cheaters is then a share of them")]
    public bool OnlyFreeRidersCheat { get; init; }

    /// <summary>Whether users have a past.</summary>
    [Setting("Whether users begin with a level that fits what they share, as after a long past, instead of 100")]
    public bool History { get; init; }

    /// <summary>Whether queues follow the levels.</summary>
    [Setting("Whether upload queues are ordered by the claimed level; otherwise first come, first served")]
    public bool OrdersQueues { get; init; } = true;
}
