using System.Collections.Concurrent;
using System.Reflection;

namespace P2PActors.Scenarios.Binding;

/// <summary>What a scenario can name instead of writing a section out: variants and presets.</summary>
internal sealed class ChoiceSchema
{
    /// <summary>The key that names a preset to refine.</summary>
    public const string PresetKey = "preset";

    private static readonly ConcurrentDictionary<Type, ChoiceSchema> Known = new();

    private ChoiceSchema(Type type)
    {
        Variants = [.. type.GetCustomAttributes<ChoiceAttribute>(inherit: false)];
        foreach (var variant in Variants)
        {
            if (!type.IsAssignableFrom(variant.Variant))
                throw new InvalidOperationException($"{variant.Variant} is no variant of {type}: it does not derive from it");
            if (variant.Key != Variants[0].Key)
                throw new InvalidOperationException($"the variants of {type} are named by different keys");
        }
        if (type.GetCustomAttribute<PresetsAttribute>(inherit: false) is not { } presets) return;
        var all = presets.Holder.GetProperty("All", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        Presets = all as IReadOnlyList<Preset>
            ?? throw new InvalidOperationException($"{presets.Holder} has no public static property All of type IReadOnlyList<Preset>");
        foreach (var preset in Presets)
            if (!type.IsInstanceOfType(preset.Value))
                throw new InvalidOperationException($"the preset '{preset.Name}' of {type} is a {preset.Value.GetType()}");
    }

    public IReadOnlyList<ChoiceAttribute> Variants { get; }

    public IReadOnlyList<Preset> Presets { get; } = [];

    /// <summary>The key that names the variant.</summary>
    public string Key => Variants[0].Key;

    /// <summary>All names that may stand for the section.</summary>
    public IReadOnlyList<string> Names => [.. Variants.Select(v => v.Name), .. Presets.Select(p => p.Name)];

    public static ChoiceSchema Of(Type type) => Known.GetOrAdd(type, static t => new ChoiceSchema(t));

    public ChoiceAttribute? Variant(string name) => Variants.FirstOrDefault(v => v.Name == name);

    public Preset? Preset(string name) => Presets.FirstOrDefault(p => p.Name == name);

    /// <summary>The variant a record is, as told by the abstract record it derives from; null where it is none.</summary>
    public static ChoiceAttribute? VariantOf(Type type)
    {
        for (var level = type; level is not null; level = level.BaseType)
            foreach (var variant in Of(level).Variants)
                if (variant.Variant == type) return variant;
        return null;
    }
}
