using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// The search of SETI@home in one unit: the samples are freed from each drift rate in turn, cut into spectra of each length,
/// and searched for spikes and for Gaussians. Left out: pulses and triplets, baseline smoothing, the list of best signals.
/// </summary>
internal sealed class SearchKernel(SearchPlan plan)
{
    static SearchKernel()
    {
        // No native code and no threads: the same bits on every machine, and none of the run's own threads disturbed.
        Control.UseManaged();
        Control.UseSingleThread();
    }

    /// <summary>Transforms samples into their spectrum, in place, without scaling.</summary>
    public static void Transform(Complex[] samples) => Fourier.Forward(samples, FourierOptions.NoScaling);

    /// <summary>Transforms a spectrum back, in place, without scaling.</summary>
    public static void TransformBack(Complex[] spectrum) => Fourier.Inverse(spectrum, FourierOptions.NoScaling);

    /// <summary>Searches a unit.</summary>
    /// <param name="data">Its samples, two bits each.</param>
    /// <param name="rightAscension">Where the telescope pointed, hours.</param>
    /// <param name="declination">Where the telescope pointed, degrees.</param>
    /// <returns>What was found, and how many floating-point operations it took.</returns>
    public (Findings Findings, double Operations) Search(ReadOnlySpan<byte> data, double rightAscension = 0, double declination = 0)
    {
        Complex[] samples = SampleBits.Unpack(data);
        if (samples.Length != plan.Samples) throw new ArgumentException($"A unit of {samples.Length} samples does not fit a search of {plan.Samples}.", nameof(data));
        var found = new List<Signal>();
        double operations = 0;
        var drifting = new Complex[samples.Length];
        double[][] courses = Courses();
        foreach (double chirp in plan.Drifts())
        {
            Straighten(samples, drifting, chirp);
            operations += 20.0 * samples.Length;
            foreach (int length in plan.FftLengths)
            {
                operations += SearchSpectra(drifting, length, chirp, rightAscension, declination, courses, found);
                if (samples.Length / length != SearchPlan.GaussianPoints) continue;
                for (int bin = 1; bin < length; bin++)
                {
                    operations += 2.0 * SearchPlan.GaussianPoints;
                    if (GaussianFit.TryFit(courses[bin], ref operations, out GaussianFit fit))
                        found.Add(new Signal(SignalKind.Gaussian, length, rightAscension, declination, (fit.Centre + 0.5) * length / WorkUnitFile.SampleRate, FrequencyOf(bin, length), chirp, fit.Peak, fit.Mean));
                }
            }
        }

        bool overflows = found.Count > Findings.MostSignals;
        if (overflows) found.RemoveRange(Findings.MostSignals, found.Count - Findings.MostSignals);
        return (new Findings([.. found], overflows), operations);
    }

    /// <summary>Frees samples from a drift: x[n] exp(-j pi c t^2).</summary>
    internal static void Straighten(ReadOnlySpan<Complex> samples, Span<Complex> straight, double chirp)
    {
        for (int n = 0; n < samples.Length; n++)
        {
            double t = n / WorkUnitFile.SampleRate;
            // Whole turns are taken off first: the phase of a late sample is thousands of them.
            double turns = 0.5 * chirp * t * t;
            (double sin, double cos) = Math.SinCos(-2 * Math.PI * (turns - Math.Floor(turns)));
            straight[n] = samples[n] * new Complex(cos, sin);
        }
    }

    /// <summary>Frequency of a bin, Hz from the middle of the sub-band: the upper half are the negative ones.</summary>
    internal static double FrequencyOf(int bin, int length) => (bin < length / 2 ? bin : bin - length) * (WorkUnitFile.SampleRate / length);

    private static double SearchSpectra(Complex[] samples, int length, double chirp, double rightAscension, double declination, double[][] courses, List<Signal> found)
    {
        var block = new Complex[length];
        int blocks = samples.Length / length;
        bool keepsCourse = blocks == SearchPlan.GaussianPoints;
        double operations = 0;
        for (int b = 0; b < blocks; b++)
        {
            Array.Copy(samples, b * length, block, 0, length);
            Transform(block);
            operations += 5.0 * length * BitOperations.Log2((uint)length) + 4.0 * length;
            double sum = 0, greatest = 0;
            int at = 0;
            for (int k = 1; k < length; k++)
            {
                double power = block[k].Real * block[k].Real + block[k].Imaginary * block[k].Imaginary;
                sum += power;
                if (keepsCourse) courses[k][b] = power;
                if (power <= greatest) continue;
                (greatest, at) = (power, k);
            }

            double mean = sum / (length - 1);
            // One spike of a spectrum is reported. Its power is bounded by the length, so short spectra have none.
            if (greatest <= SearchPlan.SpikeThreshold * mean) continue;
            double middle = (b + 0.5) * length / WorkUnitFile.SampleRate;
            found.Add(new Signal(SignalKind.Spike, length, rightAscension, declination, middle, FrequencyOf(at, length) + chirp * middle, chirp, greatest / mean, mean));
            operations += 10;
        }

        return operations;
    }

    private double[][] Courses()
    {
        int length = 0;
        foreach (int l in plan.FftLengths)
        {
            if (plan.Samples / l == SearchPlan.GaussianPoints) length = l;
        }

        var courses = new double[length][];
        for (int i = 0; i < length; i++) courses[i] = new double[SearchPlan.GaussianPoints];
        return courses;
    }
}
