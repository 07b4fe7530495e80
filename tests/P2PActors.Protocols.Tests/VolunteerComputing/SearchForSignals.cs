using System.Numerics;
using P2PActors.Engine;
using P2PActors.Protocols.VolunteerComputing;
using P2PActors.Protocols.VolunteerComputing.Science;
using P2PActors.Protocols.VolunteerComputing.Wire;

namespace P2PActors.Protocols.Tests.VolunteerComputing;

/// <summary>The search itself, on data of known content.</summary>
public sealed class SearchForSignals
{
    private static readonly SearchPlan Small = SearchPlan.For(16_384, 5);

    [Fact]
    public void Samples_are_two_bits_each_and_come_back_as_signs()
    {
        Complex[] samples = [new(0.1, -3), new(-0.1, 2), new(-5, -5), new(0, 0), new(7, 7)];
        byte[] bytes = SampleBits.Pack(samples);
        // 10 01 00 11, then 11 and zeros.
        Assert.Equal([0b10_01_00_11, 0b11_00_00_00], bytes);
        Assert.Equal([new(1, -1), new(-1, 1), new(-1, -1), new(1, 1), new(1, 1)], SampleBits.Unpack(bytes)[..5]);
    }

    [Fact]
    public void The_same_data_give_the_same_result_to_the_bit()
    {
        byte[] data = Recording.Single(5, 1, [new Tone(ToneOrigin.Injected, 800, Small.DriftStep, 120)], Small.Samples, Small.Longest);
        Assert.Equal(data, Recording.Single(5, 1, [new Tone(ToneOrigin.Injected, 800, Small.DriftStep, 120)], Small.Samples, Small.Longest));
        (Findings first, double operations) = new SearchKernel(Small).Search(data);
        (Findings second, double again) = new SearchKernel(Small).Search(data);
        Assert.NotEmpty(first.Signals);
        Assert.True(SignalComparison.Identical(first, second));
        Assert.Equal(operations, again);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    [InlineData(256)]
    public void The_power_of_a_bin_is_the_square_of_its_Fourier_sum(int length)
    {
        var random = new RandomStream(3);
        Complex[] samples = [.. Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
        double[] powers = new double[length];
        new PowerSpectrum(length).Powers([.. samples.Select(x => x.Real)], [.. samples.Select(x => x.Imaginary)], powers);

        for (int k = 0; k < length; k++)
        {
            Complex sum = Complex.Zero;
            for (int n = 0; n < length; n++) sum += samples[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length);
            Assert.Equal(sum.Magnitude * sum.Magnitude, powers[k], 1e-10 * length);
        }
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0.1, -0.3)]
    [InlineData(16_320, 0, -6.2e-10)]
    [InlineData(1_048_512, 0.37, 2.6e-7)]
    public void A_turning_phase_is_that_of_each_sample_alone(int from, double linear, double quadratic)
    {
        double[] real = new double[TurningPhase.Stride], imaginary = new double[TurningPhase.Stride];
        TurningPhase.Fill(from, linear, quadratic, real, imaginary);
        for (int i = 0; i < real.Length; i++)
        {
            decimal n = from + i, turns = (decimal)linear * n + (decimal)quadratic * n * n;
            Complex expected = Complex.FromPolarCoordinates(1, 2 * Math.PI * (double)(turns - Math.Floor(turns)));
            Assert.Equal(expected.Real, real[i], 1e-8);
            Assert.Equal(expected.Imaginary, imaginary[i], 1e-8);
        }
    }

    [Fact]
    public void A_search_that_has_been_used_before_finds_what_a_new_one_finds()
    {
        byte[] strong = Recording.Single(5, 1, [new Tone(ToneOrigin.Injected, 800, Small.DriftStep, 120)], Small.Samples, Small.Longest);
        byte[] noise = Recording.Single(7, 1, [], Small.Samples, Small.Longest);
        var used = new SearchKernel(Small);
        Findings first = used.Search(strong).Findings;
        Assert.Empty(used.Search(noise).Findings.Signals);
        Assert.True(SignalComparison.Identical(first, used.Search(strong).Findings));
        Assert.True(SignalComparison.Identical(first, new SearchKernel(Small).Search(strong).Findings));
    }

    [Fact]
    public void Noise_alone_holds_no_signal()
    {
        // 44 pairs of drift rate and length: 16,384 e^-24 each, so one unit in 37,000 would hold a spike.
        for (int unit = 0; unit < 3; unit++)
            Assert.Empty(new SearchKernel(Small).Search(Recording.Single(7, unit, [], Small.Samples, Small.Longest)).Findings.Signals);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(0, -3000)]
    [InlineData(3, 2000)]
    [InlineData(-4, 400)]
    public void A_steady_tone_is_found_at_its_frequency_and_drift(int steps, double frequency)
    {
        var tone = new Tone(ToneOrigin.Ringer, Math.Round(frequency * 16_384 / WorkUnitFile.SampleRate) * WorkUnitFile.SampleRate / 16_384, steps * Small.DriftStep, 80);
        byte[] data = Recording.Single(7, 1, [tone], Small.Samples, Small.Longest);
        Findings findings = new SearchKernel(Small).Search(data).Findings;

        Signal best = findings.Signals.MaxBy(s => s.Peak);
        Assert.Equal((SignalKind.Spike, 16_384), (best.Kind, best.FftLength));
        Assert.Equal(tone.Chirp, best.Chirp, 9);
        Assert.Equal(tone.Frequency + tone.Chirp * best.Time, best.Frequency, 1.0);
        // 80 means, of which the cut to one bit leaves 2 / pi.
        Assert.InRange(best.Peak, 0.5 * 80 * 2 / Math.PI, 1.6 * 80 * 2 / Math.PI);
    }

    [Fact]
    public void A_tone_that_the_beam_passes_over_is_a_Gaussian_too_and_a_steady_one_is_not()
    {
        Tone passing = new(ToneOrigin.Injected, 1220.703125, 0, 80), steady = passing with { Origin = ToneOrigin.Interference, Power = 200 };
        Findings rising = new SearchKernel(Small).Search(Recording.Single(11, 1, [passing], Small.Samples, Small.Longest)).Findings;
        Findings flat = new SearchKernel(Small).Search(Recording.Single(11, 1, [steady], Small.Samples, Small.Longest)).Findings;

        Signal gaussian = rising.Signals.First(s => s.Kind == SignalKind.Gaussian);
        Assert.Equal(1220.7, gaussian.Frequency, WorkUnitFile.SampleRate / gaussian.FftLength);
        Assert.Equal(0.5 * 16_384 / WorkUnitFile.SampleRate, gaussian.Time, 0.1);
        Assert.True(gaussian.Peak >= SearchPlan.GaussianPeak);
        Assert.NotEmpty(flat.Signals);
        Assert.DoesNotContain(flat.Signals, s => s.Kind == SignalKind.Gaussian);
    }

    [Fact]
    public void The_fit_accepts_a_clean_rise_and_refuses_noise_and_a_constant()
    {
        double operations = 0;
        double[] rise = [.. Enumerable.Range(0, 64).Select(i => 1 + 25 * Math.Exp(-0.693 * Math.Pow((i - 40) / (SearchPlan.BeamPoints / 2), 2)))];
        Assert.True(GaussianFit.TryFit(rise, ref operations, out GaussianFit fit));
        Assert.Equal(40, fit.Centre);
        // The flanks beyond two sigmas raise the mean a little.
        Assert.InRange(fit.Peak, 20, 25);
        Assert.True(operations > 0);
        Assert.False(GaussianFit.TryFit([.. Enumerable.Repeat(1.0, 64)], ref operations, out _));
        Assert.False(GaussianFit.TryFit([.. Enumerable.Range(0, 64).Select(i => i == 20 ? 9.0 : 1.0)], ref operations, out _));
    }

    [Fact]
    public void A_triplet_is_three_equally_spaced_points_above_the_threshold_with_falls_between_them()
    {
        Assert.Equal((20, 10), Found(30, 10, 20, 30));
        // The middle of 10 and 31 lies between 20 and 21.
        Assert.Equal((20.5, 10.5), Found(30, 10, 20, 31));
        Assert.Equal((20.5, 10.5), Found(30, 10, 21, 31));
        Assert.Null(Found(30, 10, 20, 33));
        Assert.Null(Found(30, 10, 11, 12));
        Assert.Null(Found(30, 10, 20));
        // 54 points of 1 and three of P have a mean of (54 + 3 P) / 57: 8.5 means are P = 14.6.
        Assert.Null(Found(14.5, 10, 20, 30));
        Assert.NotNull(Found(14.7, 10, 20, 30));

        static (double Centre, double Period)? Found(double power, params int[] at)
        {
            double operations = 0;
            return Triplet.TryFind(Course(power, at), ref operations, out Triplet triplet) ? (triplet.Centre, triplet.Period) : null;
        }
    }

    [Fact]
    public void Thresholds_of_pulses_are_those_of_the_Gamma_law()
    {
        // e^-x, (1 + x) e^-x and (1 + x + x^2 / 2) e^-x are what one, two and three powers of noise exceed x with.
        Assert.Equal(19.5, PulseFolding.ThresholdOf(1, 1), 1e-9);
        Assert.Equal(19.5 + Math.Log(7), PulseFolding.ThresholdOf(1, 7), 1e-9);
        double two = PulseFolding.ThresholdOf(2, 5), three = PulseFolding.ThresholdOf(3, 17);
        Assert.Equal(Math.Exp(-19.5) / 5, (1 + two) * Math.Exp(-two), 1e-14);
        Assert.Equal(Math.Exp(-19.5) / 17, (1 + three + three * three / 2) * Math.Exp(-three), 1e-14);
    }

    [Fact]
    public void Folding_finds_the_period_of_pulses_and_none_in_noise()
    {
        var folding = new PulseFolding(57);
        double operations = 0;
        Assert.True(folding.TryFind(Course(30, 2, 20, 38), ref operations, out Pulse three));
        Assert.Equal(18, three.Period);
        // Three of 30 in a mean of (54 + 90) / 57.
        Assert.Equal(30 / (144.0 / 57), three.Peak, 1e-9);
        // Seven weaker ones, of which three pieces alone would not be enough.
        Assert.True(folding.TryFind(Course(40, 1, 9, 17, 25, 33, 41, 49), ref operations, out Pulse seven));
        Assert.Equal(8, seven.Period);
        Assert.False(folding.TryFind(Course(1), ref operations, out _));
        // One of 30 with two of 1, in a mean of (56 + 30) / 57, is 21 means; noise exceeds 28 seldom enough.
        Assert.False(folding.TryFind(Course(30, 2), ref operations, out _));
        Assert.True(operations > 1000);

        var random = new RandomStream(6);
        double[] noise = new double[57];
        for (int i = 0; i < 5000; i++)
        {
            for (int j = 0; j < noise.Length; j++) noise[j] = -Math.Log(random.NextPositive());
            Assert.False(folding.TryFind(noise, ref operations, out _));
        }
    }

    [Theory]
    [InlineData(15, 10)]
    [InlineData(17, -3)]
    [InlineData(19, 15)]
    public void A_tone_that_pulses_is_found_as_triplet_and_as_pulse(int period, int bin)
    {
        double width = WorkUnitFile.SampleRate / Small.PulseLength, spectrum = 1 / width;
        var tone = new Tone(ToneOrigin.Pulsing, bin * width, 0, 256, period);
        Signal[] found = new SearchKernel(Small).Search(Recording.Single(9, period, [tone], Small.Samples, Small.Longest)).Findings.Signals;

        foreach (SignalKind kind in (SignalKind[])[SignalKind.Triplet, SignalKind.Pulse])
        {
            Signal signal = found.Where(s => s.Kind == kind).MaxBy(s => s.Peak);
            Assert.Equal((32, bin * width), (signal.FftLength, signal.Frequency));
            Assert.Equal(period * spectrum, signal.Period, 1e-9);
            Assert.Equal((SkyModel.FirstPulse + period + 0.5) * spectrum, signal.Time, 20 * spectrum);
        }

        Assert.DoesNotContain(found, s => s.Kind is SignalKind.Spike or SignalKind.Gaussian);
    }

    [Fact]
    public void Pulsing_tones_are_found_in_a_whole_band_and_predicted_by_the_model()
    {
        var settings = new SkySettings { Compute = Computing.Real, SubBands = 8, Samples = 16_384, Tones = 0, Interference = 0, PulsingTones = 0.5 };
        var laboratory = new Laboratory(new SkyModel(3, settings), settings, 3);
        int tones = 0, found = 0, predicted = 0;
        for (long unit = 0; unit < 16; unit++)
        {
            Findings real = laboratory.Analyse(unit, null).Findings, model = laboratory.Sky.Predict(unit);
            (int injected, int recovered) = laboratory.Sky.Recovered(unit, real);
            tones += injected;
            found += recovered;
            predicted += laboratory.Sky.Recovered(unit, model).Found;
            Assert.All(model.Signals, s => Assert.True(s.Kind is SignalKind.Triplet or SignalKind.Pulse));
        }

        Assert.True(tones >= 5, $"{tones} tones");
        Assert.Equal(tones, predicted);
        Assert.InRange(found, tones - 1, tones);
    }

    [Fact]
    public void Pulsing_tones_leave_all_other_tones_as_they_are()
    {
        var without = new SkyModel(3, new SkySettings { Tones = 1, Ringers = 0.5 });
        var with = new SkyModel(3, new SkySettings { Tones = 1, Ringers = 0.5, PulsingTones = 1 });
        for (long unit = 0; unit < 50; unit++) Assert.Equal(without.TonesOf(unit), with.TonesOf(unit).Where(t => t.Origin != ToneOrigin.Pulsing));
    }

    [Fact]
    public void Units_cut_from_one_band_hold_the_tones_of_their_own_sub_band_and_no_others()
    {
        // Each unit has one tone, at another place and another drift.
        Tone[][] tones = [.. Enumerable.Range(0, 8).Select(b => (Tone[])[new Tone(ToneOrigin.Ringer, Bin(-3900 + 1000 * b), (b - 4) * Small.DriftStep, 100)])];
        byte[][] data = Recording.Split(3, 0, tones, Small.Samples, Small.Longest);

        Assert.Equal(8, data.Length);
        for (int b = 0; b < 8; b++)
        {
            Signal[] spikes = new SearchKernel(Small).Search(data[b]).Findings.Signals;
            Signal best = spikes.MaxBy(s => s.Peak);
            Assert.Equal(tones[b][0].Chirp, best.Chirp, 9);
            Assert.Equal(tones[b][0].Frequency + best.Chirp * best.Time, best.Frequency, 1.0);
            Assert.All(spikes.Where(s => s.Kind == SignalKind.Spike), s => Assert.InRange(s.Frequency - (tones[b][0].Frequency + tones[b][0].Chirp * s.Time), -5, 5));
        }
    }

    [Fact]
    public void The_model_predicts_what_the_search_finds()
    {
        // Real searches of 32 units; the model knows neither the noise nor where a tone falls between two drift rates.
        var settings = new SkySettings { Compute = Computing.Real, SubBands = 16, Samples = 4096, Tones = 1, Interference = 0.3 };
        var laboratory = new Laboratory(new SkyModel(2, settings), settings, 2);
        int tones = 0, found = 0, predicted = 0;
        for (long unit = 0; unit < 32; unit++)
        {
            Findings real = laboratory.Analyse(unit, null).Findings;
            (int injected, int recovered) = laboratory.Sky.Recovered(unit, real);
            tones += injected;
            found += recovered;
            predicted += laboratory.Sky.Recovered(unit, laboratory.Sky.Predict(unit)).Found;
        }

        Assert.True(tones >= 20, $"{tones} tones");
        Assert.InRange((double)found / tones, 0.7, 1);
        Assert.InRange((found - predicted) / (double)tones, -0.25, 0.25);
        Assert.Equal(32, laboratory.Searched);
    }

    [Fact]
    public void Signals_make_a_unit_cost_more_than_noise()
    {
        byte[] noise = Recording.Single(7, 1, [], Small.Samples, Small.Longest);
        byte[] tones = Recording.Single(7, 1, [new Tone(ToneOrigin.Injected, 500, 0, 100), new Tone(ToneOrigin.Injected, 3000, 0, 100)], Small.Samples, Small.Longest);
        double without = new SearchKernel(Small).Search(noise).Operations, with = new SearchKernel(Small).Search(tones).Operations;
        Assert.True(with > without);
        // The transforms alone: 11 drift rates, lengths 256 to 16384, 5 N log2 L each.
        double transforms = 11 * 5.0 * 16_384 * (8 + 10 + 12 + 14);
        Assert.InRange(without, transforms, 2 * transforms);
    }

    /// <summary>A course of 57 points of power 1, but for some.</summary>
    private static double[] Course(double power, params int[] at) => [.. Enumerable.Range(0, 57).Select(i => at.Contains(i) ? power : 1.0)];

    private static double Bin(double frequency) => Math.Round(frequency * Small.Longest / WorkUnitFile.SampleRate) * WorkUnitFile.SampleRate / Small.Longest;
}
