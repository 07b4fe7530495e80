using P2PActors.Actors;

namespace P2PActors.Protocols.Skype;

/// <summary>A search under way: whom it has asked, and who has not answered.</summary>
/// <param name="id">Its number.</param>
/// <param name="user">Who is searched for.</param>
/// <param name="started">When it began.</param>
internal sealed class NameSearch(int id, ulong user, TimeSpan started)
{
    /// <summary>Number at the one who searches.</summary>
    public int Id => id;

    /// <summary>Who is searched for.</summary>
    public ulong User => user;

    /// <summary>When it began.</summary>
    public TimeSpan Started => started;

    /// <summary>Steps so far.</summary>
    public int Batches { get; set; }

    /// <summary>All that were asked.</summary>
    public List<PeerId> Asked { get; } = [];

    /// <summary>Those of this step whose answer has not come.</summary>
    public List<PeerId> Pending { get; } = [];

    /// <summary>For whom a supernode searches; null for its own user's client.</summary>
    public ClientLink? For { get; init; }

    /// <summary>What the user wants to do when somebody is found; null for nothing.</summary>
    public SkypeCall? Call { get; init; }

    /// <summary>Whether only the directory itself will do, because what was found before did not hold.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether the user exists and is on line, for measurement.</summary>
    public bool IsReal { get; init; }

    /// <summary>Supernodes wanted for the next step: 4, 8, 16, ...</summary>
    public int Wanted(int firstBatch) => firstBatch << Batches;
}

/// <summary>A client at its supernode; the tag of their connection.</summary>
internal sealed class ClientLink(Network.Connection? connection, PeerId node, TimeSpan since)
{
    /// <summary>The connection; null for the supernode's own client.</summary>
    public readonly Network.Connection? Connection = connection;
    public readonly PeerId Node = node;
    public readonly TimeSpan Since = since;

    /// <summary>What the client said it is; null before.</summary>
    public ClientProfile? Profile;
    public TimeSpan ProfileAt = since;
    public TimeSpan Published;
    public TimeSpan CacheSent = since;
    public bool WasAsked;
}
