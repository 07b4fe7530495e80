using P2PActors.Actors;

namespace P2PActors.Inspection;

/// <summary>A message that a peer has sent or received.</summary>
/// <param name="At">When (virtual time).</param>
/// <param name="IsIn">Received, not sent.</param>
/// <param name="Other">The peer at the other end.</param>
/// <param name="Message">The message.</param>
internal readonly record struct RecordedMessage(TimeSpan At, bool IsIn, int Other, Message Message);

/// <summary>
/// The last messages of every peer, 16 in all, sent and received. A ring is made when its peer first has something to
/// record (about 450 bytes); the messages it names stay in memory as long as it names them.
/// </summary>
/// <param name="peers">How many peers there are.</param>
internal sealed class Recorder(int peers)
{
    /// <summary>Messages kept of each peer.</summary>
    public const int Kept = 16;

    private readonly Ring?[] _rings = new Ring?[peers];

    /// <summary>Called by the thread that runs the peer: rings of different peers share nothing.</summary>
    public void Record(int peer, long at, bool isIn, int other, Message message)
    {
        Ring ring = _rings[peer] ??= new Ring();
        ring.Entries[ring.Count++ % Kept] = (at, isIn ? other : ~other, message);
    }

    /// <summary>What is kept of a peer, the oldest first.</summary>
    public IReadOnlyList<RecordedMessage> Of(int peer)
    {
        if (_rings[peer] is not { } ring) return [];
        var last = new List<RecordedMessage>(Kept);
        for (long i = Math.Max(0, ring.Count - Kept); i < ring.Count; i++)
        {
            (long at, int other, Message message) = ring.Entries[i % Kept];
            last.Add(new RecordedMessage(new TimeSpan(at), other >= 0, other >= 0 ? other : ~other, message));
        }

        return last;
    }

    private sealed class Ring
    {
        public readonly (long At, int Other, Message Message)[] Entries = new (long, int, Message)[Kept];
        public long Count;
    }
}
