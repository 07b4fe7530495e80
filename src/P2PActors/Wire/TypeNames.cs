namespace P2PActors.Wire;

/// <summary>Types as errors name them.</summary>
internal static class TypeNames
{
    /// <summary>Full name; of a generic type with its arguments, without assemblies.</summary>
    public static string Of(Type type) => type.ToString().Replace('+', '.');

    /// <summary>A field; that of a property by the property's name.</summary>
    public static string Of(System.Reflection.FieldInfo field)
    {
        string name = field.Name;
        int end = name.IndexOf('>', StringComparison.Ordinal);
        if (name.StartsWith('<') && end > 1) name = name[1..end];
        return $"{Of(field.DeclaringType!)}.{name}";
    }
}
