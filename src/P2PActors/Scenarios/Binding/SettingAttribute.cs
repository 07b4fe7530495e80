namespace P2PActors.Scenarios.Binding;

/// <summary>
/// Describes one setting of a scenario. Put on the properties of settings records; the property's type gives the setting's
/// type, the value in a newly made record its default, and the property's name in kebab-case its key.
/// The list of all settings (<c>p2p list settings</c>, docs/settings.md) is generated from these.
/// </summary>
/// <param name="meaning">What the setting does, one sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string meaning) : Attribute
{
    /// <summary>What the setting does, one sentence.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>Smallest value allowed, in the notation of a scenario file (<c>1ms</c>, <c>0</c>, <c>1.5kbps</c>).</summary>
    public string? Min { get; set; }

    /// <summary>Greatest value allowed, in the notation of a scenario file.</summary>
    public string? Max { get; set; }

    /// <summary>Unit of a plain number (<c>messages</c>, <c>share</c>); durations, sizes and rates carry their own.</summary>
    public string? Unit { get; set; }

    /// <summary>Whether the scenario must give a value.</summary>
    public bool Required { get; set; }
}
