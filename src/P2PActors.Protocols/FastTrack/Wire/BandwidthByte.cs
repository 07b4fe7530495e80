namespace P2PActors.Protocols.FastTrack.Wire;

/// <summary>The bandwidth that a client claims for itself, in one byte: about 14 log2(kbps) + 59 (giFT-FastTrack, PROTOCOL).</summary>
internal static class BandwidthByte
{
    /// <summary>1,680 kbps, which stands for any more.</summary>
    public const byte Most = 0xD1;

    public static byte Of(double kbps) => kbps <= 0 ? (byte)0 : (byte)Math.Clamp(Math.Round((14 * Math.Log2(kbps)) + 59), 0, Most);

    public static double Kbps(byte value) => value == 0 ? 0 : Math.Exp((0.0495105 * value) - 2.9211);
}
