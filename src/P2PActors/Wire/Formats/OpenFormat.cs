using System.Collections.Frozen;

namespace P2PActors.Wire.Formats;

/// <summary>What may stand before the content of a field that is declared as a base class, an interface or object.</summary>
internal static class Tag
{
    public const int Null = 0;

    /// <summary>Exactly the declared type.</summary>
    public const int Declared = 1;

    /// <summary>The foreign codec's bytes.</summary>
    public const int Foreign = 2;

    /// <summary>An array, where any sequence is allowed.</summary>
    public const int Array = 3;

    /// <summary>A List, where any sequence is allowed.</summary>
    public const int List = 4;

    /// <summary>The first of the known types that fit the declared one, in their order.</summary>
    public const int First = 5;
}

/// <summary>A field whose declared type says too little: the type of what it holds stands before the content.</summary>
internal sealed class OpenFormat<T> : ValueFormat<T?>
    where T : class
{
    private readonly FormatBook _book;
    private readonly string _place;
    private readonly Type[] _types;
    private readonly FrozenDictionary<Type, int> _tags;
    private readonly ContentFormat?[] _contents;
    private ContentFormat? _declared;

    public OpenFormat(FormatBook book, string place)
    {
        (_book, _place) = (book, place);
        _types = book.Known.AssignableTo(typeof(T));
        _tags = _types.Index().ToFrozenDictionary(t => t.Item, t => t.Index + Tag.First);
        _contents = new ContentFormat?[_types.Length];
    }

    /// <summary>Whether a type has a number here.</summary>
    public bool Knows(Type type) => _tags.ContainsKey(type);

    public override void Write(T? value, WireWriter to, int depth)
    {
        if (value is null)
        {
            to.Byte(Tag.Null);
        }
        else if (value.GetType() is var type && type == typeof(T))
        {
            to.Byte(Tag.Declared);
            Declared.WriteContent(value, to, depth);
        }
        else if (_tags.TryGetValue(type, out int tag))
        {
            to.Unsigned((ulong)tag);
            ContentOf(tag).WriteContent(value, to, depth);
        }
        else
        {
            to.Byte(Tag.Foreign);
            _book.WriteForeign(value, to, _place, Layout.Refusal(type) is { } why ? $"it {why}" : "its type is not of the assemblies that this codec knows");
        }
    }

    public override T? Read(ref WireReader from, int depth) => Read(from.Unsigned(), ref from, depth);

    public T? Read(ulong tag, ref WireReader from, int depth) => tag switch
    {
        Tag.Null => null,
        Tag.Declared when !typeof(T).IsAbstract => (T)Declared.ReadContent(ref from, depth),
        Tag.Foreign => (T)_book.ReadForeign(typeof(T), ref from),
        >= Tag.First when tag < (ulong)(_types.Length + Tag.First) => (T)ContentOf((int)tag).ReadContent(ref from, depth),
        _ => throw new WireFormatException($"found the number {tag} of a type at byte {from.Position}, expected one of the {_types.Length} that are {TypeNames.Of(typeof(T))}, for {_place}"),
    };

    private ContentFormat Declared => _declared ??= _book.ContentOf(typeof(T));

    private ContentFormat ContentOf(int tag) => _contents[tag - Tag.First] ??= _book.ContentOf(_types[tag - Tag.First]);
}

/// <summary>A field of a type that has no format: only the foreign codec can carry what it holds.</summary>
internal sealed class ForeignFormat<T>(FormatBook book, string place, string why) : ValueFormat<T?>
{
    public override void Write(T? value, WireWriter to, int depth)
    {
        to.Flag(value is not null);
        if (value is not null) book.WriteForeign(value, to, place, $"it {why}");
    }

    public override T? Read(ref WireReader from, int depth) => from.Flag() ? (T)book.ReadForeign(typeof(T), ref from) : default;
}
