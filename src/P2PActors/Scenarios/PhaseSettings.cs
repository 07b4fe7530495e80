using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Scenarios;

/// <summary>A part of the run with a name of its own: before, during and after an attack.</summary>
public sealed record PhaseSettings : IValidatedSettings
{
    /// <summary>Its name.</summary>
    [Setting("Name of the phase, the ending of its results: 'attack' gives successRate.attack, and the mean of every series over time", Required = true)]
    public string Name { get; init; } = "";

    /// <summary>Its beginning.</summary>
    [Setting("Virtual time at which it begins", Min = "0s")]
    public TimeSpan From { get; init; }

    /// <summary>Its end.</summary>
    [Setting("Virtual time at which it ends; the end of the run if not given", Min = "0s")]
    public TimeSpan? To { get; init; }

    /// <summary>The intervals of the series over time that belong to it: those whose middle lies within it.</summary>
    /// <param name="interval">Length of an interval.</param>
    /// <param name="count">Number of intervals.</param>
    public Range Intervals(TimeSpan interval, int count)
    {
        int first = IndexAt(From, interval, count);
        return first..Math.Max(first, To is { } end ? IndexAt(end, interval, count) : count);
    }

    /// <inheritdoc />
    public IEnumerable<SettingProblem> Validate()
    {
        if (Name.Length == 0 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return new SettingProblem("name", $"found '{Name}', expected letters, digits and hyphens, since it becomes part of names of results");
        if (To <= From) yield return new SettingProblem("to", $"found {To}, expected a time after 'from', {From}");
    }

    /// <summary>The first interval whose middle is not before a time.</summary>
    private static int IndexAt(TimeSpan time, TimeSpan interval, int count) =>
        (int)Math.Clamp((time.Ticks + (interval.Ticks / 2) - 1) / Math.Max(1, interval.Ticks), 0, count);

    /// <summary>What is wrong with the phases of a scenario as a whole.</summary>
    internal static IEnumerable<SettingProblem> Check(IReadOnlyList<PhaseSettings> phases, TimeSpan duration, int intervals)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var interval = World.IntervalOf(duration, intervals);
        foreach (PhaseSettings phase in phases)
        {
            if (!names.Add(phase.Name)) yield return new SettingProblem("phases", $"there are two phases '{phase.Name}', expected different names");
            (int Offset, int Length) part = phase.Intervals(interval, intervals).GetOffsetAndLength(intervals);
            if (phase.From >= duration || phase.To > duration)
                yield return new SettingProblem("phases", $"the phase '{phase.Name}' lasts from {phase.From} to {phase.To ?? duration}, expected times within the run, which ends at {duration}");
            else if (part.Length == 0)
                yield return new SettingProblem("phases", $"the phase '{phase.Name}' is shorter than an interval of the series over time, {interval}; expected a longer phase, or more series-intervals than {intervals}");
        }
    }
}
