using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// What the telescope has recorded, as a function of the seed and of the place on the tape alone: whoever asks, on whatever
/// machine, gets the same sky.
/// </summary>
internal sealed class SkyModel
{
    /// <summary>Share of a tone's power that is left when samples are cut to one bit (2 / pi).</summary>
    public const double OneBit = 2 / Math.PI;

    /// <summary>Steps of drift within which a tone is still sharp: three thirds of a bin.</summary>
    private const int HidingSteps = 3;

    private const ulong TonesPurpose = 0x5345_5449_3032, SamplePurpose = 0x5345_5449_3033;

    /// <summary>Declination of what drifts through a fixed beam at Arecibo, degrees.</summary>
    private const double Declination = 18.35;

    private readonly ulong _seed;
    private readonly SkySettings _settings;

    /// <summary>The sky of one run.</summary>
    public SkyModel(ulong seed, SkySettings settings)
    {
        (_seed, _settings) = (seed, settings);
        Plan = SearchPlan.For(settings.Samples, settings.DriftRates);
    }

    /// <summary>What is searched for.</summary>
    public SearchPlan Plan { get; }

    /// <summary>Stretch of tape that a unit is cut from.</summary>
    public long StretchOf(long unit) => unit / _settings.SubBands;

    /// <summary>Whether the units of a stretch are really computed.</summary>
    public bool IsReal(long unit) => _settings.Compute switch
    {
        Computing.Real => true,
        Computing.Model => false,
        _ => RandomStream.For(_seed, SamplePurpose, (ulong)StretchOf(unit)).NextDouble() < _settings.SampleShare,
    };

    /// <summary>Where the telescope pointed: the sky turns above it.</summary>
    public (double RightAscension, double Declination) PointingOf(long unit) =>
        (StretchOf(unit) * WorkUnitFile.Seconds / 3600 * 1.00274 % 24, Declination);

    /// <summary>The tones in a unit.</summary>
    public Tone[] TonesOf(long unit)
    {
        var random = RandomStream.For(_seed, TonesPurpose, (ulong)unit);
        int interference = Poisson(ref random, _settings.Interference), injected = Poisson(ref random, _settings.Tones);
        bool hasRinger = random.NextBool(_settings.Ringers);
        var tones = new Tone[interference + injected + (hasRinger ? 1 : 0)];
        for (int i = 0; i < tones.Length; i++)
        {
            ToneOrigin origin = i < interference ? ToneOrigin.Interference : i < interference + injected ? ToneOrigin.Injected : ToneOrigin.Ringer;
            // Away from the edges, where the tone of one sub-band would drift into the next.
            double frequency = (random.NextDouble() - 0.5) * 0.9 * WorkUnitFile.SampleRate;
            double chirp = (2 * random.NextDouble() - 1) * _settings.DriftRates * Plan.DriftStep;
            double power = _settings.Power * (0.75 + 0.75 * random.NextDouble());
            tones[i] = origin switch
            {
                ToneOrigin.Interference => new Tone(origin, frequency, 0, power),
                ToneOrigin.Injected => new Tone(origin, frequency, chirp, power),
                // A test signal is to be found: it is stronger than all others, and does not lie between two bins or two drift rates.
                _ => new Tone(origin, OnBin(frequency), 0, Math.Max(3 * _settings.Power, 3 * SearchPlan.SpikeThreshold)),
            };
        }

        return tones;
    }

    /// <summary>The planted test signal of a unit as it would be found; null if it has none.</summary>
    public Signal? RingerOf(long unit)
    {
        if (_settings.Ringers == 0) return null;
        foreach (Tone tone in TonesOf(unit))
        {
            if (tone.Origin == ToneOrigin.Ringer) return SpikeOf(unit, tone);
        }

        return null;
    }

