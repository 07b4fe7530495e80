using P2PActors.Engine;
using P2PActors.Scenarios;

namespace P2PActors.Content;

/// <summary>
/// Sizes, bit rates and durations that agree with each other. Songs: log-normal, median 4 MB, sigma 0.45; albums and programs:
/// log-uniform 10-100 MB; films: log-normal, median 500 MB, sigma 0.5 (proposal after Gummadi et al., SOSP 2003).
/// </summary>
internal static class SizeLaw
{
    // What people encoded at: 128 kbps above all (proposal). Weights in percent.
    private static readonly (int Kbps, int Weight)[] AudioRates = [(128, 70), (192, 12), (160, 8), (256, 3), (112, 3), (320, 2), (96, 1), (64, 1)];
    private static readonly (int Kbps, int Weight)[] VideoRates = [(900, 50), (700, 25), (1200, 25)];

    internal static FileSpec Draw(FileKind kind, string name, ref RandomStream random)
    {
        double bytes = kind switch
        {
            FileKind.Audio => 4e6 * Math.Exp(0.45 * random.NextNormal()),
            FileKind.Medium => 10e6 * Math.Pow(10, random.NextDouble()),
            _ => 500e6 * Math.Exp(0.5 * random.NextNormal()),
        };
        long size = Math.Max(1, (long)bytes);
        int kbps = Pick(kind == FileKind.Video ? VideoRates : AudioRates, ref random);
        int frequency = kind == FileKind.Video ? 48_000 : random.Next(100) switch { < 95 => 44_100, < 98 => 48_000, _ => 22_050 };
        int seconds = (int)Math.Clamp(size * 8 / (kbps * 1000L), 1, int.MaxValue);
        return new FileSpec(name, new ByteSize(size), kind, kbps, frequency, seconds);
    }

    private static int Pick((int Kbps, int Weight)[] rates, ref RandomStream random)
    {
        int draw = random.Next(100);
        foreach ((int kbps, int weight) in rates)
        {
            draw -= weight;
            if (draw < 0) return kbps;
        }
        return rates[0].Kbps;
    }
}
