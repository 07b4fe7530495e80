namespace P2PActors.Scenarios.Binding;

/// <summary>
/// Names the class that holds ready-made values of a settings record. The class has a public static property
/// <c>All</c> of type <c>IReadOnlyList&lt;Preset&gt;</c>. In a scenario a preset is picked by a bare string
/// (<c>sessions = saroiu-2002</c>) or refined (<c>sessions { preset = saroiu-2002, median = 30m }</c>).
/// </summary>
/// <param name="holder">The class with the property <c>All</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PresetsAttribute(Type holder) : Attribute
{
    /// <summary>The class with the property <c>All</c>.</summary>
    public Type Holder { get; } = holder;
}

/// <summary>A ready-made value of a settings record.</summary>
/// <param name="Name">Its name in scenario files, kebab-case.</param>
/// <param name="Value">The value.</param>
/// <param name="Meaning">What it stands for and its source, one sentence.</param>
public sealed record Preset(string Name, object Value, string Meaning);
