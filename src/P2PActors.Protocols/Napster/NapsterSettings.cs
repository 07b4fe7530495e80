using P2PActors.Protocols.FileSharing;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.Napster;

/// <summary>How the redirector picks a server.</summary>
public enum RedirectorPolicy
{
    /// <summary>One after the other, blind to load and death, as OpenNap's metaserver.</summary>
    RoundRobin,
    /// <summary>The one with the fewest users, by the reports of the servers.</summary>
    LeastLoaded,
}

/// <summary>What a full server does with one more client.</summary>
public enum FullPolicy
{
    /// <summary>Answers with an error and closes.</summary>
    Refuse,
    /// <summary>Sends the client to another server (message 821).</summary>
    Redirect,
}

/// <summary>Which speed users tell.</summary>
public enum SpeedClaim
{
    /// <summary>What the user chose in a dialogue.</summary>
    Declared,
    /// <summary>The true class of the link, as if it were measured.</summary>
    Measured,
}

/// <summary>Settings of the Napster system.</summary>
public sealed record NapsterSettings : IValidatedSettings
{
    /// <summary>Index servers.</summary>
    [Setting("Index servers", Min = "1", Max = "32", Unit = "servers")]
    public int Servers { get; init; } = 1;

    /// <summary>Whether the servers are linked.</summary>
    [Setting("Whether the servers are linked to a tree and forward searches")]
    public bool Linked { get; init; }

    /// <summary>Children of a server in the tree.</summary>
    [Setting("Links from a server to those below it in the tree of linked servers; as many as servers make a star, 1 a chain", Min = "1", Max = "32", Unit = "links")]
    public int LinkFanout { get; init; } = 2;

    /// <summary>How the redirector picks a server.</summary>
    [Setting("How the redirector picks the server of a client")]
    public RedirectorPolicy Redirector { get; init; }

    /// <summary>Most results of a search.</summary>
    [Setting("Most results of a search", Min = "1", Max = "10000", Unit = "results")]
    public int MaxResults { get; init; } = NapsterQuery.MostResults;

    /// <summary>Most results of browsing a user.</summary>
    [Setting("Most files shown when a user is browsed", Min = "1", Max = "100000", Unit = "files")]
    public int MaxBrowseResults { get; init; } = 500;

    /// <summary>Most files of one user.</summary>
    [Setting("Most files one user can share", Min = "0", Max = "100000", Unit = "files")]
    public int MaxShared { get; init; } = 5000;

    /// <summary>Most users of a server.</summary>
    [Setting("Most clients of one server at a time (OpenNap's default, about 1024, is its operating system's)", Min = "1", Max = "10000000", Unit = "clients")]
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>What a full server does.</summary>
    [Setting("What a full server does with one more client")]
    public FullPolicy WhenFull { get; init; }

    /// <summary>Work of a search.</summary>
    [Setting("Time a server works on one search; what comes meanwhile waits", Min = "0ms", Max = "1m")]
    public TimeSpan QueryTime { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Work of one shared file.</summary>
    [Setting("Time a server works on one file that is shared or withdrawn", Min = "0ms", Max = "1m")]
    public TimeSpan ShareTime { get; init; } = TimeSpan.FromMilliseconds(0.05);

    /// <summary>Interval of server statistics.</summary>
    [Setting("Time between two statistics messages to every client", Min = "1s", Max = "1d")]
    public TimeSpan StatClick { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Life of a search.</summary>
    [Setting("Time after which a search on other servers, and the user's wait for the end of results, is over", Min = "1s", Max = "1d")]
    public TimeSpan SearchTimeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>Output that may wait for one client.</summary>
    [Setting("Output that may wait at a server for one client; a client that takes it too slowly is cut off", Min = "1kB", Max = "1GB")]
    public ByteSize ClientQueue { get; init; } = new(100 * 1024);

    /// <summary>Whether files are announced directory by directory.</summary>
    [Setting("Whether clients announce files by directories (message 870) instead of one by one (message 100)")]
    public bool BatchShares { get; init; }

    /// <summary>Whether only mp3 files count.</summary>
    [Setting("Whether clients share and look for mp3 files only, as in 1999; else any file, as OpenNap allowed")]
    public bool Mp3Only { get; init; }

    /// <summary>Slowest link asked for.</summary>
    [Setting("Link-speed code below which users do not want results; 0 for any", Min = "0", Max = "10", Unit = "code")]
    public int LeastLinkSpeed { get; init; }

    /// <summary>Lowest bit rate asked for.</summary>
    [Setting("Bit rate below which users do not want results; 0 for any", Min = "0", Max = "320", Unit = "kbps")]
    public int LeastBitRate { get; init; }

    /// <summary>What users say of their speed.</summary>
    [Setting("Which speed clients tell: what their users declare, or the truth, as if measured")]
    public SpeedClaim Speed { get; init; }

    /// <summary>Users who tell a lower speed than theirs.</summary>
    [Setting("Share, among the users who declare 64 kbps or less, of those who have more and hide it (MMCN 2002: up to 0.3)", Min = "0", Max = "0.99", Unit = "share")]
    public double UnderReporting { get; init; } = 0.3;

    /// <summary>Users with a hot list.</summary>
    [Setting("Share of the users who have a hot list of other users", Min = "0", Max = "1", Unit = "share")]
    public double HotListShare { get; init; } = 0.3;

    /// <summary>Length of a hot list.</summary>
    [Setting("Users on a hot list", Min = "0", Max = "32", Unit = "users")]
    public int HotListSize { get; init; } = 5;

    /// <summary>Searches followed by a look at all files of a source.</summary>
    [Setting("Share of the successful searches after which the user looks at all files of the first source", Min = "0", Max = "1", Unit = "share")]
    public double BrowseShare { get; init; } = 0.05;

    /// <summary>Users who chat.</summary>
    [Setting("Share of the users who join a chat channel", Min = "0", Max = "1", Unit = "share")]
    public double ChatShare { get; init; }

    /// <summary>Chat channels.</summary>
    [Setting("Chat channels of a server", Min = "1", Max = "1000", Unit = "channels")]
    public int Channels { get; init; } = 10;

    /// <summary>Pace of a chatter.</summary>
    [Setting("Mean time between two messages of a user who chats", Min = "1s", Max = "1d")]
    public TimeSpan ChatInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait before another login.</summary>
    [Setting("Time a client waits before it tries to log in again (half to one and a half of it, at random)", Min = "1s", Max = "1d")]
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a server counts as dead.</summary>
    [Setting("Silence of its server after which a client takes it for dead", Min = "1s", Max = "1d")]
    public TimeSpan ServerSilence { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>Downloads.</summary>
    [Setting("What users do with what they find")]
    public FileSharingSettings Downloads { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (ServerSilence <= StatClick)
            yield return new SettingProblem("server-silence", FormattableString.Invariant($"found {ServerSilence.TotalSeconds:0}s, expected more than stat-click, {StatClick.TotalSeconds:0}s, else every client gives up its server"));
    }
}
