namespace P2PActors.Scenarios.Binding;

/// <summary>
/// Marks an abstract settings record of which the scenario picks one variant by name:
/// <c>latency { model = uniform, min = 10ms, max = 100ms }</c>. Put one on the abstract record for every variant.
/// Only the picked variant's keys are allowed beside the discriminator. A bare string where the object is expected names
/// either a variant with all defaults or a preset.
/// </summary>
/// <param name="name">The name of the variant in a scenario file.</param>
/// <param name="variant">The record of the variant; it derives from the marked record.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ChoiceAttribute(string name, Type variant) : Attribute
{
    /// <summary>The name of the variant in a scenario file.</summary>
    public string Name { get; } = name;

    /// <summary>The record of the variant.</summary>
    public Type Variant { get; } = variant;

    /// <summary>The key that names the variant; <c>model</c> unless told.</summary>
    public string Key { get; set; } = "model";
}
