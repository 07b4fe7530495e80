using System.Numerics;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>Spectra of one length: the transform is MathNet's, in a buffer that is used again.</summary>
/// <param name="length">Points of a spectrum, a power of two.</param>
internal sealed class PowerSpectrum(int length)
{
    private readonly Complex[] _points = new Complex[length];

    /// <summary>Points of a spectrum.</summary>
    public int Length => length;

    /// <summary>Transforms samples, without scaling, and gives the power of each bin, the positive frequencies first.</summary>
    /// <param name="real">Real parts of the samples.</param>
    /// <param name="imaginary">Their imaginary parts.</param>
    /// <param name="powers">Takes the powers.</param>
    public void Powers(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> powers)
    {
        for (int n = 0; n < _points.Length; n++) _points[n] = new Complex(real[n], imaginary[n]);
        SearchKernel.Transform(_points);
        for (int k = 0; k < powers.Length; k++) powers[k] = _points[k].Real * _points[k].Real + _points[k].Imaginary * _points[k].Imaginary;
    }
}
