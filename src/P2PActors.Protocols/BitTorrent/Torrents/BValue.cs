using System.Numerics;
using System.Text;

namespace P2PActors.Protocols.BitTorrent.Torrents;

/// <summary>A bencoded value (BEP 3), with its place among the bytes it was read from: an info-hash is taken over exactly these.</summary>
public abstract class BValue
{
    /// <summary>Place of its first byte in what it was read from; 0 if it was not read.</summary>
    public int Start { get; internal set; }

    /// <summary>Bytes it takes in what it was read from; 0 if it was not read.</summary>
    public int Length { get; internal set; }
}

/// <summary>A whole number of any size.</summary>
/// <param name="value">The number.</param>
public sealed class BInteger(BigInteger value) : BValue
{
    /// <summary>The number.</summary>
    public BigInteger Value { get; } = value;
}

/// <summary>A string of bytes; of text only by agreement.</summary>
/// <param name="bytes">The bytes.</param>
public sealed class BString(ReadOnlyMemory<byte> bytes) : BValue
{
    /// <summary>A text, as UTF-8.</summary>
    public BString(string text) : this(Encoding.UTF8.GetBytes(text)) { }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The bytes as UTF-8; what is not becomes U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>A list.</summary>
/// <param name="items">Its items.</param>
public sealed class BList(IReadOnlyList<BValue> items) : BValue
{
    /// <summary>Its items.</summary>
    public IReadOnlyList<BValue> Items { get; } = items;
}

/// <summary>A dictionary: its keys are strings of bytes in ascending order, each there once.</summary>
public sealed class BDictionary : BValue
{
    private readonly SortedList<byte[], BValue> _entries = new(ByteOrder.Instance);

    /// <summary>Keys and values, by key.</summary>
    public IEnumerable<KeyValuePair<byte[], BValue>> Entries => _entries;

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds or replaces an entry.</summary>
    /// <param name="key">The key, as UTF-8.</param>
    public BValue this[string key]
    {
        set => _entries[Encoding.UTF8.GetBytes(key)] = value;
    }

    /// <summary>The value of a key; null if it is not there.</summary>
    public BValue? Find(string key) => _entries.GetValueOrDefault(Encoding.UTF8.GetBytes(key));

    /// <summary>Adds an entry whose key is greater than all before.</summary>
    internal void Append(byte[] key, BValue value) => _entries.Add(key, value);

    /// <summary>Adds or replaces an entry.</summary>
    internal void Set(ReadOnlySpan<byte> key, BValue value) => _entries[key.ToArray()] = value;
}

/// <summary>Strings of bytes in the order of their bytes, shorter ones first.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static ByteOrder Instance { get; } = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
