namespace P2PActors.Scenarios.Hocon;

/// <summary>Includes.</summary>
internal sealed partial class HoconParser
{
    private const string IncludeForms = "include \"file\", include file(\"file\") or include required(\"file\")";

    /// <summary>Whether an unquoted 'include' begins here; as the start of a key it is reserved.</summary>
    private bool AtInclude()
    {
        const string word = "include";
        if (!_cursor.StartsWith(word)) return false;
        var next = _cursor.Peek(word.Length);
        return next is TextCursor.End or '\n' or '"' or '=' or ':' or '{' or '+' || TextCursor.IsBlank(next);
    }

    private void ParseInclude(RawObject target)
    {
        var at = Here();
        _cursor.Advance("include".Length);
        _cursor.SkipBlanks();
        var name = ParseIncluded(at, mayRequire: true);
        if (_file is null) throw Fail(at, "found an include; only a file can include others");
        _session.Include(_file, name, target, InnerScopes(), _depth, at);
    }

    private string ParseIncluded(HoconOrigin at, bool mayRequire)
    {
        if (_cursor.Current == '"') return ParseQuoted();
        if (_cursor.StartsWith("url(") || _cursor.StartsWith("classpath("))
            throw Fail(at, $"only files can be included; expected {IncludeForms}");
        var required = mayRequire && _cursor.StartsWith("required(");
        if (!required && !_cursor.StartsWith("file("))
            throw Fail(at, $"found {_cursor.Found} after 'include'; expected {IncludeForms} (a key of that name needs quotes)");
        _cursor.Advance((required ? "required(" : "file(").Length);
        _cursor.SkipBlanks();
        if (!required && _cursor.Current != '"') throw Fail($"found {_cursor.Found}; expected the name of a file in quotes");
        var name = ParseIncluded(at, mayRequire: false);
        _cursor.SkipBlanks();
        return _cursor.TryTake(')') ? name : throw Fail($"found {_cursor.Found}; expected ')'");
    }

    /// <summary>Where substitutions of the included file look: beside the include, then where this file looks.</summary>
    private IReadOnlyList<string[]> InnerScopes() =>
        _path.Count == 0 || _lists > 0 ? _scopes : [[.. _scopes[0], .. _path], .. _scopes];
}
