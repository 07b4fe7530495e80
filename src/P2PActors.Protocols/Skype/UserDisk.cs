using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Protocols.Skype;

/// <summary>What a user's client keeps on disk, from one session to the next: host cache, buddies, texts not yet delivered.</summary>
internal sealed class UserDisk
{
    /// <summary>Supernodes of one's own experience that are tried before those of the list.</summary>
    private const int MostOwn = 8;

    private readonly List<PeerId> _own = [];
    private PeerId[] _list = [];

    public UserDisk(SkypeRun run, PeerId self)
    {
        User = run.UserOf(self.Value);
        Buddies = run.Buddies.Of(self.Value);
        States = new BuddyState[Buddies.Length];
    }

    /// <summary>Number of the user.</summary>
    public ulong User { get; }

    /// <summary>The buddies, by number of their peer.</summary>
    public int[] Buddies { get; }

    /// <summary>What is known of each of them.</summary>
    public BuddyState[] States { get; }

    /// <summary>Texts for buddies that were not on line.</summary>
    public List<(int Buddy, int Characters)> Kept { get; } = [];

    /// <summary>Supernodes known.</summary>
    public int Known => _own.Count + _list.Length;

    /// <summary>Takes a new list from the supernode in place of the old one.</summary>
    public void Take(PeerId[] hostCache)
    {
        // The array is that of the message, which nobody changes: many clients of one supernode share it.
        if (hostCache.Length > 0) _list = hostCache;
    }

    /// <summary>Notes a supernode that answered.</summary>
    public void Note(PeerId supernode)
    {
        _own.Remove(supernode);
        _own.Add(supernode);
        if (_own.Count > MostOwn) _own.RemoveAt(0);
    }

    /// <summary>Notes a supernode that lives, but that this user has never been with: it is tried after those it has.</summary>
    public void NoteAlive(PeerId supernode)
    {
        if (_own.Count < MostOwn && !_own.Contains(supernode)) _own.Insert(0, supernode);
    }

    /// <summary>Forgets one that did not.</summary>
    public void Forget(PeerId supernode) => _own.Remove(supernode);

    /// <summary>Picks supernodes to try: own ones first, then any of the list.</summary>
    public void Pick(int count, HashSet<int> tried, ref RandomStream random, List<PeerId> picked)
    {
        for (int i = _own.Count - 1; i >= 0 && picked.Count < count; i--)
        {
            if (tried.Add(_own[i].Value)) picked.Add(_own[i]);
        }

        // Enough draws to find those not yet tried without a copy of the list.
        for (int draws = 4 * count + 8; draws > 0 && _list.Length > 0 && picked.Count < count; draws--)
        {
            PeerId drawn = _list[random.Next(_list.Length)];
            if (tried.Add(drawn.Value)) picked.Add(drawn);
        }
    }
}

/// <summary>What a user's client knows of a buddy.</summary>
internal struct BuddyState
{
    /// <summary>Where the buddy was last.</summary>
    public PresenceRecord Record;

    /// <summary>Whether the buddy is on line, as far as is known.</summary>
    public readonly bool IsOnline => Record.IsOnline;
}
