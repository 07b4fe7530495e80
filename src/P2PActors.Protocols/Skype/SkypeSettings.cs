using P2PActors.Churn;
using P2PActors.Churn.Laws;
using P2PActors.Scenarios;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.Skype;

/// <summary>Settings of Skype; the defaults are those of the measured network of 2004 to 2006 where it was measured.</summary>
public sealed record SkypeSettings : IValidatedSettings
{
    /// <summary>Log-in.</summary>
    [Setting("The login server, and how a client gets to a supernode")]
    public SkypeLoginSettings Login { get; init; } = new();

    /// <summary>Supernodes.</summary>
    [Setting("Who becomes a supernode, and what one bears")]
    public SkypeSupernodeSettings Supernodes { get; init; } = new();

    /// <summary>Supernodes of the company.</summary>
    [Setting("Supernodes that the company runs itself, in waves: mega-supernodes against an outage, or all of them, as from 2012")]
    public IReadOnlyList<HostedSettings> Hosted { get; init; } = [];

    /// <summary>Directory.</summary>
    [Setting("The directory of who is on line, which the supernodes share")]
    public SkypeDirectorySettings Directory { get; init; } = new();

    /// <summary>Buddies.</summary>
    [Setting("Buddy lists and text chat")]
    public SkypeBuddySettings Buddies { get; init; } = new();

    /// <summary>Calls.</summary>
    [Setting("Who calls whom, how often and for how long")]
    public SkypeCallSettings Calls { get; init; } = new();

    /// <summary>Paths of calls.</summary>
    [Setting("How a call finds its way through NATs and firewalls, and who relays it")]
    public SkypePathSettings Paths { get; init; } = new();

    /// <summary>Media.</summary>
    [Setting("The voice of a call, and how its quality is judged")]
    public SkypeMediaSettings Media { get; init; } = new();

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Media.Train < Media.Frame)
            yield return new SettingProblem("media.train", $"found {Media.Train.TotalMilliseconds} ms, expected at least media.frame, {Media.Frame.TotalMilliseconds} ms");
    }
}

/// <summary>The login server, and the way to a supernode (Baset and Schulzrinne 2004).</summary>
public sealed record SkypeLoginSettings
{
    /// <summary>Log-ins that the server takes.</summary>
    [Setting("Log-ins that the login server handles", Min = "0.001", Unit = "log-ins/s")]
    public double Rate { get; init; } = 500;

    /// <summary>Its queue.</summary>
    [Setting("Log-ins that wait at the login server; more are refused", Min = "1", Max = "10000000", Unit = "log-ins")]
    public int Queue { get; init; } = 5000;

