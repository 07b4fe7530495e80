using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Protocols.VolunteerComputing.Science;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>What leaves a host as the result of a unit: what was found, or what a broken processor or a cheater makes of it.</summary>
internal static class Honesty
{
    private const ulong PlatformPurpose = 0x5345_5449_3035, CollusionPurpose = 0x5345_5449_3036;

    /// <summary>What the host's processor makes of what there is to find: powers differ a little between families.</summary>
    public static Findings OnPlatform(Findings truth, ulong seed, long unit, ProcessorFamily processor, double noise)
    {
        if (noise == 0 || truth.Signals.Length == 0) return truth;
        var random = RandomStream.For(seed, PlatformPurpose, (ulong)unit, (ulong)processor);
        var signals = (Signal[])truth.Signals.Clone();
        for (int i = 0; i < signals.Length; i++)
            signals[i] = signals[i] with { Peak = signals[i].Peak * (1 + noise * (random.NextDouble() - 0.5)) };
        return truth with { Signals = signals };
    }

    /// <summary>A processor that is too hot gives many signals that are not there (SETI@home newsletter 8, 2001).</summary>
    public static Findings Broken(SkyModel sky, long unit, ref RandomStream random) => MadeUp(sky, unit, Findings.MostSignals, overflows: true, ref random);

    /// <summary>What a cheater returns.</summary>
    public static Findings Cheated(CheatKind kind, SkyModel sky, ulong seed, long unit, ref RandomStream random)
    {
        if (kind == CheatKind.Empty) return Findings.None;
        if (kind == CheatKind.Forged) return MadeUp(sky, unit, 2, overflows: false, ref random);
        // All who collude make up the same.
        var common = RandomStream.For(seed, CollusionPurpose, (ulong)unit);
        return MadeUp(sky, unit, 2, overflows: false, ref common);
    }

    private static Findings MadeUp(SkyModel sky, long unit, int count, bool overflows, ref RandomStream random)
    {
        (double rightAscension, double declination) = sky.PointingOf(unit);
        var signals = new Signal[count];
        int length = sky.Plan.Longest;
        for (int i = 0; i < count; i++)
        {
            double frequency = (random.NextDouble() - 0.5) * WorkUnitFile.SampleRate, peak = SearchPlan.SpikeThreshold * (1 + random.NextDouble());
            signals[i] = new Signal(SignalKind.Spike, length, rightAscension, declination, 0.5 * length / WorkUnitFile.SampleRate, frequency, 0, peak, 2.0 * length);
        }

        return new Findings(signals, overflows);
    }
}