    /// <summary>
    /// What the search would find in a unit, reckoned from what is in it: a spike for each tone that is left above the threshold
    /// after the cut to one bit and its place between two bins, unless a stronger one of nearly the same drift hides it, for each
    /// spectrum gives one spike; and a Gaussian for each that the beam has passed over.
    /// </summary>
    public Findings Predict(long unit)
    {
        var signals = new List<Signal>();
        Tone[] tones = TonesOf(unit);
        foreach (Tone tone in tones)
        {
            Signal spike = SpikeOf(unit, tone);
            bool isHidden = false;
            foreach (Tone other in tones) isHidden |= other != tone && Math.Abs(other.Chirp - tone.Chirp) <= HidingSteps * Plan.DriftStep && SpikeOf(unit, other).Peak > spike.Peak;
            if (!isHidden && spike.Peak > SearchPlan.SpikeThreshold) signals.Add(spike);
            if (tone.Origin != ToneOrigin.Injected) continue;
            int length = Plan.FftLengths[0];
            signals.Add(spike with { Kind = SignalKind.Gaussian, FftLength = length, Frequency = Snap(tone.Frequency, length), Peak = spike.Peak / 2 });
        }

        bool overflows = signals.Count > Findings.MostSignals;
        if (overflows) signals.RemoveRange(Findings.MostSignals, signals.Count - Findings.MostSignals);
        return new Findings([.. signals], overflows);
    }

    /// <summary>How many of the injected tones of a unit a result has found.</summary>
    public (int Injected, int Found) Recovered(long unit, Findings findings)
    {
        int injected = 0, found = 0;
        foreach (Tone tone in TonesOf(unit))
        {
            if (tone.Origin != ToneOrigin.Injected) continue;
            injected++;
            foreach (Signal signal in findings.Signals)
            {
                if (!IsOf(tone, signal)) continue;
                found++;
                break;
            }
        }

        return (injected, found);
    }

    /// <summary>Whether a result holds the planted test signal.</summary>
    public static bool Holds(Findings findings, in Signal ringer)
    {
        foreach (Signal signal in findings.Signals)
        {
            if (signal.Kind == ringer.Kind && signal.FftLength == ringer.FftLength && Math.Abs(signal.Chirp - ringer.Chirp) < 1e-9 &&
                Math.Abs(signal.Frequency - ringer.Frequency) <= WorkUnitFile.SampleRate / ringer.FftLength) return true;
        }

        return false;
    }

    /// <summary>Whether a signal lies where the tone was at that time, within two bins; spikes within the drifts at which it is sharp.</summary>
    private bool IsOf(in Tone tone, in Signal signal)
    {
        double bin = WorkUnitFile.SampleRate / signal.FftLength;
        return Math.Abs(signal.Frequency - (tone.Frequency + tone.Chirp * signal.Time)) <= 2 * bin &&
            (signal.Kind == SignalKind.Gaussian || Math.Abs(signal.Chirp - tone.Chirp) <= HidingSteps * Plan.DriftStep);
    }

    private Signal SpikeOf(long unit, in Tone tone)
    {
        int length = Plan.Longest;
        (double rightAscension, double declination) = PointingOf(unit);
        double snapped = Snap(tone.Frequency, length), off = (tone.Frequency - snapped) * length / WorkUnitFile.SampleRate;
        double loss = off == 0 ? 1 : Math.Sin(Math.PI * off) / (Math.PI * off);
        double chirp = Math.Round(tone.Chirp / Plan.DriftStep) * Plan.DriftStep, middle = 0.5 * length / WorkUnitFile.SampleRate;
        return new Signal(SignalKind.Spike, length, rightAscension, declination, middle, snapped + chirp * middle, chirp, tone.Power * OneBit * loss * loss + 1, 2.0 * length);
    }

    private double OnBin(double frequency) => Snap(frequency, Plan.Longest);

    private static double Snap(double frequency, int length) => Math.Round(frequency * length / WorkUnitFile.SampleRate) * (WorkUnitFile.SampleRate / length);

    /// <summary>Poisson law by multiplication of uniforms (Knuth): means are small.</summary>
    private static int Poisson(ref RandomStream random, double mean)
    {
        if (mean <= 0) return 0;
        double limit = Math.Exp(-mean), product = random.NextPositive();
        int count = 0;
        for (; product > limit; product *= random.NextPositive()) count++;
        return count;
    }
}
