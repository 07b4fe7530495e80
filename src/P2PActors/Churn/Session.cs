namespace P2PActors.Churn;

/// <summary>One stay of a peer in the network.</summary>
/// <param name="Start">When it joins, in virtual time since the beginning of the run.</param>
/// <param name="Length">How long it stays; <see cref="DurationLaw.Never"/> if it does not leave.</param>
/// <param name="Crash">Whether it ends without notice to anybody.</param>
public readonly record struct Session(TimeSpan Start, TimeSpan Length, bool Crash)
{
    /// <summary>When it leaves; <see cref="DurationLaw.Never"/> if it does not.</summary>
    public TimeSpan End => Length >= DurationLaw.Never - Start ? DurationLaw.Never : Start + Length;
}
