namespace P2PActors.Protocols.FastTrack;

/// <summary>What a user's client keeps from one session to the next; only the user's own peer touches it.</summary>
internal sealed class UserDisk(int cacheSize, int initialLevel)
{
    /// <summary>The supernodes it knows.</summary>
    public SupernodeCache Supernodes { get; } = new(cacheSize);

    /// <summary>Participation level at the beginning.</summary>
    public int InitialLevel { get; } = initialLevel;

    /// <summary>Bytes taken from others, as its client counts them.</summary>
    public long Downloaded { get; set; }
}
