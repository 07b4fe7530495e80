namespace P2PActors.Scenarios.Hocon;

/// <summary>A list of values.</summary>
public sealed class HoconArray : HoconValue
{
    internal HoconArray(IReadOnlyList<HoconValue> items, HoconOrigin origin) : base(origin)
    {
        Items = items;
        Size = 1;
        foreach (var item in items) Size += item.Size;
    }

    /// <summary>The values in their order.</summary>
    public IReadOnlyList<HoconValue> Items { get; }

    internal override long Size { get; }

    internal override string Kind => "a list";

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is HoconArray other && Items.SequenceEqual(other.Items);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items) hash.Add(item);
        return hash.ToHashCode();
    }
}
