using System.Globalization;
using P2PActors.Content;

namespace P2PActors.Protocols.Napster;

/// <summary>How a limit compares.</summary>
internal enum Comparison : byte
{
    None,
    AtLeast,
    AtBest,
    EqualTo,
}

/// <summary>A limit on bit rate, frequency or speed.</summary>
internal readonly record struct Limit(Comparison Comparison, int Value)
{
    public bool Admits(int value) => Comparison switch
    {
        Comparison.AtLeast => value >= Value,
        Comparison.AtBest => value <= Value,
        Comparison.EqualTo => value == Value,
        _ => true,
    };
}

/// <summary>
/// A search as its text says:
/// <c>[FILENAME CONTAINS "words"] MAX_RESULTS n [FILENAME CONTAINS "words"] [LINESPEED cmp code] [BITRATE cmp "kbps"] [FREQ cmp "Hz"]</c>
/// with OpenNap's <c>TYPE</c> and <c>LOCAL</c>. (napster.txt, message 200; search.c)
/// </summary>
internal sealed record NapsterQuery
{
    public const int MostResults = 100;

    /// <summary>Words of which a name must have every one, in lower case.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public int MaxResults { get; init; } = MostResults;

    public Limit LineSpeed { get; init; }

    public Limit BitRate { get; init; }

    public Limit Frequency { get; init; }

    /// <summary>Kind of files: mp3, audio, video, text, image, application or any.</summary>
    public string Kind { get; init; } = MediaKinds.Mp3;

    /// <summary>Whether other servers are not to be asked.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The text of the search, as a client writes it.</summary>
    public string ToText()
    {
        var text = new System.Text.StringBuilder();
        if (Words.Count > 0) text.Append("FILENAME CONTAINS \"").AppendJoin(' ', Words).Append("\" ");
        text.Append(CultureInfo.InvariantCulture, $"MAX_RESULTS {MaxResults}");
        Append(text, "LINESPEED", LineSpeed, quoted: false);
        Append(text, "BITRATE", BitRate, quoted: true);
        Append(text, "FREQ", Frequency, quoted: true);
        if (Kind != MediaKinds.Mp3) text.Append(" TYPE ").Append(Kind);
        if (IsLocal) text.Append(" LOCAL");
        return text.ToString();
    }

    /// <summary>Reads the text of a search.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mostResults">More results than these are not given, whatever the text says.</param>
    /// <param name="query">The search.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? TryParse(string text, int mostResults, out NapsterQuery query)
    {
        query = new NapsterQuery { MaxResults = mostResults };
        var words = new List<string>();
        var fields = new Fields(text);
        while (fields.Next(out string key))
        {
            string? wrong = key.ToUpperInvariant() switch
            {
                "FILENAME" => fields.Expect("CONTAINS") ?? AddWords(fields.Value(), words),
                "MAX_RESULTS" => ReadNumber(key, fields.Value(), out int n) ?? Set(ref query, query with { MaxResults = Math.Min(n, mostResults) }),
                "LINESPEED" => ReadLimit(key, ref fields, out Limit speed) ?? Set(ref query, query with { LineSpeed = speed }),
                "BITRATE" => ReadLimit(key, ref fields, out Limit rate) ?? Set(ref query, query with { BitRate = rate }),
                "FREQ" => ReadLimit(key, ref fields, out Limit frequency) ?? Set(ref query, query with { Frequency = frequency }),
                "TYPE" => ReadKind(fields.Value(), out string kind) ?? Set(ref query, query with { Kind = kind }),
                "LOCAL" => Set(ref query, query with { IsLocal = true }),
                _ => $"found '{key}', expected FILENAME, MAX_RESULTS, LINESPEED, BITRATE, FREQ, TYPE or LOCAL",
            };
            if (wrong is not null) return "invalid search request: " + wrong;
        }

        query = query with { Words = words };
        return words.Count == 0 ? "invalid search request: found no word, expected at least one" : null;
    }

    /// <summary>Everything but the words, which the index has looked at.</summary>
    public bool Admits(NapsterFile file, int linkSpeed) =>
        BitRate.Admits(file.BitRate) && Frequency.Admits(file.Frequency) && LineSpeed.Admits(linkSpeed) && MediaKinds.Fits(Kind, file.Path);

