using P2PActors.Actors;
using P2PActors.Network;

namespace P2PActors.Protocols.Napster;

/// <summary>A user as a server knows it: of its own, or of another server behind a link.</summary>
internal sealed class NapsterUser(string nick, uint address, int port, int link, TimeSpan loginTime)
{
    public string Nick { get; } = nick;

    public uint Address { get; } = address;

    /// <summary>The port for data; 0 behind a firewall.</summary>
    public int Port { get; set; } = port;

    public bool IsFirewalled => Port == 0;

    /// <summary>The speed the user claims.</summary>
    public int Link { get; set; } = link;

    public TimeSpan LoginTime { get; } = loginTime;

    public string Client { get; init; } = "";

    /// <summary>The session of a user of this server; null for others.</summary>
    public ClientSession? Session { get; init; }

    /// <summary>The link behind which the user is; null for users of this server.</summary>
    public ServerLink? Via { get; init; }

    /// <summary>Name of the user's server.</summary>
    public string Server { get; init; } = "";

    /// <summary>What the user shares here; the files of other servers' users are not known.</summary>
    public Dictionary<IndexedName, IndexEntry> Files { get; } = [];

    public long SharedBytes { get; set; }

    /// <summary>What another server said the user shares.</summary>
    public (int Files, long Kilobytes) Reported { get; set; }

    public int SharedFiles => Via is null ? Files.Count : Reported.Files;

    public int Downloads { get; set; }

    public int Uploads { get; set; }
}

/// <summary>A client's connection to its server.</summary>
internal sealed class ClientSession(Connection connection, double downlinkBytesPerSecond)
{
    /// <summary>What TCP holds in flight before the server's own queue grows, bytes (RFC 793, no window scaling).</summary>
    private const int TcpWindow = 64 * 1024;

    private readonly double _rate = downlinkBytesPerSecond;
    private TimeSpan _drained;

    public Connection Connection { get; } = connection;

    /// <summary>The user once it has logged in.</summary>
    public NapsterUser? User { get; set; }

    public bool IsOver { get; set; }

    public List<string> HotList { get; } = [];

    public List<string> Channels { get; } = [];

    /// <summary>When the last file so far was put into the index.</summary>
    public TimeSpan LastShare { get; set; }

    public bool HasPublished { get; set; }

    /// <summary>Files and size last told to linked servers.</summary>
    public (int Files, long Kilobytes) Told { get; set; }

    /// <summary>Whether output for the client would wait in the server beyond a limit, if this were sent too.</summary>
    public bool Overflows(TimeSpan now, int bytes, long limit)
    {
        if (_rate <= 0) return false;
        if (_drained < now) _drained = now;
        _drained += TimeSpan.FromSeconds(bytes / _rate);
        return ((_drained - now).TotalSeconds * _rate) - TcpWindow > limit;
    }
}

/// <summary>A connection to another server.</summary>
internal sealed class ServerLink(Connection connection)
{
    public Connection Connection { get; } = connection;

    /// <summary>Name of the server at the other end.</summary>
    public string Name { get; set; } = "";

    public string Nonce { get; set; } = "";

    /// <summary>Whether both have proved to know the password.</summary>
    public bool IsUp { get; set; }
}
