namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>Where a tone comes from.</summary>
internal enum ToneOrigin : byte
{
    /// <summary>From the Earth: it does not drift.</summary>
    Interference,
    /// <summary>Put in for the search to find: it drifts, and rises and falls as the beam passes over it.</summary>
    Injected,
    /// <summary>Put in for the search to find: it does not drift, and pulses while the beam passes over it.</summary>
    Pulsing,
    /// <summary>A test signal that only the project knows (a ringer).</summary>
    Ringer,
}

/// <summary>A tone in a unit.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Frequency">Frequency at the beginning of the unit, Hz from the middle of the sub-band.</param>
/// <param name="Chirp">Drift, Hz/s.</param>
/// <param name="Power">Mean power of its best bin in the longest spectrum, in means, before the samples are cut to one bit.</param>
/// <param name="Period">Of one that pulses, the short spectra from one pulse to the next.</param>
internal readonly record struct Tone(ToneOrigin Origin, double Frequency, double Chirp, double Power, int Period = 0);
