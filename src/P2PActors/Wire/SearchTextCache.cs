using System.Collections.Concurrent;
using P2PActors.Content;

namespace P2PActors.Wire;

/// <summary>
/// Searches that were read, by their text: a flood brings the same one thousands of times, and all its messages share one
/// object as they do where it was made. Bounded: when it is full it begins anew.
/// </summary>
internal sealed class SearchTextCache(SharedContent content)
{
    /// <summary>Searches of one kind of match that are kept, at most about this many.</summary>
    public const int Capacity = 16_384;

    private readonly Shelf[] _shelves = [new(), new(), new()];

    public SearchText Get(string text, KeywordMatch match)
    {
        Shelf shelf = _shelves[(int)match];
        if (shelf.Texts.TryGetValue(text, out SearchText? known)) return known;
        var parsed = SearchText.Parse(content.Index, text, match);
        if (Interlocked.Increment(ref shelf.Count) > Capacity)
        {
            shelf.Texts.Clear();
            Volatile.Write(ref shelf.Count, 1);
        }

        return shelf.Texts.GetOrAdd(text, parsed);
    }

    private sealed class Shelf
    {
        public readonly ConcurrentDictionary<string, SearchText> Texts = new(StringComparer.Ordinal);
        public int Count;
    }
}
