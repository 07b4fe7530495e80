using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace P2PActors.Wire.Formats;

/// <summary>Elements one after the other, with one more than their number before them; 0 for no sequence at all. Bytes stand as a block.</summary>
internal sealed class Elements<T>(ValueFormat<T> element)
{
    public void Write(ReadOnlySpan<T> values, WireWriter to, int depth)
    {
        to.Unsigned((ulong)values.Length + 1);
        if (typeof(T) == typeof(byte))
        {
            to.Raw(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values)), values.Length));
            return;
        }

        foreach (T value in values) element.Write(value, to, depth);
    }

    public T[]? Read(ref WireReader from, int depth)
    {
        int count = from.CountOrNone(element.LeastBytes);
        if (count < 0) return null;
        if (typeof(T) == typeof(byte)) return (T[])(object)from.Raw(count).ToArray();
        if (count == 0) return [];
        var values = new T[count];
        for (int i = 0; i < values.Length; i++) values[i] = element.Read(ref from, depth);
        return values;
    }
}

/// <summary>An array of one dimension, or null.</summary>
internal sealed class ArrayFormat<T>(ValueFormat<T> element) : ValueFormat<T[]?>
{
    private readonly Elements<T> _elements = new(element);

    public override void Write(T[]? value, WireWriter to, int depth)
    {
        if (value is null) to.Byte(0);
        else _elements.Write(value, to, depth);
    }

    public override T[]? Read(ref WireReader from, int depth) => _elements.Read(ref from, depth);
}

/// <summary>A list, or null.</summary>
internal sealed class ListFormat<T>(ValueFormat<T> element) : ValueFormat<List<T>?>
{
    private readonly Elements<T> _elements = new(element);

    public override void Write(List<T>? value, WireWriter to, int depth)
    {
        if (value is null) to.Byte(0);
        else _elements.Write(CollectionsMarshal.AsSpan(value), to, depth);
    }

    public override List<T>? Read(ref WireReader from, int depth) => _elements.Read(ref from, depth) is { } values ? [.. values] : null;
}

/// <summary>An immutable array; the default one is not the empty one.</summary>
internal sealed class ImmutableArrayFormat<T>(ValueFormat<T> element) : ValueFormat<ImmutableArray<T>>
{
    private readonly Elements<T> _elements = new(element);

    public override void Write(ImmutableArray<T> value, WireWriter to, int depth)
    {
        if (value.IsDefault) to.Byte(0);
        else _elements.Write(value.AsSpan(), to, depth);
    }

    public override ImmutableArray<T> Read(ref WireReader from, int depth) => ImmutableCollectionsMarshal.AsImmutableArray(_elements.Read(ref from, depth));
}

/// <summary>A part of something in memory: what it shows is carried, not what it is a part of.</summary>
internal sealed class ReadOnlyMemoryFormat<T>(ValueFormat<T> element) : ValueFormat<ReadOnlyMemory<T>>
{
    private readonly Elements<T> _elements = new(element);

    public override void Write(ReadOnlyMemory<T> value, WireWriter to, int depth) => _elements.Write(value.Span, to, depth);

    public override ReadOnlyMemory<T> Read(ref WireReader from, int depth) => _elements.Read(ref from, depth);
}

/// <inheritdoc cref="ReadOnlyMemoryFormat{T}" />
internal sealed class MemoryFormat<T>(ValueFormat<T> element) : ValueFormat<Memory<T>>
{
    private readonly Elements<T> _elements = new(element);

    public override void Write(Memory<T> value, WireWriter to, int depth) => _elements.Write(value.Span, to, depth);

    public override Memory<T> Read(ref WireReader from, int depth) => _elements.Read(ref from, depth);
}

/// <summary>
/// A field declared as IReadOnlyList or another interface of sequences. Arrays and lists come back as what they were; other
/// lists that can be indexed, such as those of collection expressions, as an array of the same elements.
/// </summary>
internal sealed class AnySequenceFormat<TSequence, T>(ValueFormat<T> element, OpenFormat<TSequence> other) : ValueFormat<TSequence?>
    where TSequence : class, IEnumerable<T>
{
    private readonly Elements<T> _elements = new(element);
    private readonly bool _takesArrays = typeof(TSequence).IsAssignableFrom(typeof(T[]));

    public override void Write(TSequence? value, WireWriter to, int depth)
    {
        if (value is not null && value.GetType() == typeof(T[]))
        {
            to.Byte(Tag.Array);
            _elements.Write((T[])(object)value, to, depth);
        }
        else if (value is not null && value.GetType() == typeof(List<T>))
        {
            to.Byte(Tag.List);
            _elements.Write(CollectionsMarshal.AsSpan((List<T>)(object)value), to, depth);
        }
        else if (value is IReadOnlyList<T> list && _takesArrays && !other.Knows(value.GetType()))
        {
            to.Byte(Tag.Array);
            _elements.Write([.. list], to, depth);
        }
        else
        {
            other.Write(value, to, depth);
        }
    }

    public override TSequence? Read(ref WireReader from, int depth)
    {
        ulong tag = from.Unsigned();
        if (tag is not (Tag.Array or Tag.List)) return other.Read(tag, ref from, depth);
        T[] values = _elements.Read(ref from, depth) ?? throw new WireFormatException($"found no sequence at byte {from.Position}, expected one");
        return (TSequence)(object)(tag == Tag.Array ? values : new List<T>(values));
    }
}
