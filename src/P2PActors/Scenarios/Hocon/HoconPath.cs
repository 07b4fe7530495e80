namespace P2PActors.Scenarios.Hocon;

/// <summary>Paths such as <c>network."my.link".up</c>: keys joined by dots, quoted where they hold special characters.</summary>
internal static class HoconPath
{
    /// <summary>Takes a path apart; an empty path has no keys.</summary>
    /// <exception cref="FormatException">The path is not well formed.</exception>
    public static string[] Parse(string path)
    {
        if (path.Length == 0) return [];
        try
        {
            return HoconParser.ParsePath(path);
        }
        catch (ScenarioException e)
        {
            throw new FormatException(e.Errors[0].Message, e);
        }
    }

    /// <summary>A path with one more key.</summary>
    public static string Join(string path, string key) =>
        path.Length == 0 ? QuoteIfNeeded(key) : path + "." + QuoteIfNeeded(key);

    /// <summary>The path of some keys.</summary>
    public static string Of(IEnumerable<string> keys) => string.Join('.', keys.Select(QuoteIfNeeded));

    /// <summary>The key as it must be written in a path.</summary>
    public static string QuoteIfNeeded(string key) => IsPlain(key) ? key : HoconWriter.Quote(key);

    private static bool IsPlain(string key)
    {
        if (key.Length == 0 || key == "include") return false;
        foreach (var c in key)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        return true;
    }
}
