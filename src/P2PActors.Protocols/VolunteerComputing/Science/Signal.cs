namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>What kind of signal was found.</summary>
internal enum SignalKind : byte
{
    /// <summary>One bin of one spectrum that is far above the mean.</summary>
    Spike,
    /// <summary>A tone that rises and falls as the telescope's beam passes over a point of the sky.</summary>
    Gaussian,
    /// <summary>Three equally spaced rises in one bin.</summary>
    Triplet,
    /// <summary>A pulse that repeats itself in one bin.</summary>
    Pulse,
}

/// <summary>A signal that the search has found in a unit.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="FftLength">Length of the transform it was found with.</param>
/// <param name="RightAscension">Where the telescope pointed, hours.</param>
/// <param name="Declination">Where the telescope pointed, degrees.</param>
/// <param name="Time">Middle of the spectrum, or of the rise, in seconds from the beginning of the unit.</param>
/// <param name="Frequency">Frequency at that time, Hz from the middle of the sub-band.</param>
/// <param name="Chirp">Drift rate, Hz/s.</param>
/// <param name="Peak">Its power, in means.</param>
/// <param name="Mean">The mean power it is measured by.</param>
/// <param name="Period">Time from one rise to the next, seconds; 0 for spikes and Gaussians.</param>
internal readonly record struct Signal(
    SignalKind Kind, int FftLength, double RightAscension, double Declination, double Time, double Frequency, double Chirp, double Peak, double Mean, double Period = 0);

/// <summary>What the search has found in one unit.</summary>
/// <param name="Signals">The signals, in the order in which they were found.</param>
/// <param name="Overflows">There were more than a result may hold; the rest is missing (result_overflow).</param>
internal sealed record Findings(Signal[] Signals, bool Overflows)
{
    /// <summary>Signals of a result at most.</summary>
    public const int MostSignals = 30;

    /// <summary>Nothing was found.</summary>
    public static Findings None { get; } = new([], false);
}
