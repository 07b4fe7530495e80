using System.Globalization;
using System.Text;

namespace P2PActors.Scenarios.Hocon;

/// <summary>Quoted and unquoted text.</summary>
internal sealed partial class HoconParser
{
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";

    private bool IsUnquoted() =>
        !_cursor.AtEnd && !Reserved.Contains(_cursor.Current, StringComparison.Ordinal) && _cursor.Current != '\n'
        && !TextCursor.IsBlank(_cursor.Current) && !_cursor.AtComment;

    private string TakeUnquoted(bool stopAtDot)
    {
        var start = _cursor.Position;
        var number = char.IsAsciiDigit(_cursor.Current) || _cursor.Current == '-';
        while (IsUnquoted() || number && AtPlusOfExponent(start))
        {
            if (stopAtDot && _cursor.Current == '.') break;
            _cursor.Advance();
        }
        return _cursor.Since(start);
    }

    /// <summary>The one place where '+' needs no quotes: <c>1e+6</c>.</summary>
    private bool AtPlusOfExponent(int start) =>
        _cursor.Current == '+' && char.IsAsciiDigit(_cursor.Peek(1)) && _cursor.Position > start
        && _cursor.Since(start) is { Length: < 64 } before
        && before[^1] is 'e' or 'E' && HoconNumbers.IsNumber(before[..^1]);

    private string ParseQuoted()
    {
        if (_cursor.StartsWith("\"\"\"")) return ParseTripleQuoted();
        var open = Here();
        _cursor.Advance();
        var text = new StringBuilder();
        while (!_cursor.TryTake('"'))
        {
            if (_cursor.AtEnd || _cursor.Current == '\n')
                throw Fail(open, "a quoted text is not closed on its line; expected '\"' (\"\"\" is for several lines)");
            if (_cursor.Current == '\\') text.Append(ParseEscape());
            else
            {
                text.Append(_cursor.Current);
                _cursor.Advance();
            }
        }
        return text.ToString();
    }

    private char ParseEscape()
    {
        _cursor.Advance();
        var c = _cursor.Current;
        if (c == 'u') return ParseCodeUnit();
        var meaning = c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw Fail($"found {_cursor.Found} after '\\'; expected one of \" \\ / b f n r t or u and four hexadecimal digits"),
        };
        _cursor.Advance();
        return meaning;
    }

    private char ParseCodeUnit()
    {
        _cursor.Advance();
        Span<char> digits = [_cursor.Peek(0), _cursor.Peek(1), _cursor.Peek(2), _cursor.Peek(3)];
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit(digit)) throw Fail("expected four hexadecimal digits after '\\u'");
        _cursor.Advance(4);
        return (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Text between triple quotes, as it stands; of more than three closing quotes the first ones belong to it.</summary>
    private string ParseTripleQuoted()
    {
        var open = Here();
        _cursor.Advance(3);
        var start = _cursor.Position;
        while (!_cursor.StartsWith("\"\"\""))
        {
            if (_cursor.AtEnd) throw Fail(open, "a text in triple quotes is not closed; expected '\"\"\"'");
            _cursor.Advance();
        }
        while (_cursor.Peek(3) == '"') _cursor.Advance();
        var text = _cursor.Since(start);
        _cursor.Advance(3);
        return text;
    }
}
