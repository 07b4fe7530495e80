using P2PActors.Scenarios.Binding;

namespace P2PActors.Protocols.InstantMessaging;

/// <summary>Settings of instant messaging.</summary>
public sealed record InstantMessagingSettings
{
    /// <summary>Servers.</summary>
    [Setting("Servers; each is home to an equal share of the users, as of so many domains of Jabber", Min = "1", Max = "10000", Unit = "servers")]
    public int Servers { get; init; } = 1;

    /// <summary>Buddies of a user.</summary>
    [Setting("Buddies of a user on average", Min = "0", Max = "1000", Unit = "buddies")]
    public int Buddies { get; init; } = 20;

    /// <summary>Time between texts.</summary>
    [Setting("Time between the texts of a user on line (exponential)", Min = "1ms", Max = "3650d")]
    public TimeSpan ChatEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Share of texts to somebody else.</summary>
    [Setting("Share of the texts that go to another buddy than the one before", Min = "0", Max = "1", Unit = "share")]
    public double Change { get; init; } = 0.2;

    /// <summary>Whether texts go from peer to peer.</summary>
    [Setting("Whether texts go directly between users where they can; otherwise all go by way of the server, as Jabber's do")]
    public bool Direct { get; init; } = true;

    /// <summary>Keep-alive.</summary>
    [Setting("How often a client pings its server; after two that are not answered it is given up", Min = "1s", Max = "1h")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause before a client tries again.</summary>
    [Setting("Time before a client that has lost its server tries again (exponential)", Min = "1s", Max = "1d")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a session between two users may be idle.</summary>
    [Setting("A connection between two users is closed when nothing was said for so long", Min = "1s", Max = "1d")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Wait for a receipt or a call.</summary>
    [Setting("How long the call of the other side, or a receipt, is waited for", Min = "100ms", Max = "1h")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Texts kept.</summary>
    [Setting("Texts that the server keeps for a user who is away; more are dropped", Min = "0", Max = "1000000", Unit = "texts")]
    public int Kept { get; init; } = 100;
}
