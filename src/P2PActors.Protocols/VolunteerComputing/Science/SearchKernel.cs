using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// The search of SETI@home in one unit: the samples are freed from each drift rate in turn, cut into spectra of each length,
/// and searched for spikes, Gaussians, triplets and pulses. Left out: baseline smoothing, the list of best signals; triplets and pulses
/// are looked for in spectra of one length.
/// It keeps its tables and buffers from one unit to the next, so it searches one unit at a time.
/// </summary>
internal sealed class SearchKernel
{
    private readonly SearchPlan _plan;
    private readonly PowerSpectrum[] _spectra;
    private readonly double[] _real, _imaginary, _straightReal, _straightImaginary, _turnReal, _turnImaginary, _powers, _courses;
    private readonly PowerSpectrum _pulseSpectra;
    private readonly PulseFolding _folding = new(SearchPlan.PulsePoints);
    private readonly double[] _pulseCourses;
    private double _turnsOf = double.NaN;

    static SearchKernel()
    {
        // No native code and no threads: the same bits on every machine, and none of the run's own threads disturbed.
        Control.UseManaged();
        Control.UseSingleThread();
    }

    /// <summary>Prepares a search.</summary>
    /// <param name="plan">What is searched for.</param>
    public SearchKernel(SearchPlan plan)
    {
        _plan = plan;
        _spectra = Array.ConvertAll(plan.FftLengths, static length => new PowerSpectrum(length));
        (_real, _imaginary) = (new double[plan.Samples], new double[plan.Samples]);
        (_straightReal, _straightImaginary) = (new double[plan.Samples], new double[plan.Samples]);
        (_turnReal, _turnImaginary) = (new double[plan.Samples], new double[plan.Samples]);
        _powers = new double[plan.Longest];
        _pulseSpectra = new PowerSpectrum(plan.PulseLength);
        _pulseCourses = new double[plan.Samples];
        int courses = 0;
        foreach (int length in plan.FftLengths)
        {
            if (KeepsCourses(length)) courses = length;
        }

        _courses = new double[courses * SearchPlan.GaussianPoints];
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
        if (data.Length * SampleBits.PerByte != _plan.Samples)
            throw new ArgumentException(FormattableString.Invariant($"A unit of {data.Length * SampleBits.PerByte} samples does not fit a search of {_plan.Samples}."), nameof(data));
        SampleBits.Unpack(data, _real, _imaginary);
        var found = new List<Signal>();
        double operations = 0;
        foreach (double chirp in _plan.Drifts())
        {
            Straighten(chirp);
            operations += 20.0 * _plan.Samples;
            foreach (PowerSpectrum spectra in _spectra)
            {
                operations += SearchSpectra(spectra, chirp, rightAscension, declination, found);
                if (KeepsCourses(spectra.Length)) operations += SearchCourses(spectra.Length, chirp, rightAscension, declination, found);
            }

            if (_plan.HasPulsesAt(chirp)) operations += SearchPulses(chirp, rightAscension, declination, found);
        }

        bool overflows = found.Count > Findings.MostSignals;
        if (overflows) found.RemoveRange(Findings.MostSignals, found.Count - Findings.MostSignals);
        return (new Findings([.. found], overflows), operations);
    }

    /// <summary>Frequency of a bin, Hz from the middle of the sub-band: the upper half are the negative ones.</summary>
    internal static double FrequencyOf(int bin, int length) => (bin < length / 2 ? bin : bin - length) * (WorkUnitFile.SampleRate / length);

    private bool KeepsCourses(int length) => _plan.Samples / length == SearchPlan.GaussianPoints;

    /// <summary>Frees the samples from a drift: x[n] exp(-j pi c t^2).</summary>
    private void Straighten(double chirp)
    {
        double[] real = _real, imaginary = _imaginary, straightReal = _straightReal, straightImaginary = _straightImaginary;
        if (Math.Abs(chirp) != _turnsOf) PrepareTurns(Math.Abs(chirp));
        double[] turnReal = _turnReal, turnImaginary = _turnImaginary;
        // Opposite drifts turn in opposite directions.
        double direction = Math.Sign(chirp);
        for (int n = 0; n < real.Length; n++)
        {
            double turned = direction * turnImaginary[n];
            straightReal[n] = real[n] * turnReal[n] - imaginary[n] * turned;
            straightImaginary[n] = real[n] * turned + imaginary[n] * turnReal[n];
        }
    }

    /// <summary>The factors exp(-j pi c t^2).</summary>
    private void PrepareTurns(double chirp)
    {
        _turnsOf = chirp;
        double quadratic = -0.5 * chirp / (WorkUnitFile.SampleRate * WorkUnitFile.SampleRate);
        for (int from = 0; from < _turnReal.Length; from += TurningPhase.Stride)
        {
            int count = Math.Min(TurningPhase.Stride, _turnReal.Length - from);
            TurningPhase.Fill(from, 0, quadratic, _turnReal.AsSpan(from, count), _turnImaginary.AsSpan(from, count));
        }
    }

