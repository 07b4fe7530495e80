namespace P2PActors.Scenarios.Hocon;

/// <summary>
/// Reads one text into fields, as written. Recursive descent; the first syntax error ends the text.
/// This part reads objects; the others read keys, values, strings and includes.
/// </summary>
internal sealed partial class HoconParser
{
    private readonly TextCursor _cursor;
    private readonly string _source;
    private readonly HoconSession _session;
    private readonly string? _file;
    private readonly IReadOnlyList<string[]> _scopes;
    private readonly List<string> _path = [];
    private int _depth;
    private int _lists;
    private bool _lineless;

    /// <param name="text">The text.</param>
    /// <param name="source">What errors name as the place.</param>
    /// <param name="session">What it shares with other texts.</param>
    /// <param name="file">The file that includes are relative to; null where the text cannot include.</param>
    /// <param name="scopes">Paths at which substitutions are tried, the innermost first.</param>
    /// <param name="depth">How deep the including files have nested already.</param>
    public HoconParser(string text, string source, HoconSession session, string? file,
        IReadOnlyList<string[]>? scopes = null, int depth = 0)
    {
        _cursor = new TextCursor(text);
        _source = source;
        _session = session;
        _file = file;
        _scopes = scopes ?? [[]];
        _depth = depth;
    }

    /// <summary>Reads a whole text: an object with or without braces.</summary>
    public void ParseRoot(RawObject target)
    {
        _cursor.SkipBlanksAndLines();
        if (_cursor.Current == '[')
            throw Fail("found a list; expected settings (key = value)");
        if (_cursor.Current != '{')
        {
            ParseMembers(target, null);
            return;
        }
        ParseBraces(target);
        _cursor.SkipBlanksAndLines();
        if (!_cursor.AtEnd) throw Fail($"found {_cursor.Found} after the last '}}'; expected the end of the file");
    }

    /// <summary>Reads the value of an override.</summary>
    public static RawNode ParseOverride(HoconOverride given, string[] path)
    {
        var parser = new HoconParser(given.Value, given.Origin, new HoconSession(HoconSession.OrderOfOverrides), null) { _lineless = true };
        parser._path.AddRange(path);
        try
        {
            parser.Deepen(path.Length);
            parser._cursor.SkipBlanksAndLines();
            var value = parser.ParseValue();
            parser._cursor.SkipBlanksAndLines();
            return parser._cursor.AtEnd
                ? value
                : throw parser.Fail($"found {parser._cursor.Found} after the value; put a text with such characters in quotes");
        }
        catch (ScenarioException e)
        {
            throw new ScenarioException(given.Origin, given.Path, e.Errors[0].Message);
        }
    }

    /// <summary>Reads a path by itself.</summary>
    public static string[] ParsePath(string text)
    {
        var parser = new HoconParser(text, "path", new HoconSession(), null);
        var path = parser.ParseKeyPath();
        if (!parser._cursor.AtEnd) throw parser.Fail($"found {parser._cursor.Found} in a path; put such a key in quotes");
        parser.Deepen(path.Length);
        return path;
    }

    private void ParseBraces(RawObject target)
    {
        var open = Here();
        _cursor.Advance();
        ParseMembers(target, open);
    }

    private void ParseMembers(RawObject target, HoconOrigin? open)
    {
        _cursor.SkipBlanksAndLines();
        while (true)
        {
            if (_cursor.AtEnd)
            {
                if (open is { } brace) throw Fail($"the text ends before the '}}' that closes the '{{' of line {brace.Line}");
                return;
            }
            if (_cursor.Current == '}')
            {
                if (open is null) throw Fail("found '}' without a '{' before it");
                _cursor.Advance();
                return;
            }
            if (_cursor.Current == ',') throw Fail("found ','; expected a key");
            ParseMember(target);
            EndElement('}');
        }
    }

    private void ParseMember(RawObject target)
    {
        if (AtInclude())
        {
            ParseInclude(target);
            return;
        }
        var keys = ParseKeyPath();
        _cursor.SkipBlanksAndLines();
        var append = false;
        if (_cursor.StartsWith("+="))
        {
            append = true;
            _cursor.Advance(2);
        }
        else if (!_cursor.TryTake('=') && !_cursor.TryTake(':') && _cursor.Current != '{')
        {
            throw Fail($"found {_cursor.Found} after the key '{HoconPath.Of(keys)}'; expected '=', ':', '+=' or '{{'");
        }
        _cursor.SkipBlanksAndLines();
        Deepen(keys.Length);
        _path.AddRange(keys);
        var value = ParseValue();
        target.Add(keys, append ? new RawAppend([value], value.Origin) : value);
        _path.RemoveRange(_path.Count - keys.Length, keys.Length);
        _depth -= keys.Length;
    }

    /// <summary>After an element: a comma, a line end or both, or what closes.</summary>
    private void EndElement(char close)
    {
        var newLine = _cursor.SkipBlanksAndLines();
        if (_cursor.TryTake(',')) _cursor.SkipBlanksAndLines();
        else if (!newLine && !_cursor.AtEnd && _cursor.Current != close)
            throw Fail($"found {_cursor.Found}; expected ',', a new line or '{close}'");
    }

    private void Deepen(int levels)
    {
        _depth += levels;
        if (_depth > HoconLimits.Depth) throw Fail($"settings nest more than {HoconLimits.Depth} levels deep");
    }

    private HoconOrigin Here() => _session.Origin(_source, _lineless ? 0 : _cursor.Line);

    private ScenarioException Fail(string message) => new(Here().ToString(), HoconPath.Of(_path), message);

    private ScenarioException Fail(HoconOrigin at, string message) => new(at.ToString(), HoconPath.Of(_path), message);
}
