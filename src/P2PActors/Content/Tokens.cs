namespace P2PActors.Content;

/// <summary>
/// Words of names and searches: runs of letters, digits and apostrophes, in lower case, none twice
/// (OpenNap 0.36, search.c; see also Gnutella's keyword rules).
/// </summary>
public static class Tokens
{
    /// <summary>The words of a text in their order; repetitions are left out.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        int at = 0;
        while (Next(text, ref at, out Range range))
        {
            string word = text[range].ToLowerInvariant();
            if (!words.Contains(word)) words.Add(word);
        }
        return words;
    }

    /// <summary>The words of a file's name without its extension.</summary>
    public static IReadOnlyList<string> OfTitle(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        int dot = fileName.LastIndexOf('.');
        IReadOnlyList<string> words = dot > 0 ? Of(fileName[..dot]) : [];
        return words.Count > 0 ? words : Of(fileName);
    }

    internal static bool Next(ReadOnlySpan<char> text, ref int at, out Range range)
    {
        while (at < text.Length && !IsWordCharacter(text[at])) at++;
        int start = at;
        while (at < text.Length && IsWordCharacter(text[at])) at++;
        range = start..at;
        return at > start;
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '\'';
}
