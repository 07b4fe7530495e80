using P2PActors.Engine;
using P2PActors.Faults.Conditions;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>
/// Something the scenario does to the world on purpose: at a time, or when a condition comes true. Also what a person does at
/// the prompt, and so what a journal holds.
/// </summary>
[Choice("kill", typeof(KillFault), Key = "fault")]
[Choice("restart", typeof(RestartFault), Key = "fault")]
[Choice("outage", typeof(OutageFault), Key = "fault")]
[Choice("partition", typeof(PartitionFault), Key = "fault")]
[Choice("heal", typeof(HealFault), Key = "fault")]
[Choice("degrade", typeof(DegradeFault), Key = "fault")]
[Choice("restore", typeof(RestoreFault), Key = "fault")]
[Choice("pollution", typeof(PollutionFault), Key = "fault")]
[Choice("sybil", typeof(SybilFault), Key = "fault")]
[Choice("fail", typeof(FailFault), Key = "fault")]
[Choice("search", typeof(SearchFault), Key = "fault")]
public abstract record FaultSettings : IValidatedSettings
{
    /// <summary>When; with a condition, from when on it is looked at.</summary>
    [Setting("Virtual time at which it happens; with a condition, from which on the condition is looked at", Min = "0s")]
    public TimeSpan? At { get; init; }

    /// <summary>The condition it waits for.</summary>
    [Setting("Condition it waits for, such as giantComponent < 0.5; empty for none. Known are time (seconds), online, online.ROLE, sessions, malicious, handlerFailures, giantComponent, meanDegree and the protocol's counters; recent(x) is the growth of x since the last look")]
    public string When { get; init; } = "";

    /// <summary>Time between two looks at the condition.</summary>
    [Setting("Virtual time between two looks at the condition", Min = "1ms", Max = "3650d")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it may happen.</summary>
    [Setting("How often it happens at most, with a condition; in between, the condition must have been false", Min = "1", Max = "10000", Unit = "times")]
    public int Times { get; init; } = 1;

    /// <summary>The system concerned.</summary>
    [Setting("Name of the system it happens to, in a scenario with several; empty for all")]
    public string System { get; init; } = "";

    /// <summary>What makes its random choices its own.</summary>
    [Setting("Number that makes its random choices its own; its place in the list, from 0, if not given", Min = "0")]
    public int? Draw { get; init; }

    /// <summary>Identities that it adds to the world, off line until then.</summary>
    internal virtual int Sybils => 0;

    /// <summary>What it does, in words, for reports.</summary>
    private protected abstract string Label { get; }

    /// <summary>The intervention that carries it out.</summary>
    /// <param name="index">Its place in the scenario, from 0; makes its random choices its own.</param>
    public Intervention Plan(int index) => new Carrier(this, index)
    {
        Trigger = When.Length == 0 ? null : new Trigger(Condition.Parse(When), Every, Times),
    };

    /// <summary>Does it.</summary>
    /// <param name="world">The world between two windows.</param>
    /// <param name="occasion">Which fault it is, and which time.</param>
    /// <returns>How many peers it concerned.</returns>
    private protected abstract int CarryOut(World world, FaultOccasion occasion);

    /// <inheritdoc />
    public virtual IEnumerable<SettingProblem> Validate()
    {
        if (At is null && When.Length == 0) yield return new SettingProblem("at", "found neither at nor when, expected the time at which it happens or the condition it waits for");
        if (When.Length == 0) yield break;
        string? wrong = null;
        try
        {
            Condition.Parse(When);
        }
        catch (FormatException e)
        {
            wrong = e.Message;
        }

        if (wrong is not null) yield return new SettingProblem("when", wrong);
    }

    private sealed record Carrier(FaultSettings Fault, int Index) : Intervention(Fault.At ?? TimeSpan.Zero, Fault.Label)
    {
        private int _times;

        public override int Apply(World world) => Fault.CarryOut(world, new FaultOccasion(Index, _times++));
    }
}

/// <summary>One time that a fault happens.</summary>
/// <param name="Index">Place of the fault in the scenario.</param>
/// <param name="Time">How often it has happened before.</param>
internal readonly record struct FaultOccasion(int Index, int Time)
{
    /// <summary>The random numbers of this fault at this time.</summary>
    public RandomStream Random(World world) => RandomStream.For(world.Seed, Purposes.Faults, (ulong)Index, (ulong)Time);
}

/// <summary>The end of something that a fault has begun.</summary>
internal sealed record Ending(TimeSpan At, string Label, Func<World, int> Do) : Intervention(At, Label)
{
    public override int Apply(World world) => Do(world);
}
