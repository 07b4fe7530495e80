namespace P2PActors.Inspection;

/// <summary>Takes a line apart into words: blanks separate, quotes and brackets hold together.</summary>
internal static class CommandWords
{
    /// <exception cref="FormatException">A quote or bracket is not closed.</exception>
    public static List<string> Of(string line)
    {
        var words = new List<string>();
        int at = 0;
        while (true)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at])) at++;
            if (at >= line.Length) return words;
            int start = at, depth = 0;
            bool quoted = false;
            for (; at < line.Length && (quoted || depth > 0 || !char.IsWhiteSpace(line[at])); at++)
            {
                char c = line[at];
                if (quoted && c == '\\' && at + 1 < line.Length) at++;
                else if (c == '"') quoted = !quoted;
                else if (!quoted && c is '[' or '{') depth++;
                else if (!quoted && c is ']' or '}') depth = Math.Max(0, depth - 1);
            }

            if (quoted) throw new FormatException($"the quote that begins in '{line[start..]}' is not closed");
            if (depth > 0) throw new FormatException($"a bracket in '{line[start..]}' is not closed");
            words.Add(line[start..at]);
        }
    }

    /// <summary>A word without the quotes around it.</summary>
    public static string Unquoted(string word) =>
        word.Length >= 2 && word[0] == '"' && word[^1] == '"' ? word[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : word;

    /// <summary>A word that stays one when it is typed.</summary>
    public static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
}
