using System.Numerics;
using P2PActors.Engine;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// Radio data as a tape holds it, made from nothing but a seed: noise over the whole band, with tones in it, cut to sub-bands
/// by a transform over the band and one back over each sub-band, as the splitter of SETI@home did, and then to one bit.
/// </summary>
internal static class Recording
{
    private const ulong NoisePurpose = 0x5345_5449_3031;

    /// <summary>One stretch of tape, as the data of its sub-bands.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="stretch">Which stretch.</param>
    /// <param name="tones">The tones of each sub-band.</param>
    /// <param name="samples">Samples of a sub-band.</param>
    /// <param name="longest">The longest spectrum of the search: the power of tones is that of its best bin.</param>
    public static byte[][] Split(ulong seed, long stretch, IReadOnlyList<Tone[]> tones, int samples, int longest)
    {
        int bands = tones.Count;
        var random = RandomStream.For(seed, NoisePurpose, (ulong)stretch);
        var band = new Complex[bands * samples];
        for (int i = 0; i < band.Length; i++) band[i] = Noise(ref random);
        for (int b = 0; b < bands; b++)
        {
            foreach (Tone tone in tones[b]) Add(band, tone, CentreOf(b, bands), bands, samples, longest);
        }

        SearchKernel.Transform(band);
        var split = new byte[bands][];
        var spectrum = new Complex[samples];
        for (int b = 0; b < bands; b++)
        {
            // The bins of a sub-band lie around its centre; those below the centre are its negative frequencies.
            int first = (int)((long)b * samples) + band.Length / 2;
            for (int k = 0; k < samples; k++)
            {
                int offset = k < samples / 2 ? k : k - samples;
                spectrum[k] = band[(first + samples / 2 + offset + band.Length) % band.Length];
            }

            SearchKernel.TransformBack(spectrum);
            split[b] = SampleBits.Pack(spectrum);
        }

        return split;
    }

    /// <summary>One sub-band alone: noise and tones, without a band around it.</summary>
    public static byte[] Single(ulong seed, long unit, ReadOnlySpan<Tone> tones, int samples, int longest)
    {
        var random = RandomStream.For(seed, NoisePurpose, (ulong)unit, 1);
        var data = new Complex[samples];
        for (int i = 0; i < samples; i++) data[i] = Noise(ref random);
        foreach (Tone tone in tones) Add(data, tone, 0, 1, samples, longest);
        return SampleBits.Pack(data);
    }

    /// <summary>Middle of a sub-band, Hz from the middle of the band.</summary>
    private static double CentreOf(int band, int bands) => (band - bands / 2 + 0.5) * WorkUnitFile.SampleRate;

    private static Complex Noise(ref RandomStream random)
    {
        // Both numbers of a Box-Muller pair.
        double radius = Math.Sqrt(-2 * Math.Log(random.NextPositive()));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        return new Complex(radius * cos, radius * sin);
    }

    /// <summary>Adds a tone: a = sqrt(2 R / L) against parts of unit variance gives a mean peak of R in a spectrum of length L; the noise of a wide band
    /// is spread over its sub-bands, and so is the power of the tone.</summary>
    private static void Add(Span<Complex> band, Tone tone, double centre, int bands, int samples, int longest)
    {
        if (tone.Origin == ToneOrigin.Pulsing)
        {
            AddPulses(band, tone, centre, bands, samples);
            return;
        }

        double rate = WorkUnitFile.SampleRate * bands, amplitude = Math.Sqrt(2 * tone.Power / longest / bands);
        double middle = 0.5 * samples / WorkUnitFile.SampleRate;
        double width = SearchPlan.BeamPoints / 2 * samples / SearchPlan.GaussianPoints / WorkUnitFile.SampleRate;
        bool isBeam = tone.Origin == ToneOrigin.Injected;
        double linear = (centre + tone.Frequency) / rate, quadratic = 0.5 * tone.Chirp / (rate * rate);
        Span<double> real = stackalloc double[TurningPhase.Stride], imaginary = stackalloc double[TurningPhase.Stride];
        for (int from = 0; from < band.Length; from += TurningPhase.Stride)
        {
            int count = Math.Min(TurningPhase.Stride, band.Length - from);
            TurningPhase.Fill(from, linear, quadratic, real[..count], imaginary[..count]);
            for (int i = 0; i < count; i++) band[from + i] += amplitude * Envelope(isBeam, ((from + i) / rate - middle) / width) * new Complex(real[i], imaginary[i]);
        }
    }

    /// <summary>Adds pulses of one short spectrum each.</summary>
    private static void AddPulses(Span<Complex> band, Tone tone, double centre, int bands, int samples)
    {
        int length = bands * samples / SearchPlan.PulseSpectra;
        double rate = WorkUnitFile.SampleRate * bands, amplitude = Math.Sqrt(2 * tone.Power / length);
        for (int pulse = 0; pulse < SkyModel.Pulses; pulse++)
        {
            int from = (SkyModel.FirstPulse + pulse * tone.Period) * length;
            for (int i = from; i < from + length; i++)
            {
                double turns = (centre + tone.Frequency) * i / rate;
                (double sin, double cos) = Math.SinCos(2 * Math.PI * (turns - Math.Floor(turns)));
                band[i] += amplitude * new Complex(cos, sin);
            }
        }
    }

    /// <summary>The beam passes over what is in the sky; its power falls to a half at one width. Its energy is that of a steady tone.</summary>
    private static double Envelope(bool isBeam, double widths) => isBeam ? BeamGain * Math.Exp(-0.3465 * widths * widths) : 1;

    /// <summary>Amplitude in the middle of the beam so that the spectrum over the whole unit has the same peak: 1 over the mean of the envelope.</summary>
    private static readonly double BeamGain = SearchPlan.GaussianPoints / (SearchPlan.BeamPoints / 2 * Math.Sqrt(Math.PI / 0.3465));
}
