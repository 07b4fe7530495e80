using P2PActors.Faults.Conditions;

namespace P2PActors.Engine;

/// <summary>Something done to the world on purpose, between windows: a fault of the timeline or a command of a person.</summary>
/// <param name="At">Virtual time from which it is due; it happens before the first window that begins then or later.</param>
/// <param name="Label">What it is, for logs, journals and reports.</param>
public abstract record Intervention(TimeSpan At, string Label)
{
    /// <summary>What must be the case for it to happen; null if it happens at its time, once.</summary>
    public Trigger? Trigger { get; init; }

    /// <summary>Does it.</summary>
    /// <returns>How many peers it concerned.</returns>
    public abstract int Apply(World world);
}

/// <summary>When an intervention happens that waits for a condition, from its time on.</summary>
/// <param name="Condition">What must be the case.</param>
/// <param name="Every">Virtual time between two looks.</param>
/// <param name="Times">How often it may happen; after each time the condition must have been false before it counts again.</param>
public sealed record Trigger(Condition Condition, TimeSpan Every, int Times);

/// <summary>An intervention that was carried out.</summary>
/// <param name="Time">Virtual time at which it took effect.</param>
/// <param name="Label">What it was.</param>
/// <param name="Peers">How many peers it concerned.</param>
public sealed record InterventionRecord(TimeSpan Time, string Label, int Peers);

/// <summary>Looks at the world at regular times, between windows, and changes nothing.</summary>
public interface IProbe
{
    /// <summary>Virtual time between two looks; the first is at time zero, one more comes at the end of the run.</summary>
    TimeSpan Interval { get; }

    /// <summary>Looks.</summary>
    /// <param name="world">The world between two windows.</param>
    void Observe(World world);
}
