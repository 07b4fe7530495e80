using P2PActors.Actors;
using P2PActors.Engine;

namespace P2PActors.Churn;

/// <summary>
/// When peers come and go. Asked by the cohort's supervisor; every answer is drawn from a stream that belongs to the peer
/// and the question, so the plan itself keeps no state and is shared by all threads.
/// </summary>
public interface ISessionPlan
{
    /// <summary>When the peer first comes on line, and how long it then stays; null if it never comes.</summary>
    (TimeSpan Start, TimeSpan? Length)? First(PeerId peer, ref RandomStream random);

    /// <summary>Length of a later session; null for until the end of the run.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="session">Number of the session, from 2.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="random">The stream to draw from.</param>
    TimeSpan? SessionLength(PeerId peer, int session, TimeSpan now, ref RandomStream random);

    /// <summary>Time off line after a session; null if the peer never comes back.</summary>
    TimeSpan? OfflineTime(PeerId peer, int session, TimeSpan now, ref RandomStream random);

    /// <summary>Whether a session ends by a crash, without a word to anybody.</summary>
    bool EndsByCrash(PeerId peer, int session, ref RandomStream random);
}

/// <summary>Everybody is on line from the start (spread over a time) to the end.</summary>
/// <param name="spread">First starts are uniform over this time.</param>
public sealed class AlwaysOnline(TimeSpan spread = default) : ISessionPlan
{
    /// <inheritdoc />
    public (TimeSpan Start, TimeSpan? Length)? First(PeerId peer, ref RandomStream random) =>
        (spread > TimeSpan.Zero ? random.Next(TimeSpan.Zero, spread) : TimeSpan.Zero, null);

    /// <inheritdoc />
    public TimeSpan? SessionLength(PeerId peer, int session, TimeSpan now, ref RandomStream random) => null;

    /// <inheritdoc />
    public TimeSpan? OfflineTime(PeerId peer, int session, TimeSpan now, ref RandomStream random) => null;

    /// <inheritdoc />
    public bool EndsByCrash(PeerId peer, int session, ref RandomStream random) => false;
}
