using P2PActors.Engine;

namespace P2PActors.Inspection;

/// <summary>Takes the digest of everything that happened before a time, in every run it stands in, and lets the runs go on:
/// that is how two of them are found to have the same history up to there.</summary>
/// <param name="at">The time.</param>
public sealed class DigestCheckpoint(TimeSpan at) : IRunControl
{
    private readonly List<string?> _digests = [];
    private World? _world;

    /// <summary>The digest of each run in its turn; null where a run did not come that far.</summary>
    public IReadOnlyList<string?> Digests => _digests;

    /// <inheritdoc />
    public bool OnBarrier(RunBarrier barrier)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        if (!ReferenceEquals(_world, barrier.World))
        {
            _world = barrier.World;
            _digests.Add(null);
        }

        if (_digests[^1] is null && at < _world.Duration && barrier.NextWindow >= _world.Clock.FirstFrom(at.Ticks)) _digests[^1] = _world.Digest();
        return true;
    }

    /// <inheritdoc />
    public void OnEnded(bool isComplete)
    {
        if (isComplete && _world is not null) _digests[^1] ??= _world.Digest();
    }
}