    public bool Equals(NapsterQuery? other) => other is not null && ToText() == other.ToText();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToText());

    private static void Append(System.Text.StringBuilder text, string key, Limit limit, bool quoted)
    {
        if (limit.Comparison == Comparison.None) return;
        string comparison = limit.Comparison switch { Comparison.AtLeast => "AT LEAST", Comparison.AtBest => "AT BEST", _ => "EQUAL TO" };
        text.Append(CultureInfo.InvariantCulture, $" {key} {comparison} {(quoted ? "\"" : "")}{limit.Value}{(quoted ? "\"" : "")}");
    }

    private static string? Set(ref NapsterQuery query, NapsterQuery value)
    {
        query = value;
        return null;
    }

    private static string? AddWords(string text, List<string> words)
    {
        foreach (string word in Tokens.Of(text))
        {
            if (!words.Contains(word)) words.Add(word);
        }

        return null;
    }

    private static string? ReadNumber(string key, string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? null : $"found '{text}' after {key}, expected a number";

    private static string? ReadLimit(string key, ref Fields fields, out Limit limit)
    {
        limit = default;
        string comparison = (fields.Value() + " " + fields.Value()).ToUpperInvariant();
        Comparison? parsed = comparison switch { "AT LEAST" => Comparison.AtLeast, "AT BEST" => Comparison.AtBest, "EQUAL TO" => Comparison.EqualTo, _ => null };
        if (parsed is not { } known) return $"found '{comparison}' after {key}, expected AT LEAST, AT BEST or EQUAL TO";
        string? wrong = ReadNumber(key, fields.Value(), out int value);
        limit = new Limit(known, value);
        return wrong;
    }

    private static string? ReadKind(string text, out string kind)
    {
        kind = text.ToLowerInvariant();
        return MediaKinds.IsKnown(kind) ? null : $"found type '{text}', expected audio, video, text, image, application or any";
    }

    /// <summary>Words and quoted texts, one after the other; the end of the text reads as empty.</summary>
    private ref struct Fields(string text)
    {
        private int _at;

        public bool Next(out string field)
        {
            while (_at < text.Length && text[_at] == ' ') _at++;
            if (_at >= text.Length)
            {
                field = "";
                return false;
            }

            char end = text[_at] == '"' ? '"' : ' ';
            if (end == '"') _at++;
            int stop = text.IndexOf(end, _at);
            if (stop < 0) stop = text.Length;
            field = text[_at..stop];
            _at = stop + 1;
            return true;
        }

        public string Value() => Next(out string field) ? field : "";

        public string? Expect(string word) =>
            Value() is var found && found.Equals(word, StringComparison.OrdinalIgnoreCase) ? null : $"found '{found}', expected {word}";
    }
}

/// <summary>Kinds of files, by the extension of their name.</summary>
internal static class MediaKinds
{
    public const string Mp3 = "mp3", Any = "any";

    public static bool IsKnown(string kind) => kind is Mp3 or Any or "audio" or "video" or "text" or "image" or "application";

    public static bool Fits(string kind, string path)
    {
        if (kind == Any) return true;
        int dot = path.LastIndexOf('.');
        ReadOnlySpan<char> extension = dot < 0 ? [] : path.AsSpan(dot + 1);
        return kind == Mp3 ? Is(extension, Mp3) : Of(extension) == kind;
    }

    private static string Of(ReadOnlySpan<char> extension) =>
        Is(extension, Mp3) || Is(extension, "wav") || Is(extension, "ogg") || Is(extension, "wma") ? "audio"
        : Is(extension, "avi") || Is(extension, "mpg") || Is(extension, "mpeg") || Is(extension, "mov") || Is(extension, "asf") ? "video"
        : Is(extension, "txt") || Is(extension, "doc") || Is(extension, "pdf") || Is(extension, "html") ? "text"
        : Is(extension, "jpg") || Is(extension, "gif") || Is(extension, "png") || Is(extension, "bmp") ? "image"
        : "application";

    private static bool Is(ReadOnlySpan<char> extension, string known) => extension.Equals(known, StringComparison.OrdinalIgnoreCase);
}
