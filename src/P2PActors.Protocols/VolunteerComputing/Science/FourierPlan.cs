using System.Numerics;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// Fourier transforms of one length, planned once: the factors and the order of the points are tables, and two stages are done in
/// one pass. A search makes hundreds of transforms of each of a few lengths, for which those of MathNet, which reckon their factors
/// anew each time, took seven times as long. Every point is computed by the same operations in the same order whatever the width of
/// the processor's vectors, so that the result has the same bits on every machine.
/// </summary>
internal sealed class FourierPlan
{
    private readonly int[] _order;
    private readonly double[][] _cosines, _sines;
    private readonly double[] _real, _imaginary;

    /// <summary>Plans transforms.</summary>
    /// <param name="length">Their length, a power of two from 4 on.</param>
    public FourierPlan(int length)
    {
        if (length < 4 || !int.IsPow2(length)) throw new ArgumentOutOfRangeException(nameof(length), length, "A transform has a power of two of points, at least 4.");
        Length = length;
        int bits = BitOperations.Log2((uint)length);
        (_real, _imaginary) = (new double[length], new double[length]);
        _order = new int[length];
        for (int i = 0; i < length; i++) _order[i] = (_order[i >> 1] >> 1) | ((i & 1) << (bits - 1));
        (_cosines, _sines) = (new double[bits][], new double[bits][]);
        for (int stage = 1; stage < bits; stage++)
        {
            int half = 1 << stage;
            (_cosines[stage], _sines[stage]) = (new double[half], new double[half]);
            for (int j = 0; j < half / 2; j++)
            {
                // The upper half is the lower times -i, to the bit: two stages in one pass and one after the other give the same.
                (double sine, double cosine) = Math.SinCos(-Math.PI * j / half);
                (_cosines[stage][j], _sines[stage][j]) = (cosine, sine);
                (_cosines[stage][j + half / 2], _sines[stage][j + half / 2]) = (sine, -cosine);
            }
        }
    }

    /// <summary>Points of a transform.</summary>
    public int Length { get; }

    /// <summary>Transforms samples, without scaling, and gives the power of each bin, the positive frequencies first.</summary>
    /// <param name="real">Real parts of the samples.</param>
    /// <param name="imaginary">Their imaginary parts.</param>
    /// <param name="powers">Takes the powers.</param>
    public void Powers(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> powers)
    {
        First(real, imaginary);
        int stage = 2, stages = BitOperations.Log2((uint)Length);
        for (; stage + 1 < stages; stage += 2) Twice(stage);
        if (stage < stages) Once(stage);
        double[] re = _real, im = _imaginary;
        for (int k = 0; k < powers.Length; k++) powers[k] = re[k] * re[k] + im[k] * im[k];
    }

    /// <summary>The first two stages, whose factors are 1 and -i, on the points in bit-reversed order.</summary>
    private void First(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary)
    {
        double[] re = _real, im = _imaginary;
        int[] order = _order;
        for (int i = 0; i < order.Length; i += 4)
        {
            int a = order[i], b = order[i + 1], c = order[i + 2], d = order[i + 3];
            double sumReal = real[a] + real[b], sumImaginary = imaginary[a] + imaginary[b], offReal = real[a] - real[b], offImaginary = imaginary[a] - imaginary[b];
            double otherReal = real[c] + real[d], otherImaginary = imaginary[c] + imaginary[d], turnedReal = imaginary[c] - imaginary[d], turnedImaginary = real[d] - real[c];
            (re[i], im[i]) = (sumReal + otherReal, sumImaginary + otherImaginary);
            (re[i + 1], im[i + 1]) = (offReal + turnedReal, offImaginary + turnedImaginary);
            (re[i + 2], im[i + 2]) = (sumReal - otherReal, sumImaginary - otherImaginary);
            (re[i + 3], im[i + 3]) = (offReal - turnedReal, offImaginary - turnedImaginary);
        }
    }

