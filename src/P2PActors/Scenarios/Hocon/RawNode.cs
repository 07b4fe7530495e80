namespace P2PActors.Scenarios.Hocon;

/// <summary>A value as written, before substitutions are resolved. Nodes are compared by identity.</summary>
internal abstract class RawNode(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;

    public static RawNode Of(HoconValue value) => value switch
    {
        HoconObject section => RawObject.Of(section),
        HoconArray list => new RawArray(list.Items.Select(Of).ToList(), list.Origin),
        HoconScalar scalar => new RawScalar(scalar),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}

/// <summary>A string, number, truth value or null.</summary>
internal sealed class RawScalar(HoconScalar value) : RawNode(value.Origin)
{
    public HoconScalar Value { get; } = value;
}

/// <summary>White space between the parts of a concatenation; counts only between scalars.</summary>
internal sealed class RawBlank(string text, HoconOrigin origin) : RawNode(origin)
{
    public string Text { get; } = text;
}

/// <summary>A list whose elements are still as written.</summary>
internal sealed class RawArray(List<RawNode> items, HoconOrigin origin) : RawNode(origin)
{
    public List<RawNode> Items { get; } = items;
}

/// <summary>What <c>key += value</c> says: these elements after those the field has so far.</summary>
internal sealed class RawAppend(List<RawNode> items, HoconOrigin origin) : RawNode(origin)
{
    public List<RawNode> Items { get; } = items;
}

/// <summary>Values written side by side.</summary>
internal sealed class RawConcat(IReadOnlyList<RawNode> parts, HoconOrigin origin) : RawNode(origin)
{
    public IReadOnlyList<RawNode> Parts { get; } = parts;
}

/// <summary>
/// A substitution. In an included file the path is tried first from where the file is included, then from the root.
/// </summary>
internal sealed class RawSubstitution(string[] path, IReadOnlyList<string[]> scopes, bool optional, HoconOrigin origin)
    : RawNode(origin)
{
    public string[] Path { get; } = path;

    public IReadOnlyList<string[]> Scopes { get; } = scopes;

    public bool Optional { get; } = optional;

    public override string ToString() => (Optional ? "${?" : "${") + HoconPath.Of(Path) + "}";
}
