using System.Collections;
using System.Reflection;

namespace P2PActors.Scenarios.Binding;

/// <summary>What kind of value a setting takes.</summary>
internal abstract record ValueShape
{
    /// <summary>The shape of a property's type.</summary>
    /// <exception cref="InvalidOperationException">Settings cannot be of that type.</exception>
    public static ValueShape Of(Type type, SettingAttribute attribute, PropertyInfo property)
    {
        if (Notation.Of(type, attribute.Unit) is { } notation)
            return new ScalarShape(notation, SettingRange.Of(notation, attribute, property), attribute.Unit ?? "");
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return new ListShape(Item(type.GetGenericArguments()[0]), typeof(ValueList<>).MakeGenericType(type.GetGenericArguments()));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            && type.GetGenericArguments() is [var key, var item] && key == typeof(string))
            return new MapShape(Item(item), typeof(ValueMap<>).MakeGenericType(item));
        if (type.IsClass && type != typeof(object) && !type.IsAssignableTo(typeof(IEnumerable)) && !type.IsAssignableTo(typeof(Delegate)))
            return new RecordShape(type);
        throw new InvalidOperationException($"{property.DeclaringType}.{property.Name}: a setting cannot be of type {type}");

        ValueShape Item(Type element) => Of(element, attribute, property);
    }
}

/// <summary>A number, duration, name and the like.</summary>
internal sealed record ScalarShape(Notation Notation, SettingRange Range, string Unit) : ValueShape
{
    /// <summary>What an error message says was expected.</summary>
    public string Expected(bool beyondType) =>
        Notation.Expected
        + (Range.Text.Length > 0 ? " " + Range.Text : beyondType ? Notation.Limits : "")
        + (Unit.Length > 0 && Unit != "share" ? $" ({Unit})" : "");
}

/// <summary>A record of settings, perhaps one of several variants.</summary>
internal sealed record RecordShape(Type Type) : ValueShape;

/// <summary>A list.</summary>
internal sealed record ListShape(ValueShape Item, Type ListType) : ValueShape;

/// <summary>Values by free keys.</summary>
internal sealed record MapShape(ValueShape Item, Type MapType) : ValueShape;
