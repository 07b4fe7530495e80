using System.Collections;

namespace P2PActors.Scenarios.Binding;

/// <summary>A list that equals another of equal elements, so that records that hold lists compare by content.</summary>
internal sealed class ValueList<T>(IEnumerable items) : IReadOnlyList<T>
{
    private readonly T[] _items = [.. items.Cast<T>()];

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public override bool Equals(object? obj) => obj is ValueList<T> other && _items.SequenceEqual(other._items);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items) hash.Add(item);
        return hash.ToHashCode();
    }
}
