using System.Numerics;

namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>
/// Samples as they were recorded: one bit for the sign of each part of a complex number, four samples a byte, the first in the
/// highest bits, the real part before the imaginary one, 1 for what is not negative (the generator of test data of SETI@home,
/// fakedata.cpp).
/// </summary>
internal static class SampleBits
{
    /// <summary>Samples of a byte.</summary>
    public const int PerByte = 4;

    /// <summary>Cuts samples to one bit.</summary>
    public static byte[] Pack(ReadOnlySpan<Complex> samples)
    {
        byte[] bytes = new byte[(samples.Length + PerByte - 1) / PerByte];
        for (int i = 0; i < samples.Length; i++)
        {
            int bits = (samples[i].Real >= 0 ? 2 : 0) | (samples[i].Imaginary >= 0 ? 1 : 0);
            bytes[i / PerByte] |= (byte)(bits << (6 - 2 * (i % PerByte)));
        }

        return bytes;
    }

    /// <summary>Reads samples: each part is 1 or -1.</summary>
    public static Complex[] Unpack(ReadOnlySpan<byte> bytes)
    {
        var samples = new Complex[bytes.Length * PerByte];
        for (int i = 0; i < samples.Length; i++)
        {
            int bits = bytes[i / PerByte] >> (6 - 2 * (i % PerByte));
            samples[i] = new Complex((bits & 2) != 0 ? 1 : -1, (bits & 1) != 0 ? 1 : -1);
        }

        return samples;
    }

    /// <summary>Reads samples into their two parts.</summary>
    /// <param name="bytes">The samples.</param>
    /// <param name="real">Takes the real parts, four for each byte.</param>
    /// <param name="imaginary">Takes the imaginary parts.</param>
    public static void Unpack(ReadOnlySpan<byte> bytes, Span<double> real, Span<double> imaginary)
    {
        for (int i = 0; i < bytes.Length * PerByte; i++)
        {
            int bits = bytes[i / PerByte] >> (6 - 2 * (i % PerByte));
            (real[i], imaginary[i]) = ((bits & 2) - 1, 2 * (bits & 1) - 1);
        }
    }
}
