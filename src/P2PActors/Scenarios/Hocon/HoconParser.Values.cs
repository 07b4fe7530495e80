using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Values: lists, concatenations, substitutions, and what unquoted text means.</summary>
internal sealed partial class HoconParser
{
    private RawNode ParseValue()
    {
        var at = Here();
        var parts = new List<RawNode>();
        while (true)
        {
            var start = _cursor.Position;
            _cursor.SkipBlanks();
            if (_cursor.AtEnd || _cursor.AtComment || _cursor.Current is '\n' or ',' or '}' or ']') break;
            if (_cursor.Position > start && parts.Count > 0) parts.Add(new RawBlank(_cursor.Since(start), at));
            parts.Add(ParsePart());
        }
        return parts.Count switch
        {
            0 => throw Fail($"found {_cursor.Found}; expected a value (\"\" is the empty text)"),
            1 => parts[0],
            _ => Join(parts, at),
        };
    }

    private RawNode ParsePart()
    {
        switch (_cursor.Current)
        {
            case '{':
                var section = new RawObject(Here());
                ParseBraces(section);
                return section;
            case '[':
                return ParseArray();
            case '"':
                var at = Here();
                return new RawScalar(new HoconString(ParseQuoted(), at));
            case '$' when _cursor.Peek(1) == '{':
                return ParseSubstitution();
        }
        if (!IsUnquoted())
            throw Fail($"found {_cursor.Found} in a value; put a text with such characters in quotes");
        var origin = Here();
        return new RawScalar(Meaning(TakeUnquoted(stopAtDot: false), origin));
    }

    private RawArray ParseArray()
    {
        var open = Here();
        _cursor.Advance();
        Deepen(1);
        _lists++;
        var items = new List<RawNode>();
        _cursor.SkipBlanksAndLines();
        while (!_cursor.TryTake(']'))
        {
            if (_cursor.AtEnd) throw Fail($"the text ends before the ']' that closes the '[' of line {open.Line}");
            if (_cursor.Current == ',') throw Fail("found ','; expected a value");
            items.Add(ParseValue());
            EndElement(']');
        }
        _lists--;
        _depth--;
        return new RawArray(items, open);
    }

    private RawSubstitution ParseSubstitution()
    {
        var at = Here();
        _cursor.Advance(2);
        var optional = _cursor.TryTake('?');
        var path = ParseKeyPath();
        if (!_cursor.TryTake('}')) throw Fail($"found {_cursor.Found} in a substitution; expected '}}'");
        if (path.Length > HoconLimits.Depth) throw Fail($"settings nest more than {HoconLimits.Depth} levels deep");
        return new RawSubstitution(path, _scopes, optional, at);
    }

    /// <summary>Scalars side by side are one text; anything else is left for when substitutions are known.</summary>
    private static RawNode Join(List<RawNode> parts, HoconOrigin at)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is RawScalar scalar) text.Append(scalar.Value.Text);
            else if (part is RawBlank blank) text.Append(blank.Text);
            else return new RawConcat(parts, at);
        }
        return new RawScalar(new HoconString(text.ToString(), at));
    }

    private static HoconScalar Meaning(string text, HoconOrigin at) => text switch
    {
        "true" => new HoconBoolean(true, at),
        "false" => new HoconBoolean(false, at),
        "null" => new HoconNull(at),
        _ => HoconNumbers.IsNumber(text) ? new HoconNumber(text, at) : new HoconString(text, at),
    };
}
