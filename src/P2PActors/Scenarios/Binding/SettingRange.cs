using System.Reflection;

namespace P2PActors.Scenarios.Binding;

/// <summary>The values a setting allows.</summary>
/// <param name="Notation">How its values are written and compared.</param>
/// <param name="Min">The smallest, or null.</param>
/// <param name="Max">The greatest, or null.</param>
/// <param name="Text">In words: <c>from 0 to 1</c>; empty where all are allowed.</param>
internal sealed record SettingRange(Notation Notation, object? Min, object? Max, string Text)
{
    public bool Allows(object value) =>
        (Min is null || Notation.Compare(value, Min) >= 0)
        && (Max is null || Notation.Compare(value, Max) <= 0);

    public static SettingRange Of(Notation notation, SettingAttribute attribute, PropertyInfo property)
    {
        var min = Bound(attribute.Min) ?? notation.NaturalMin;
        var max = Bound(attribute.Max) ?? notation.NaturalMax;
        var minText = attribute.Min ?? (min is null ? null : notation.Write(min).Text);
        var maxText = attribute.Max ?? (max is null ? null : notation.Write(max).Text);
        return new SettingRange(notation, min, max, (minText, maxText) switch
        {
            (null, null) => "",
            (null, _) => $"of at most {maxText}",
            (_, null) => $"of at least {minText}",
            _ => $"from {minText} to {maxText}",
        });

        object? Bound(string? text) => text is null ? null : notation.ReadBound(text).Value
            ?? throw new InvalidOperationException($"{property.DeclaringType}.{property.Name}: '{text}' is no bound for {notation.Expected}");
    }
}
