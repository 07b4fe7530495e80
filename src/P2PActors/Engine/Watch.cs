using P2PActors.Faults.Conditions;

namespace P2PActors.Engine;

/// <summary>Waits for the condition of one intervention.</summary>
internal sealed class Watch(Intervention intervention)
{
    private readonly Trigger _trigger = intervention.Trigger!;
    private readonly Dictionary<string, double> _before = [];
    private bool _wasTrue;
    private int _left = intervention.Trigger!.Times;
    private long _looks;

    public Intervention Intervention => intervention;

    /// <summary>Whether it can still happen.</summary>
    public bool IsOver => _left <= 0;

    /// <summary>Virtual time of the next look, ticks.</summary>
    public long NextLook => checked(intervention.At.Ticks + _looks * _trigger.Every.Ticks);

    /// <summary>Looks.</summary>
    /// <returns>Whether the intervention is to happen now.</returns>
    public bool Look(WorldGauges gauges)
    {
        _looks++;
        bool isTrue = _trigger.Condition.IsTrue(gauges, _before);
        bool fires = isTrue && !_wasTrue;
        _wasTrue = isTrue;
        if (fires) _left--;
        return fires;
    }
}