    /// <summary>How long a client waits for it.</summary>
    [Setting("How long a client waits for the login server's answer", Min = "100ms", Max = "10m")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Candidates tried at once.</summary>
    [Setting("Supernodes of the host cache that a client tries at once", Min = "1", Max = "100", Unit = "supernodes")]
    public int Probes { get; init; } = 4;

    /// <summary>Wait for a datagram's answer.</summary>
    [Setting("How long answers by UDP are waited for before TCP is tried", Min = "100ms", Max = "1m")]
    public TimeSpan UdpWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait for a connection.</summary>
    [Setting("How long a connection is waited for before the next port is tried", Min = "100ms", Max = "1m")]
    public TimeSpan TcpWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cycles.</summary>
    [Setting("Times that a client goes through UDP, TCP, port 80 and port 443 before the log-in has failed", Min = "1", Max = "100", Unit = "cycles")]
    public int Cycles { get; init; } = 5;

    /// <summary>Pause between cycles.</summary>
    [Setting("Pause between two of these cycles", Min = "0s", Max = "1h")]
    public TimeSpan CyclePause { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Pause before a failed log-in is tried again.</summary>
    [Setting("Time after a failed log-in before the user tries again (exponential)", Min = "1s", Max = "1d")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether that time doubles.</summary>
    [Setting("Whether that time doubles with each failure, up to an hour")]
    public bool BackOff { get; init; }

    /// <summary>Entries of the host cache; 200 were seen.</summary>
    [Setting("Supernodes in a client's host cache, which it keeps from one session to the next", Min = "1", Max = "10000", Unit = "supernodes")]
    public int HostCache { get; init; } = 200;

    /// <summary>Built-in supernodes; 7 in version 0.97.</summary>
    [Setting("Bootstrap supernodes whose addresses every client has built in; they give out others and have no clients", Min = "1", Max = "1000", Unit = "supernodes")]
    public int Bootstrap { get; init; } = 7;

    /// <summary>How often the host cache is refreshed.</summary>
    [Setting("How often a supernode refreshes the host caches of its clients", Min = "1s", Max = "30d")]
    public TimeSpan RefreshCache { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Nodes told after a log-in; about 20 were seen.</summary>
    [Setting("Supernodes of the host cache that a client tells by UDP when it has logged in; those that answer are known to live", Min = "0", Max = "200", Unit = "supernodes")]
    public int Announce { get; init; } = 20;

    /// <summary>Keep-alive.</summary>
    [Setting("How often a client sends a keep-alive to its supernode; one that TCP does not acknowledge within network.death-timeout ends the connection", Min = "1s", Max = "1h")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait for each test of the NAT.</summary>
    [Setting("How long each datagram that tests the client's NAT is waited for; it is sent twice", Min = "100ms", Max = "1m")]
    public TimeSpan NatTestWait { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Supernodes. What made a client one is not known beyond reachability, bandwidth and time on line; the thresholds are ours.</summary>
public sealed record SkypeSupernodeSettings
{
    /// <summary>Supernodes to begin with.</summary>
    [Setting("Supernodes at the beginning: the first public peers with enough uplink that come on line; -1 for as many as bear the clients on line with 60 % of their places taken", Min = "-1", Max = "1000000", Unit = "supernodes")]
    public int Initial { get; init; } = -1;

    /// <summary>Clients of one; 100 to 300 were usual in 2005.</summary>
    [Setting("Clients that a supernode takes; more are refused", Min = "1", Max = "1000000", Unit = "clients")]
    public int MaxClients { get; init; } = 200;

    /// <summary>Uplink needed.</summary>
    [Setting("Uplink that a supernode needs", Min = "1kbps")]
    public BitRate MinUplink { get; init; } = BitRate.FromKbps(128);

    /// <summary>Time on line.</summary>
    [Setting("Time on line before a client may become a supernode", Min = "0s", Max = "30d")]
    public TimeSpan MinUptime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether clients are promoted.</summary>
    [Setting("Whether clients become supernodes when those there are become full; the bug of August 2007 kept them from it")]
    public bool Election { get; init; } = true;

    /// <summary>Load above which a client is promoted.</summary>
    [Setting("Share of its places taken, from which on a supernode asks an eligible client to become one", Min = "0.01", Max = "1", Unit = "share")]
    public double PromoteAbove { get; init; } = 0.8;

    /// <summary>How often that is considered.</summary>
    [Setting("How often a supernode considers that, and looks after its clients and its slot", Min = "1s", Max = "1h")]
    public TimeSpan Check { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Load that makes one give up.</summary>
    [Setting("Requests a second, averaged over 10 s, from which on a supernode shuts itself down to protect its host, and serves no more in that session (see overload); 0 for never", Min = "0", Unit = "requests/s")]
    public double ProtectAbove { get; init; }

    /// <summary>What it does then.</summary>
    [Setting("What a supernode does with more requests than that: it shuts down, as in December 2010, or it leaves those beyond unanswered, as admission control would")]
    public OverloadResponse Overload { get; init; } = OverloadResponse.ShutDown;

    /// <summary>Slots.</summary>
    [Setting("Slots of the directory; 0 for one per slot-size supernodes of the beginning", Min = "0", Max = "1000000", Unit = "slots")]
    public int Slots { get; init; }

    /// <summary>Supernodes of a slot; 9 to 10 (lecture).</summary>
    [Setting("Supernodes that form a slot, and hold the same part of the directory", Min = "1", Max = "100", Unit = "supernodes")]
    public int SlotSize { get; init; } = 9;

    /// <summary>Slots of a block; 8 (lecture).</summary>
    [Setting("Slots that form a block, within which supernodes replace each other", Min = "1", Max = "1000", Unit = "slots")]
    public int BlockSlots { get; init; } = 8;
}

/// <summary>What a supernode does about too many requests.</summary>
public enum OverloadResponse
{
    /// <summary>It becomes an ordinary node.</summary>
    ShutDown,
    /// <summary>It answers as many as it can bear.</summary>
    Refuse,
}

/// <summary>Supernodes that the company runs.</summary>
public sealed record HostedSettings
{
    /// <summary>When they begin.</summary>
    [Setting("When they begin to serve", Min = "0s", Max = "3650d")]
    public TimeSpan At { get; init; }

    /// <summary>How many.</summary>
    [Setting("How many of them", Min = "1", Max = "1000000", Unit = "supernodes", Required = true)]
    public int Count { get; init; }

    /// <summary>Clients of one.</summary>
    [Setting("Clients that one takes: 4,100 each in 2012", Min = "1", Max = "1000000", Unit = "clients")]
    public int MaxClients { get; init; } = 4100;
}

/// <summary>The directory. Its structure is not known; slots as copies of one part are the likely use of what is.</summary>
public sealed record SkypeDirectorySettings
{
    /// <summary>How long somebody is found after he was seen; 72 hours (Baset and Schulzrinne 2004).</summary>
    [Setting("How long somebody can be found after he was on line last", Min = "1s", Max = "365d")]
    public TimeSpan Memory { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How often records are refreshed.</summary>
    [Setting("How often a supernode refreshes the records of its clients", Min = "1s", Max = "30d")]
    public TimeSpan Refresh { get; init; } = TimeSpan.FromHours(2);

    /// <summary>First batch.</summary>
    [Setting("Supernodes that the first step of a search asks; each further step asks twice as many", Min = "1", Max = "1000", Unit = "supernodes")]
    public int FirstBatch { get; init; } = 4;

    /// <summary>Steps at most.</summary>
    [Setting("Steps after which the user searched for does not exist", Min = "1", Max = "20", Unit = "steps")]
    public int MaxBatches { get; init; } = 4;

    /// <summary>Wait for one step.</summary>
    [Setting("How long the answers to one step are waited for", Min = "10ms", Max = "1m")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Life of what a client has cached.</summary>
    [Setting("How long a client uses an address that it has found", Min = "0s", Max = "30d")]
    public TimeSpan Cache { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Life of what a supernode has cached.</summary>
    [Setting("How long a supernode answers searches with what its clients have found before; 0s for not at all", Min = "0s", Max = "30d")]
    public TimeSpan CacheAtSupernodes { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Share of searches for names that do not exist.</summary>
    [Setting("Share of the searches that are for a name nobody has", Min = "0", Max = "1", Unit = "share")]
    public double Misspelt { get; init; } = 0.05;

    /// <summary>How often supernodes tell each other whom they know.</summary>
    [Setting("How often a supernode sends the list of those it knows to another one", Min = "1s", Max = "30d")]
    public TimeSpan Exchange { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Buddies and chat.</summary>
public sealed record SkypeBuddySettings
{
    /// <summary>Buddies of a user.</summary>
    [Setting("Buddies of a user on average", Min = "0", Max = "1000", Unit = "buddies")]
    public int Mean { get; init; } = 12;

    /// <summary>Time between messages.</summary>
    [Setting("Time between the text messages of a user on line (exponential); 0 for none", Min = "0s", Max = "3650d")]
    public TimeSpan ChatEvery { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Wait for a receipt.</summary>
    [Setting("How long the receipt of a text message is waited for; it is sent three times, and kept until the buddy comes on line after that", Min = "100ms", Max = "1h")]
    public TimeSpan ReceiptWait { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Calls (Guha, Daswani, Jain 2006, as remembered: mean 12 min 53 s, median 2 min 50 s).</summary>
public sealed record SkypeCallSettings
{
    /// <summary>Time between calls.</summary>
    [Setting("Time between the calls that a user on line makes (exponential)", Min = "1ms", Max = "3650d")]
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(12);

    /// <summary>No calls before.</summary>
    [Setting("No calls before this time of the run", Min = "0s", Max = "3650d")]
    public TimeSpan StartAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long they last.</summary>
    [Setting("How long a call lasts")]
    public DurationLaw Length { get; init; } = new LogNormalLaw { Median = TimeSpan.FromSeconds(170), Sigma = 1.74 };

    /// <summary>Share of calls to strangers.</summary>
    [Setting("Share of the calls that go to somebody who is no buddy and has to be searched for", Min = "0", Max = "1", Unit = "share")]
    public double Strangers { get; init; } = 0.2;

    /// <summary>How long a caller waits.</summary>
    [Setting("How long the callee's answer is waited for", Min = "1s", Max = "10m")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>How relays are chosen.</summary>
public enum RelayChoice
{
    /// <summary>The one with the shortest detour, as measured by both ends.</summary>
    Near,
    /// <summary>Any of those that answer.</summary>
    Random,
}

/// <summary>Paths through NATs (RFC 3489; Ford, Srisuresh, Kegel 2005 for hole punching).</summary>
public sealed record SkypePathSettings
{
    /// <summary>Whether hole punching is tried.</summary>
    [Setting("Whether two clients behind NATs try to get at each other directly, by hole punching")]
    public bool Punching { get; init; } = true;

    /// <summary>Pause between probes.</summary>
    [Setting("Pause between the datagrams that try the path", Min = "10ms", Max = "1m")]
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How many.</summary>
    [Setting("Datagrams that try the path before another way is taken", Min = "1", Max = "100", Unit = "datagrams")]
    public int Probes { get; init; } = 6;

    /// <summary>Relays proposed.</summary>
    [Setting("Relays that each side's supernode proposes", Min = "1", Max = "20", Unit = "relays")]
    public int Relays { get; init; } = 4;

    /// <summary>How one is chosen.</summary>
    [Setting("How one of them is chosen")]
    public RelayChoice RelayChoice { get; init; } = RelayChoice.Near;

    /// <summary>Wait for a step.</summary>
    [Setting("How long answers of relays and of the other side about them are waited for", Min = "100ms", Max = "1m")]
    public TimeSpan RelayWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of the uplink.</summary>
    [Setting("Share of its uplink that a client gives to the calls of others", Min = "0", Max = "1", Unit = "share")]
    public double RelayShare { get; init; } = 0.5;

    /// <summary>Limit of one session; 4 kB/s (Skype Network Administrator's Guide 3.0, through Kho et al. 2008).</summary>
    [Setting("Most that a relay passes on of each side of a call; what is beyond is dropped", Min = "100B", Unit = "per second")]
    public ByteSize RelayLimit { get; init; } = new(4000);

    /// <summary>Silence after which a path is given up.</summary>
    [Setting("Silence of the other side after which a call looks for another path", Min = "1s", Max = "10m")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Voice.</summary>
public sealed record SkypeMediaSettings
{
    /// <summary>Frame.</summary>
    [Setting("Speech in one packet", Min = "5ms", Max = "200ms")]
    public TimeSpan Frame { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Packet; 67 B (Baset and Schulzrinne 2004).</summary>
    [Setting("A voice packet in UDP; over TCP it is 2 B longer", Min = "12B", Max = "1400B")]
    public ByteSize Packet { get; init; } = new(67);

    /// <summary>Train.</summary>
    [Setting("Packets are handled together that make so much speech; loss, delay and jitter are still those of each", Min = "5ms", Max = "10s")]
    public TimeSpan Train { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Codec delay.</summary>
    [Setting("Delay of codec and sound hardware at both ends together", Min = "0s", Max = "1s")]
    public TimeSpan CodecDelay { get; init; } = TimeSpan.FromMilliseconds(45);

    /// <summary>Jitter buffer.</summary>
    [Setting("Jitter buffer: what comes later than that after the fastest packets is lost to the ear", Min = "0s", Max = "5s")]
    public TimeSpan Buffer { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Impairment of the codec.</summary>
    [Setting("Equipment impairment factor Ie of the codec (ITU-T G.113); 0 for G.711, which the wide-band codecs are not below", Min = "0", Max = "95")]
    public double Impairment { get; init; }

    /// <summary>Robustness to loss.</summary>
    [Setting("Packet-loss robustness factor Bpl of the codec (ITU-T G.113); 25.1 is G.711 with concealment", Min = "0.1", Max = "100")]
    public double Robustness { get; init; } = 25.1;
}
