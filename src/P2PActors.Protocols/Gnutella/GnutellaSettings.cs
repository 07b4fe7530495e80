using P2PActors.Protocols.FileSharing;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.Gnutella;

/// <summary>Settings of Gnutella 0.4; the defaults are those of the specification, of common clients and of the measured network.</summary>
public sealed record GnutellaSettings : IValidatedSettings
{
    /// <summary>TTL of queries: 7 is the usual value.</summary>
    [Setting("TTL with which queries are sent", Min = "1", Max = "31", Unit = "hops")]
    public int Ttl { get; init; } = 7;

    /// <summary>
    /// Links. The measured network had 3.4 links per servent, each counted once, thus 6.8 ends (Ripeanu, Foster, Iamnitchi 2002); servents that
    /// call until they have 4 and take calls up to 7, the greatest degree of the pure law, come out near it.
    /// </summary>
    [Setting("Links to other servents")]
    public GnutellaLinkSettings Links { get; init; } = new();

    /// <summary>Pings.</summary>
    [Setting("Search for servents by flooded PINGs")]
    public GnutellaPingSettings Ping { get; init; } = new();

    /// <summary>How long a user waits for answers.</summary>
    [Setting("Time after which a user takes the answers that have come", Min = "100ms", Max = "1d")]
    public TimeSpan QueryLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Minimum speed in queries.</summary>
    [Setting("Minimum speed named in queries, kbit/s; slower servents do not answer", Min = "0", Max = "32767", Unit = "kbit/s")]
    public int MinSpeed { get; init; }

    /// <summary>Largest payload of a query; gtk-gnutella forwards up to 256 bytes.</summary>
    [Setting("Queries with a longer payload are neither answered nor forwarded", Min = "4B", Max = "4kB")]
    public ByteSize MaxQueryPayload { get; init; } = new(256);

    /// <summary>Most hits of one answer; its count is one byte.</summary>
    [Setting("Files a servent names in its answer to one query at most", Min = "1", Max = "255", Unit = "files")]
    public int MaxHits { get; init; } = 255;

    /// <summary>How long GUIDs are remembered.</summary>
    [Setting("How long a servent remembers which link a PING, QUERY or servent id came from", Min = "1s", Max = "1d")]
    public TimeSpan RouteMemory { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most GUIDs remembered.</summary>
    [Setting("Most GUIDs a servent remembers (15 to 21 bytes each); the oldest go first", Min = "16", Max = "1048576", Unit = "GUIDs")]
    public int RouteCapacity { get; init; } = 65_536;

    /// <summary>Longest queue of the uplink.</summary>
    [Setting("Queue of the uplink, as time, from which on descriptors are dropped instead of sent", Min = "10ms", Max = "1h")]
    public TimeSpan MaxBacklog { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait for a pushed connection.</summary>
    [Setting("How long a user waits for the call that a PUSH asked for", Min = "1s", Max = "1h")]
    public TimeSpan PushTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Host caches.</summary>
    [Setting("How servents learn of each other at first")]
    public GnutellaBootstrapSettings Bootstrap { get; init; } = new();

    /// <summary>Downloads.</summary>
    [Setting("What users do with what they find")]
    public FileSharingSettings Downloads { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Links.Target < Links.Min) yield return new SettingProblem("links.target", $"found {Links.Target}, expected at least min, {Links.Min}");
        if (Links.Max < Links.Target) yield return new SettingProblem("links.max", $"found {Links.Max}, expected at least target, {Links.Target}");
    }
}

/// <summary>How many links a servent keeps, and how it looks after them.</summary>
public sealed record GnutellaLinkSettings
{
    /// <summary>A servent with fewer links seeks more.</summary>
    [Setting("A servent with fewer links seeks more", Min = "1", Max = "1000", Unit = "links")]
    public int Min { get; init; } = 3;

    /// <summary>It then seeks until it has so many.</summary>
    [Setting("A servent that seeks links stops when it has so many", Min = "1", Max = "1000", Unit = "links")]
    public int Target { get; init; } = 4;

    /// <summary>It takes calls until it has so many.</summary>
    [Setting("A servent with so many links refuses callers, unless the given overlay has the link", Min = "1", Max = "1000", Unit = "links")]
    public int Max { get; init; } = 7;

    /// <summary>Whether lost links are replaced.</summary>
    [Setting("Whether servents seek links beyond those of a given overlay when they have lost some; a grown overlay needs it")]
    public bool Repair { get; init; } = true;

    /// <summary>Whether neighbours are watched.</summary>
    [Setting("Whether silent neighbours are asked, by a PING with TTL 1, and dropped")]
    public bool KeepAlive { get; init; } = true;

    /// <summary>Silence after which a neighbour is asked.</summary>
    [Setting("Silence after which a neighbour is asked whether it lives", Min = "1s", Max = "1h")]
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Silence after which a neighbour is dropped.</summary>
    [Setting("Silence after which a neighbour is dropped", Min = "2s", Max = "1h")]
    public TimeSpan DropAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often links are looked after.</summary>
    [Setting("How often a servent looks after its links", Min = "1s", Max = "1h")]
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>The naive pings of 0.4: every PING is flooded, and everybody reached answers.</summary>
public sealed record GnutellaPingSettings
{
    /// <summary>Whether servents ping at all.</summary>
    [Setting("Whether servents flood PINGs: over a new link, and again and again")]
    public bool Enabled { get; init; } = true;

    /// <summary>Time between two pings; old clients did so every 30 s at most (ping-pong proposal of the Gnutella Developer Forum).</summary>
    [Setting("Time between two PINGs of a servent; their number grows with the square of the servents within reach", Min = "1s", Max = "1d")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>TTL of pings.</summary>
    [Setting("TTL with which PINGs are sent", Min = "1", Max = "31", Unit = "hops")]
    public int Ttl { get; init; } = 7;
}

/// <summary>Host caches, and the addresses a servent keeps.</summary>
public sealed record GnutellaBootstrapSettings
{
    /// <summary>Host caches.</summary>
    [Setting("Host caches whose addresses all servents know", Min = "1", Max = "100", Unit = "host caches")]
    public int HostCaches { get; init; } = 1;

    /// <summary>Addresses of a host cache.</summary>
    [Setting("Newest addresses a host cache keeps", Min = "1", Max = "1000000", Unit = "addresses")]
    public int CacheSize { get; init; } = 1000;

    /// <summary>Addresses in one answer.</summary>
    [Setting("PONGs with which a host cache answers a PING", Min = "1", Max = "1000", Unit = "addresses")]
    public int Answers { get; init; } = 20;

    /// <summary>Addresses a servent keeps.</summary>
    [Setting("Addresses a servent keeps, also from one session to the next", Min = "1", Max = "10000", Unit = "addresses")]
    public int KnownHosts { get; init; } = 50;

    /// <summary>Wait before asking again.</summary>
    [Setting("How long a servent waits before it asks a host cache again; doubled each time, up to 64 times", Min = "1s", Max = "1h")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(10);
}
