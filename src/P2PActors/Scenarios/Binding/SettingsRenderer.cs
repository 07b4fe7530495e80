using System.Collections;
using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>Writes settings records as HOCON.</summary>
internal static class SettingsRenderer
{
    private static readonly HoconOrigin Nowhere = new("settings", 0, 0);

    public static HoconObject Render(object settings)
    {
        var type = settings.GetType();
        var members = new OrderedDictionary<string, HoconValue>();
        if (ChoiceSchema.VariantOf(type) is { } variant) members.Add(variant.Key, new HoconString(variant.Name, Nowhere));
        foreach (var setting in RecordSchema.Of(type).Settings)
            members.TryAdd(setting.Key, Render(setting.Shape, setting.Of(settings)));
        return new HoconObject(members, Nowhere);
    }

    public static HoconValue Render(ValueShape shape, object? value) => (shape, value) switch
    {
        (_, null) => new HoconNull(Nowhere),
        (ScalarShape scalar, _) => scalar.Notation.Write(value),
        (RecordShape, _) => Render(value),
        (ListShape list, IEnumerable items) => RenderList(list.Item, items),
        (MapShape map, IEnumerable items) => RenderMap(map.Item, items),
        _ => throw new ArgumentException($"{value.GetType()} does not fit its setting"),
    };

    /// <summary>The entries of a map of any type of value.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Entries(IEnumerable map)
    {
        foreach (var entry in map)
        {
            var type = entry.GetType();
            yield return new((string)type.GetProperty("Key")!.GetValue(entry)!, type.GetProperty("Value")!.GetValue(entry));
        }
    }

    private static HoconArray RenderList(ValueShape item, IEnumerable items)
    {
        var rendered = new List<HoconValue>();
        foreach (var element in items) rendered.Add(Render(item, element));
        return new HoconArray(rendered, Nowhere);
    }

    private static HoconObject RenderMap(ValueShape item, IEnumerable items)
    {
        var rendered = new OrderedDictionary<string, HoconValue>();
        foreach (var (key, value) in Entries(items)) rendered.Add(key, Render(item, value));
        return new HoconObject(rendered, Nowhere);
    }
}