    /// <summary>One stage: each half of 2 half points is combined with the other.</summary>
    private void Once(int stage)
    {
        int half = 1 << stage, width = Vector<double>.Count;
        ReadOnlySpan<double> cosines = _cosines[stage], sines = _sines[stage];
        for (int group = 0; group < Length; group += 2 * half)
        {
            Span<double> re0 = _real.AsSpan(group, half), im0 = _imaginary.AsSpan(group, half), re1 = _real.AsSpan(group + half, half), im1 = _imaginary.AsSpan(group + half, half);
            int j = 0;
            for (; j + width <= half; j += width)
            {
                Vector<double> c = Load(cosines, j), s = Load(sines, j), r = Load(re1, j), i = Load(im1, j), turnedR = c * r - s * i, turnedI = c * i + s * r;
                Vector<double> r0 = Load(re0, j), i0 = Load(im0, j);
                (r0 - turnedR).CopyTo(re1[j..]);
                (i0 - turnedI).CopyTo(im1[j..]);
                (r0 + turnedR).CopyTo(re0[j..]);
                (i0 + turnedI).CopyTo(im0[j..]);
            }

            for (; j < half; j++)
            {
                double turnedR = cosines[j] * re1[j] - sines[j] * im1[j], turnedI = cosines[j] * im1[j] + sines[j] * re1[j];
                (re1[j], im1[j], re0[j], im0[j]) = (re0[j] - turnedR, im0[j] - turnedI, re0[j] + turnedR, im0[j] + turnedI);
            }
        }
    }

    /// <summary>Two stages in one pass over the points. The factors of the upper half of the second are those of the lower, times -i.</summary>
    private void Twice(int stage)
    {
        int half = 1 << stage, width = Vector<double>.Count;
        if (half < width)
        {
            // Vectors wider than the stage.
            Once(stage);
            Once(stage + 1);
            return;
        }

        ReadOnlySpan<double> cosines = _cosines[stage], sines = _sines[stage], nextCosines = _cosines[stage + 1], nextSines = _sines[stage + 1];
        for (int group = 0; group < Length; group += 4 * half)
        {
            Span<double> re0 = _real.AsSpan(group, half), re1 = _real.AsSpan(group + half, half), re2 = _real.AsSpan(group + 2 * half, half), re3 = _real.AsSpan(group + 3 * half, half);
            Span<double> im0 = _imaginary.AsSpan(group, half), im1 = _imaginary.AsSpan(group + half, half), im2 = _imaginary.AsSpan(group + 2 * half, half), im3 = _imaginary.AsSpan(group + 3 * half, half);
            for (int j = 0; j < half; j += width)
            {
                Vector<double> c = Load(cosines, j), s = Load(sines, j);
                Vector<double> r1 = Load(re1, j), i1 = Load(im1, j), r3 = Load(re3, j), i3 = Load(im3, j);
                Vector<double> t1r = c * r1 - s * i1, t1i = c * i1 + s * r1, t3r = c * r3 - s * i3, t3i = c * i3 + s * r3;
                Vector<double> r0 = Load(re0, j), i0 = Load(im0, j), r2 = Load(re2, j), i2 = Load(im2, j);
                Vector<double> b0r = r0 + t1r, b0i = i0 + t1i, b1r = r0 - t1r, b1i = i0 - t1i, b2r = r2 + t3r, b2i = i2 + t3i, b3r = r2 - t3r, b3i = i2 - t3i;
                c = Load(nextCosines, j);
                s = Load(nextSines, j);
                Vector<double> u2r = c * b2r - s * b2i, u2i = c * b2i + s * b2r, u3r = c * b3i + s * b3r, u3i = s * b3i - c * b3r;
                (b0r + u2r).CopyTo(re0[j..]);
                (b0i + u2i).CopyTo(im0[j..]);
                (b1r + u3r).CopyTo(re1[j..]);
                (b1i + u3i).CopyTo(im1[j..]);
                (b0r - u2r).CopyTo(re2[j..]);
                (b0i - u2i).CopyTo(im2[j..]);
                (b1r - u3r).CopyTo(re3[j..]);
                (b1i - u3i).CopyTo(im3[j..]);
            }
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> from, int at) => new(from[at..]);
}
