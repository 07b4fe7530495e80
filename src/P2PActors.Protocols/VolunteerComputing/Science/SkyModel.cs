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

    /// <summary>Pulses that come while the beam passes over a pulsing tone.</summary>
    public const int Pulses = 3;

    /// <summary>Short spectrum of the first of them: near the beginning of the passage in the middle of the unit.</summary>
    public const int FirstPulse = SearchPlan.PulsePoints / 2 * 8 + 2;

    /// <summary>Periods of pulsing tones: so that three pulses fall into a passage of the beam and no fourth would.</summary>
    private const int ShortestPeriod = 15, LongestPeriod = 19;

    /// <summary>Power of a pulse in its short spectrum, in means: the cut to one bit leaves hardly more of any stronger one.</summary>
    private const double PulsePower = 256;

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
        int drifting = interference + injected + (hasRinger ? 1 : 0);
        var tones = new List<Tone>(drifting);
        for (int i = 0; i < drifting; i++)
        {
            ToneOrigin origin = i < interference ? ToneOrigin.Interference : i < interference + injected ? ToneOrigin.Injected : ToneOrigin.Ringer;
            // Away from the edges, where the tone of one sub-band would drift into the next.
            double frequency = (random.NextDouble() - 0.5) * 0.9 * WorkUnitFile.SampleRate;
            double chirp = (2 * random.NextDouble() - 1) * _settings.DriftRates * Plan.DriftStep;
            double power = _settings.Power * (0.75 + 0.75 * random.NextDouble());
            tones.Add(origin switch
            {
                ToneOrigin.Interference => new Tone(origin, frequency, 0, power),
                ToneOrigin.Injected => new Tone(origin, frequency, chirp, power),
                // A test signal is to be found: it is stronger than all others, and does not lie between two bins or two drift rates.
                _ => new Tone(origin, OnBin(frequency), 0, Math.Max(3 * _settings.Power, 3 * SearchPlan.SpikeThreshold)),
            });
        }

        for (int pulsing = Poisson(ref random, _settings.PulsingTones); pulsing > 0; pulsing--)
        {
            double frequency = Snap((random.NextDouble() - 0.5) * 0.9 * WorkUnitFile.SampleRate, Plan.PulseLength);
            // The bin in the middle is not searched.
            if (frequency == 0) frequency = WorkUnitFile.SampleRate / Plan.PulseLength;
            tones.Add(new Tone(ToneOrigin.Pulsing, frequency, 0, PulsePower, ShortestPeriod + random.Next(LongestPeriod - ShortestPeriod + 1)));
        }

        return [.. tones];
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
            if (tone.Origin == ToneOrigin.Pulsing)
            {
                (Signal triplet, Signal pulse) = PulsesOf(unit, tone);
                signals.Add(triplet);
                signals.Add(pulse);
                continue;
            }

            Signal spike = SpikeOf(unit, tone);
            bool isHidden = false;
            foreach (Tone other in tones) isHidden |= other != tone && other.Origin != ToneOrigin.Pulsing && Math.Abs(other.Chirp - tone.Chirp) <= HidingSteps * Plan.DriftStep && SpikeOf(unit, other).Peak > spike.Peak;
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
            if (tone.Origin is not (ToneOrigin.Injected or ToneOrigin.Pulsing)) continue;
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
        if ((signal.Kind is SignalKind.Triplet or SignalKind.Pulse) != (tone.Origin == ToneOrigin.Pulsing)) return false;
        double bin = WorkUnitFile.SampleRate / signal.FftLength;
        return Math.Abs(signal.Frequency - (tone.Frequency + tone.Chirp * signal.Time)) <= 2 * bin &&
            (signal.Kind != SignalKind.Spike || Math.Abs(signal.Chirp - tone.Chirp) <= HidingSteps * Plan.DriftStep);
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

    /// <summary>What is found of a pulsing tone: of a strong one the cut to one bit leaves 8 / pi^2 of the length of the spectrum.</summary>
    private (Signal Triplet, Signal Pulse) PulsesOf(long unit, in Tone tone)
    {
        (double rightAscension, double declination) = PointingOf(unit);
        int length = Plan.PulseLength;
        double spectrum = length / WorkUnitFile.SampleRate, power = 8 / (Math.PI * Math.PI) * length, mean = 1 + Pulses * power / SearchPlan.PulsePoints;
        var triplet = new Signal(
            SignalKind.Triplet, length, rightAscension, declination, (FirstPulse + tone.Period + 0.5) * spectrum, tone.Frequency, 0, power / mean, 2 * length * mean, tone.Period * spectrum);
        return (triplet, triplet with { Kind = SignalKind.Pulse, Time = (FirstPulse - 2 + 0.5 * SearchPlan.PulsePoints) * spectrum });
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
