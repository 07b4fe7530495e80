using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Concatenations, and the resolved insides of lists and objects.</summary>
internal sealed partial class HoconResolver
{
    private const int CharactersPerStep = 16;

    private readonly Dictionary<RawNode, HoconValue> _values = [];
    private readonly HashSet<RawNode> _open = [];
    private readonly List<string> _path = [];
    private int _depth;

    private RawNode? Concatenated(RawConcat concat)
    {
        var parts = new List<RawNode>();
        foreach (var part in concat.Parts)
            if (Head(part) is { } head) parts.Add(head);
        var first = parts.Find(part => part is not RawBlank);
        return first switch
        {
            null => null,
            RawArray => JoinedLists(concat, parts),
            RawObject => JoinedObjects(concat, parts),
            _ => JoinedText(concat, parts),
        };
    }

    private RawArray JoinedLists(RawConcat concat, List<RawNode> parts)
    {
        var items = new List<RawNode>();
        foreach (var part in parts)
        {
            if (part is RawBlank) continue;
            if (part is not RawArray list) throw Mixed(concat);
            Spend(list.Items.Count);
            items.AddRange(list.Items);
        }
        return new RawArray(items, concat.Origin);
    }

    private RawObject JoinedObjects(RawConcat concat, List<RawNode> parts)
    {
        RawObject? merged = null;
        foreach (var part in parts)
        {
            if (part is RawBlank) continue;
            if (part is not RawObject section) throw Mixed(concat);
            merged = merged is null ? section : Merged(merged, section);
        }
        return merged!;
    }

    private RawNode JoinedText(RawConcat concat, List<RawNode> parts)
    {
        if (parts.Count == 1 && concat.Parts.Count == 1) return parts[0];
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part switch
            {
                RawScalar scalar => scalar.Value.Text,
                RawBlank blank => blank.Text,
                _ => throw Mixed(concat),
            });
            if (text.Length > HoconLimits.TextLength)
                throw new ScenarioException(concat.Origin.ToString(), "", "the substitutions make a text of more than a million characters");
        }
        Spend(text.Length / CharactersPerStep);
        return new RawScalar(new HoconString(text.ToString(), concat.Origin));
    }

    private static ScenarioException Mixed(RawConcat concat) =>
        new(concat.Origin.ToString(), "", "texts, lists and sections { ... } cannot be put side by side; expected parts of one kind");

    private HoconValue? Value(RawNode node)
    {
        if (node is RawScalar scalar) return scalar.Value;
        if (node is not (RawArray or RawObject)) return Head(node) is { } head ? Value(head) : null;
        if (_values.TryGetValue(node, out var known)) return known;
        if (!_open.Add(node)) throw Fail(node, "the value contains itself by a substitution");
        if (++_depth > HoconLimits.Depth) throw Fail(node, $"settings nest more than {HoconLimits.Depth} levels deep");
        HoconValue value = node is RawArray list
            ? new HoconArray(Items(list), node.Origin)
            : new HoconObject(Members((RawObject)node), node.Origin);
        if (value.Size > HoconLimits.ResolvedValues)
            throw Fail(node, "the substitutions multiply to more than a scenario may hold");
        _depth--;
        _open.Remove(node);
        return _values[node] = value;
    }

    private List<HoconValue> Items(RawArray list)
    {
        var items = new List<HoconValue>();
        foreach (var item in list.Items)
            if (Value(item) is { } value) items.Add(value);
        return items;
    }

    private OrderedDictionary<string, HoconValue> Members(RawObject section)
    {
        var members = new OrderedDictionary<string, HoconValue>();
        foreach (var (key, field) in section.Fields)
        {
            _path.Add(key);
            if (Head(field) is { } head && Value(head) is { } value) members.Add(key, value);
            _path.RemoveAt(_path.Count - 1);
        }
        return members;
    }

    private ScenarioException Fail(RawNode node, string message) =>
        new(node.Origin.ToString(), HoconPath.Of(_path), message);
}
