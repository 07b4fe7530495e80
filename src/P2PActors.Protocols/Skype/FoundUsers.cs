namespace P2PActors.Protocols.Skype;

/// <summary>
/// What searches have found, for a while. Clients keep it, and so do supernodes: a second search for the same user took half the
/// time, also by a fresh client (Baset and Schulzrinne 2004). A user who has moved since is not where the record says.
/// </summary>
/// <param name="most">Records kept; the oldest make room.</param>
/// <param name="life">How long a record is good for.</param>
internal sealed class FoundUsers(int most, TimeSpan life)
{
    private readonly List<(PresenceRecord Record, TimeSpan Found)> _byAge = [];

    /// <summary>Records kept, those too old included.</summary>
    public int Count => _byAge.Count;

    /// <summary>What is remembered of a user; null if nothing is, or it is too old.</summary>
    public PresenceRecord? Find(ulong user, TimeSpan now)
    {
        int at = IndexOf(user);
        return at >= 0 && now - _byAge[at].Found <= life ? _byAge[at].Record : null;
    }

    /// <summary>Notes what was found.</summary>
    public void Add(in PresenceRecord record, TimeSpan now)
    {
        Forget(record.User);
        if (_byAge.Count == most) _byAge.RemoveAt(0);
        _byAge.Add((record, now));
    }

    /// <summary>Forgets what does not hold any more.</summary>
    public void Forget(ulong user)
    {
        int at = IndexOf(user);
        if (at >= 0) _byAge.RemoveAt(at);
    }

    private int IndexOf(ulong user)
    {
        for (int i = 0; i < _byAge.Count; i++)
        {
            if (_byAge[i].Record.User == user) return i;
        }

        return -1;
    }
}
