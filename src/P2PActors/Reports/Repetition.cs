using MathNet.Numerics.Distributions;
using P2PActors.Protocols;

namespace P2PActors.Reports;

/// <summary>Statistics over the seeds of a repeated run.</summary>
public static class Repetition
{
    /// <summary>Mean and 95 % confidence interval of every result, over the given runs.</summary>
    /// <param name="runs">Runs that differ in nothing but the seed.</param>
    public static IReadOnlyList<RepeatedValue> Of(IReadOnlyList<RunResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var result = new List<RepeatedValue>();
        if (runs.Count == 0) return result;
        foreach (SystemResult system in runs[0].Systems)
        {
            foreach (ResultValue value in system.Report.Values)
            {
                string name = $"{system.Report.Label}.{value.Name}";
                var samples = new List<double>(runs.Count);
                foreach (RunResult run in runs)
                {
                    if (run.ValueOf(name) is { } sample) samples.Add(sample);
                }

                if (samples.Count > 0) result.Add(Summarize(name, value, samples));
            }
        }

        return result;
    }

    private static RepeatedValue Summarize(string name, ResultValue value, List<double> samples)
    {
        // Taken from the first sample on, so that equal samples have exactly no spread.
        double mean = 0;
        foreach (double sample in samples) mean += sample - samples[0];
        mean = samples[0] + (mean / samples.Count);
        double? halfWidth = null;
        if (samples.Count > 1)
        {
            double squares = 0;
            foreach (double sample in samples) squares += (sample - mean) * (sample - mean);
            double error = Math.Sqrt(squares / (samples.Count - 1) / samples.Count);
            halfWidth = StudentT.InvCDF(0, 1, samples.Count - 1, 0.975) * error;
        }

        return new RepeatedValue(name, value.Unit, value.Meaning, samples.Count, mean, halfWidth);
    }
}
