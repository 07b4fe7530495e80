using System.Text;
using P2PActors.Engine;

namespace P2PActors.Content;

/// <summary>
/// What somebody searches for, parsed once and shared by all messages of the search: the text, its words, and the files of
/// the whole catalogue that fit. Immutable.
/// </summary>
public sealed class SearchText
{
    private readonly ReadOnlyMemory<int> _files;

    private SearchText(string text, IReadOnlyList<string> words, KeywordMatch match, ReadOnlyMemory<int> files)
    {
        (Text, Words, Match, _files) = (text, words, match, files);
        WireLength = Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>The text as its author wrote it.</summary>
    public string Text { get; }

    /// <summary>Its words, in lower case, none twice.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>When one of its words counts as found. Text and match make a search: parsing them again gives the same words and files.</summary>
    public KeywordMatch Match { get; }

    /// <summary>The text's length in bytes as UTF-8, without a terminator.</summary>
    public int WireLength { get; }

    /// <summary>All files of the catalogue that fit, sorted.</summary>
    public ReadOnlySpan<int> Files => _files.Span;

    /// <summary>A search with the words of any text.</summary>
    public static SearchText Parse(KeywordIndex index, string text, KeywordMatch match = KeywordMatch.Words)
    {
        ArgumentNullException.ThrowIfNull(index);
        IReadOnlyList<string> words = Tokens.Of(text);
        return new SearchText(text, words, match, index.Match(words, match));
    }

    /// <summary>A search for one file: some words of its name (all, if it has fewer), in their order, without the extension.</summary>
    public static SearchText For(KeywordIndex index, int file, int words, ref RandomStream random, KeywordMatch match = KeywordMatch.Words)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(words, 1);
        List<string> chosen = [.. Tokens.OfTitle(index.Catalogue.Name(file)).TakeLast(30)];
        while (chosen.Count > words) chosen.RemoveAt(random.Next(chosen.Count));
        return new SearchText(string.Join(' ', chosen), chosen, match, index.Match(chosen, match));
    }

    /// <summary>A search for one file with as many words as the settings say.</summary>
    public static SearchText For(KeywordIndex index, int file, QuerySettings settings, ref RandomStream random, KeywordMatch match = KeywordMatch.Words)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int words = random.Next(settings.MinWords, Math.Max(settings.MinWords, settings.MaxWords) + 1);
        return For(index, file, words, ref random, match);
    }

    /// <summary>Whether the file fits.</summary>
    public bool Fits(int file) => Files.BinarySearch(file) >= 0;

    /// <summary>How many files of a sorted library fit.</summary>
    public int CountIn(ReadOnlySpan<int> library) => SortedIds.CountCommon(Files, library);

    /// <summary>Writes the files of a sorted library that fit until <paramref name="found"/> is full; returns how many.</summary>
    public int FindIn(ReadOnlySpan<int> library, Span<int> found) => SortedIds.Intersect(Files, library, found);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
