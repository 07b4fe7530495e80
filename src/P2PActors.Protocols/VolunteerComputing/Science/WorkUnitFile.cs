namespace P2PActors.Protocols.VolunteerComputing.Science;

/// <summary>Sizes of the file that a unit of SETI@home travels in.</summary>
internal static class WorkUnitFile
{
    /// <summary>Sampling rate of a sub-band, Hz: 2.5 MHz over 256 sub-bands.</summary>
    public const double SampleRate = 2.5e6 / 256;

    /// <summary>Samples of a unit.</summary>
    public const int Samples = 1 << 20;

    /// <summary>Bytes of its data, two bits a sample.</summary>
    public const int RawBytes = Samples / SampleBits.PerByte;

    /// <summary>How long it lasts, seconds: 107.374.</summary>
    public const double Seconds = Samples / SampleRate;

    /// <summary>Header of the file: where and when it was recorded, and with what (about 5 kB; an estimate).</summary>
    public const int HeaderBytes = 5_000;

    /// <summary>Bytes of the file: the data as printable text, and the header.</summary>
    public static readonly long Size = Wire.PrintableSamples.LengthOf(RawBytes) + HeaderBytes;
}