    /// <summary>Searches the spectra of one length for spikes, and keeps the courses of power for Gaussians.</summary>
    /// <returns>Operations it took.</returns>
    private double SearchSpectra(PowerSpectrum spectra, double chirp, double rightAscension, double declination, List<Signal> found)
    {
        int length = spectra.Length, blocks = _plan.Samples / length;
        bool keepsCourses = KeepsCourses(length);
        Span<double> powers = _powers.AsSpan(0, length);
        double operations = 0;
        for (int b = 0; b < blocks; b++)
        {
            spectra.Powers(_straightReal.AsSpan(b * length, length), _straightImaginary.AsSpan(b * length, length), powers);
            operations += 5.0 * length * BitOperations.Log2((uint)length) + 4.0 * length;
            // The constant part of the samples is no signal.
            powers[0] = 0;
            double sum = Sum(powers), greatest = 0;
            int at = 0;
            for (int k = 1; k < powers.Length; k++)
            {
                if (powers[k] <= greatest) continue;
                (greatest, at) = (powers[k], k);
            }

            for (int k = 1; keepsCourses && k < powers.Length; k++) _courses[k * SearchPlan.GaussianPoints + b] = powers[k];
            double mean = sum / (length - 1);
            // One spike of a spectrum is reported. Its power is bounded by the length, so short spectra have none.
            if (greatest <= SearchPlan.SpikeThreshold * mean) continue;
            double middle = (b + 0.5) * length / WorkUnitFile.SampleRate;
            found.Add(new Signal(SignalKind.Spike, length, rightAscension, declination, middle, FrequencyOf(at, length) + chirp * middle, chirp, greatest / mean, mean));
            operations += 10;
        }

        return operations;
    }

    /// <summary>Sum of powers, as four sums side by side: they need not wait for each other.</summary>
    private static double Sum(ReadOnlySpan<double> powers)
    {
        double a = 0, b = 0, c = 0, d = 0;
        for (int k = 0; k + 3 < powers.Length; k += 4) (a, b, c, d) = (a + powers[k], b + powers[k + 1], c + powers[k + 2], d + powers[k + 3]);
        return a + b + (c + d);
    }

    /// <summary>Searches the course of power in each bin for Gaussians.</summary>
    /// <returns>Operations it took.</returns>
    private double SearchCourses(int length, double chirp, double rightAscension, double declination, List<Signal> found)
    {
        double operations = 0;
        for (int bin = 1; bin < length; bin++)
        {
            operations += 2.0 * SearchPlan.GaussianPoints;
            ReadOnlySpan<double> course = _courses.AsSpan(bin * SearchPlan.GaussianPoints, SearchPlan.GaussianPoints);
            if (GaussianFit.TryFit(course, ref operations, out GaussianFit fit))
                found.Add(new Signal(SignalKind.Gaussian, length, rightAscension, declination, (fit.Centre + 0.5) * length / WorkUnitFile.SampleRate, FrequencyOf(bin, length), chirp, fit.Peak, fit.Mean));
        }

        return operations;
    }

    /// <summary>Searches each bin for triplets and pulses, during one passage of the beam after the other, each half over the one before.</summary>
    /// <returns>Operations it took.</returns>
    private double SearchPulses(double chirp, double rightAscension, double declination, List<Signal> found)
    {
        int length = _plan.PulseLength;
        double spectrum = length / WorkUnitFile.SampleRate;
        Span<double> powers = _powers.AsSpan(0, length);
        for (int b = 0; b < SearchPlan.PulseSpectra; b++)
        {
            _pulseSpectra.Powers(_straightReal.AsSpan(b * length, length), _straightImaginary.AsSpan(b * length, length), powers);
            for (int k = 1; k < length; k++) _pulseCourses[k * SearchPlan.PulseSpectra + b] = powers[k];
        }

        double operations = SearchPlan.PulseSpectra * (5.0 * length * BitOperations.Log2((uint)length) + 4.0 * length);
        for (int bin = 1; bin < length; bin++)
        {
            for (int from = 0; from + SearchPlan.PulsePoints <= SearchPlan.PulseSpectra; from += SearchPlan.PulsePoints / 2)
            {
                ReadOnlySpan<double> course = _pulseCourses.AsSpan(bin * SearchPlan.PulseSpectra + from, SearchPlan.PulsePoints);
                if (Triplet.TryFind(course, ref operations, out Triplet triplet))
                    Report(SignalKind.Triplet, from + triplet.Centre + 0.5, triplet.Period, triplet.Peak, triplet.Mean);
                if (_folding.TryFind(course, ref operations, out Pulse pulse))
                    Report(SignalKind.Pulse, from + 0.5 * SearchPlan.PulsePoints, pulse.Period, pulse.Peak, pulse.Mean);
            }

            void Report(SignalKind kind, double at, double period, double peak, double mean) => found.Add(
                new Signal(kind, length, rightAscension, declination, at * spectrum, FrequencyOf(bin, length), chirp, peak, mean, period * spectrum));
        }

        return operations;
    }
}
