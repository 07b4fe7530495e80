namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// What is searched for in a unit: which drift rates and which lengths of spectra, with the thresholds of SETI@home (spike.cpp,
/// gaussfit.cpp, chirpfft.cpp).
/// </summary>
/// <param name="Samples">Samples of a unit, a power of two.</param>
/// <param name="FftLengths">Lengths of the transforms, ascending powers of two, at least 32 and at most the samples.</param>
/// <param name="DriftRates">Drift rates on each side of zero.</param>
/// <param name="DriftStep">Step between them, Hz/s.</param>
internal sealed record SearchPlan(int Samples, int[] FftLengths, int DriftRates, double DriftStep)
{
    /// <summary>Power of a spike, in means.</summary>
    public const double SpikeThreshold = 24;

    /// <summary>Share of a bin that a signal may smear between two drift rates.</summary>
    public const double DriftResolution = 0.333;

    /// <summary>Points of the course of power that Gaussians are fitted to.</summary>
    public const int GaussianPoints = 64;

    /// <summary>Some point must be so far above the mean before a fit is tried.</summary>
    public const double GaussianTry = 3;

    /// <summary>Fitted peak, in true means, of a Gaussian.</summary>
    public const double GaussianPeak = 3.2;

    /// <summary>Greatest deviation of a Gaussian from its fit, chi-square per point.</summary>
    public const double GaussianChiSquare = 1.42;

    /// <summary>Smallest deviation of a Gaussian from a constant, chi-square per point.</summary>
    public const double GaussianNull = 2.225;

    /// <summary>Full width of the telescope's beam in points of the course, at half power: the beam passes over a point of the
    /// sky in 12 of the 107 seconds of a unit; the same share here.</summary>
    public const double BeamPoints = GaussianPoints * 12.0 / 107.374;

    /// <summary>Power of each of three equally spaced points, in means (triplet_thresh; 7.75 in 2000).</summary>
    public const double TripletThreshold = 8.5;

    /// <summary>Negative logarithm of the probability that noise gives a pulse in one folding (pulse_thresh).</summary>
    public const double PulseThreshold = 19.5;

    /// <summary>Spectra of the course in which triplets and pulses are looked for: so many that the beam's passage has the least
    /// number of points for it, 16 (pulse_min, triplet_min), several times.</summary>
    public const int PulseSpectra = 512;

    /// <summary>Points that are looked at together: one passage of the beam.</summary>
    public const int PulsePoints = (int)(PulseSpectra * BeamPoints / GaussianPoints);

    /// <summary>Lengths of all spectra of SETI@home: 2^3 to 2^17.</summary>
    public const int LeastLength = 8, MostLength = 1 << 17;

    /// <summary>The drift rate that smears a signal over a third of a bin while it is looked at (chirp_resolution).</summary>
    /// <param name="analysis">For how long it is looked at, seconds.</param>
    /// <param name="spectrum">Duration of a spectrum, seconds.</param>
    public static double StepFor(double analysis, double spectrum) => DriftResolution / (analysis * spectrum);

    /// <summary>A plan for units of any size: four lengths, each four times the one before, up to all samples or 2^17.</summary>
    public static SearchPlan For(int samples, int driftRates)
    {
        int longest = Math.Min(samples, MostLength);
        double seconds = longest / WorkUnitFile.SampleRate;
        return new SearchPlan(samples, [longest >> 6, longest >> 4, longest >> 2, longest], driftRates, StepFor(seconds, seconds));
    }

    /// <summary>Length of the spectra for triplets and pulses: short, for they are.</summary>
    public int PulseLength => Samples / PulseSpectra;

    /// <summary>Whether triplets and pulses are looked for at a drift rate: such short spectra tell only rates apart that differ
    /// by the step for one passage of the beam.</summary>
    public bool HasPulsesAt(double drift)
    {
        double spectrum = PulseLength / WorkUnitFile.SampleRate, step = StepFor(PulsePoints * spectrum, spectrum), rate = Math.Abs(drift);
        return rate == 0 || Math.Floor(rate / step) > Math.Floor((rate - DriftStep) / step);
    }

    /// <summary>The longest spectrum.</summary>
    public int Longest => FftLengths[^1];

    /// <summary>The drift rates in the order in which they are tried: from zero outwards.</summary>
    public IEnumerable<double> Drifts()
    {
        yield return 0;
        for (int i = 1; i <= DriftRates; i++)
        {
            yield return i * DriftStep;
            yield return -i * DriftStep;
        }
    }
}
