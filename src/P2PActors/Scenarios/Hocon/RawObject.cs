namespace P2PActors.Scenarios.Hocon;

/// <summary>An object whose fields are still as written.</summary>
internal sealed class RawObject(HoconOrigin origin) : RawNode(origin)
{
    public OrderedDictionary<string, RawField> Fields { get; } = [];

    public static RawObject Of(HoconObject section)
    {
        var raw = new RawObject(section.Origin);
        foreach (var (key, value) in section.Members) raw.FieldOf(key).Add(RawNode.Of(value));
        return raw;
    }

    /// <summary>Gives the field at a path one more value.</summary>
    public void Add(ReadOnlySpan<string> path, RawNode value)
    {
        for (var i = path.Length - 1; i > 0; i--)
        {
            var inner = new RawObject(value.Origin);
            inner.FieldOf(path[i]).Add(value);
            value = inner;
        }
        FieldOf(path[0]).Add(value);
    }

    /// <summary>Takes over the fields of an object that nobody else holds.</summary>
    public void Absorb(RawObject upper)
    {
        foreach (var (key, field) in upper.Fields)
        {
            if (!Fields.TryGetValue(key, out var mine)) Fields.Add(key, field);
            else foreach (var item in field.Items) mine.Add(item);
        }
    }

    /// <summary>The two objects merged, both left as they are.</summary>
    public static RawObject Merge(RawObject lower, RawObject upper)
    {
        var merged = new RawObject(lower.Origin);
        foreach (var (key, field) in lower.Fields)
            merged.Fields.Add(key, upper.Fields.TryGetValue(key, out var over) ? RawField.Stack(field, over) : field);
        foreach (var (key, field) in upper.Fields)
            merged.Fields.TryAdd(key, field);
        return merged;
    }

    /// <summary>A copy that can be added to without touching this object.</summary>
    public RawObject Copy()
    {
        var copy = new RawObject(Origin);
        foreach (var (key, field) in Fields) copy.Fields.Add(key, field.Copy());
        return copy;
    }

    private RawField FieldOf(string key)
    {
        if (!Fields.TryGetValue(key, out var field)) Fields.Add(key, field = new RawField());
        return field;
    }
}

/// <summary>All values a key was given that may still matter, the oldest first.</summary>
internal sealed class RawField
{
    private readonly List<RawNode> _items = [];

    public IReadOnlyList<RawNode> Items => _items;

    public void Add(RawNode node)
    {
        var last = _items.Count > 0 ? _items[^1] : null;
        switch (node, last)
        {
            case (RawObject upper, RawObject lower):
                lower.Absorb(upper);
                break;
            case (RawObject section, RawScalar { Value: HoconString } scalar) when IsTrap(section, scalar.Value):
                throw new ScenarioException(section.Origin.ToString(), "",
                    $"this section would take the place of '{scalar.Value.Text}' (line {scalar.Origin.Line}), and the name would be lost; " +
                    $"to refine a preset write one section {{ preset = {scalar.Value.Text}, ... }}");
            case (RawAppend more, RawArray list):
                list.Items.AddRange(more.Items);
                break;
            case (RawAppend more, RawAppend before):
                before.Items.AddRange(more.Items);
                break;
            default:
                if (Hides(node, last)) _items.Clear();
                _items.Add(node);
                break;
        }
    }

    public static RawField Stack(RawField lower, RawField upper)
    {
        var field = new RawField();
        if (!Hides(upper._items[0], null)) field._items.AddRange(lower._items);
        field._items.AddRange(upper._items);
        return field;
    }

    public RawField Copy()
    {
        var copy = new RawField();
        foreach (var item in _items)
            copy._items.Add(item switch
            {
                RawObject section => section.Copy(),
                RawArray list => new RawArray([.. list.Items], list.Origin),
                RawAppend more => new RawAppend([.. more.Items], more.Origin),
                _ => item,
            });
        return copy;
    }

    /// <summary>Whether a name is about to be lost within one file: allowed by the specification, but never what was meant.</summary>
    private static bool IsTrap(RawObject section, HoconScalar name) =>
        section.Origin.Line > 0 && section.Origin.Source == name.Origin.Source;

    /// <summary>Whether nothing older than the node can be seen any more.</summary>
    private static bool Hides(RawNode node, RawNode? last) =>
        node is RawScalar or RawArray || node is RawObject && last is RawScalar or RawArray;
}
