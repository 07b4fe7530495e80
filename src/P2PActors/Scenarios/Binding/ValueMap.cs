using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P2PActors.Scenarios.Binding;

/// <summary>A map in the order of the file that equals another of equal entries.</summary>
internal sealed class ValueMap<T> : IReadOnlyDictionary<string, T>
{
    private readonly OrderedDictionary<string, T> _items = new(StringComparer.Ordinal);

    public ValueMap(IEnumerable<KeyValuePair<string, object?>> items)
    {
        foreach (var (key, value) in items) _items.Add(key, (T)value!);
    }

    public int Count => _items.Count;

    public IEnumerable<string> Keys => _items.Keys;

    public IEnumerable<T> Values => _items.Values;

    public T this[string key] => _items[key];

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _items.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj)
    {
        if (obj is not ValueMap<T> other || other.Count != Count) return false;
        foreach (var (key, value) in _items)
            if (!other.TryGetValue(key, out var theirs) || !EqualityComparer<T>.Default.Equals(value, theirs)) return false;
        return true;
    }

    public override int GetHashCode()
    {
        var hash = Count;
        foreach (var (key, value) in _items) hash += HashCode.Combine(StringComparer.Ordinal.GetHashCode(key), value);
        return hash;
    }
}
