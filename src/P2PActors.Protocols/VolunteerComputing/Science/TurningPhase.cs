namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// The factors exp(2 pi j (l n + q n^2)) of a tone that drifts. From one sample to the next the factor turns by an angle that itself
/// grows evenly, so two multiplications give each factor instead of a sine and a cosine.
/// </summary>
internal static class TurningPhase
{
    /// <summary>Samples after which the phase is to be reckoned anew: rounding has no time to add up.</summary>
    public const int Stride = 64;

    /// <summary>Writes the factors of some samples.</summary>
    /// <param name="from">Number n of the first of them.</param>
    /// <param name="linear">Turns by which the phase grows from one sample to the next.</param>
    /// <param name="quadratic">Half of the turns by which that grows.</param>
    /// <param name="real">Takes the real parts; at most <see cref="Stride"/> of them are as good as computed singly.</param>
    /// <param name="imaginary">Takes the imaginary parts.</param>
    public static void Fill(double from, double linear, double quadratic, Span<double> real, Span<double> imaginary)
    {
        (double re, double im) = At(linear * from + quadratic * from * from);
        (double stepRe, double stepIm) = At(linear + quadratic * (2 * from + 1));
        (double growthRe, double growthIm) = At(2 * quadratic);
        for (int n = 0; n < real.Length; n++)
        {
            (real[n], imaginary[n]) = (re, im);
            (re, im) = (re * stepRe - im * stepIm, re * stepIm + im * stepRe);
            (stepRe, stepIm) = (stepRe * growthRe - stepIm * growthIm, stepRe * growthIm + stepIm * growthRe);
        }
    }

    // Whole turns are taken off first: the phase of a late sample is thousands of them.
    private static (double Real, double Imaginary) At(double turns)
    {
        (double sin, double cos) = Math.SinCos(2 * Math.PI * (turns - Math.Floor(turns)));
        return (cos, sin);
    }
}
