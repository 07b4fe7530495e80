using P2PActors.Scenarios.Hocon;

namespace P2PActors.Scenarios.Binding;

/// <summary>
/// One pass over a tree: makes the records and collects every error. This part binds values of each shape; the other binds
/// records. A value that cannot be bound is <see cref="Failed"/>.
/// </summary>
internal sealed partial class BindingPass
{
    private const int LongestQuote = 60;
    private static readonly object Failed = new();

    private readonly List<(HoconOrigin At, ScenarioError Error)> _errors = [];

    /// <summary>The record of a section of the scenario, or null where something is wrong with it.</summary>
    public object? Section(Type type, HoconObject root, string path, IReadOnlySet<string>? alsoAllowed)
    {
        HoconValue? section = root;
        var at = root.Origin;
        var walked = "";
        foreach (var key in HoconPath.Parse(path))
        {
            if (section is not HoconObject outer)
            {
                if (section is not null) Report(section, walked, $"found {Found(section)}, expected a section {{ ... }}");
                break;
            }
            walked = HoconPath.Join(walked, key);
            section = outer.Member(key);
            at = section?.Origin ?? at;
        }
        if (_errors.Count > 0) return null;
        var bound = Record(type, section, path, null, at, alsoAllowed);
        return bound == Failed || _errors.Count > 0 ? null : bound;
    }

    public IEnumerable<ScenarioError> ErrorsInFileOrder() =>
        _errors.OrderBy(error => error.At.Order).Select(error => error.Error);

    private object? Value(ValueShape shape, HoconValue value, string key, object? basis) => shape switch
    {
        ScalarShape scalar => Scalar(scalar, value, key),
        RecordShape record => Record(record.Type, value, key, basis, value.Origin, null),
        ListShape list => List(list, value, key),
        MapShape map => Map(map, value, key),
        _ => throw new InvalidOperationException($"unknown shape {shape}"),
    };

    private object Scalar(ScalarShape shape, HoconValue value, string key)
    {
        var reading = value is HoconScalar scalar and not HoconNull ? shape.Notation.Read(scalar.Text) : Reading.Not;
        if (reading.Value is { } read && shape.Range.Allows(read)) return read;
        var hint = value is HoconString name && shape.Notation.Names.Count > 0
            && NearestName.Of(name.Text, shape.Notation.Names) is { } near ? $"; did you mean '{near}'?" : "";
        return Report(value, key, $"found {Found(value)}{reading.Remark}, expected {shape.Expected(reading.Beyond)}{hint}");
    }

    private object List(ListShape shape, HoconValue value, string key)
    {
        if (value is not HoconArray list) return Report(value, key, $"found {Found(value)}, expected a list [ ... ]");
        var items = new List<object?>();
        for (var i = 0; i < list.Items.Count; i++)
            items.Add(Value(shape.Item, list.Items[i], FormattableString.Invariant($"{key}[{i}]"), null));
        return items.Contains(Failed) ? Failed : Activator.CreateInstance(shape.ListType, items)!;
    }

    private object Map(MapShape shape, HoconValue value, string key)
    {
        if (value is not HoconObject section) return Report(value, key, $"found {Found(value)}, expected a section {{ name = ... }}");
        var items = new List<KeyValuePair<string, object?>>();
        var failed = false;
        foreach (var (name, member) in section.Members)
        {
            var item = Value(shape.Item, member, HoconPath.Join(key, name), null);
            failed |= item == Failed;
            items.Add(new(name, item));
        }
        return failed ? Failed : Activator.CreateInstance(shape.MapType, items)!;
    }

    private object Report(HoconValue value, string key, string message) => Report(value.Origin, key, message);

    private object Report(HoconOrigin at, string key, string message)
    {
        _errors.Add((at, new ScenarioError(at.ToString(), key, message)));
        return Failed;
    }

    private static string Found(HoconValue value) => value switch
    {
        HoconString { Text.Length: > LongestQuote } text => $"'{text.Text[..LongestQuote].ReplaceLineEndings(" ")}...'",
        HoconString text => $"'{text.Text.ReplaceLineEndings(" ")}'",
        HoconScalar { Text.Length: > LongestQuote } scalar => $"{scalar.Text.AsSpan(0, LongestQuote)}...",
        HoconScalar scalar => scalar.Text,
        _ => value.Kind,
    };
}
