using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using P2PActors.Content;

namespace P2PActors.Wire.Formats;

/// <summary>The formats of one codec. What is made of a type is the same on every machine.</summary>
internal sealed class FormatBook(KnownTypes known, SearchTextCache? texts, IForeignCodec? foreign)
{
    private readonly ConcurrentDictionary<Type, ContentFormat> _contents = new();

    public KnownTypes Known => known;

    /// <summary>How objects of exactly one type are written.</summary>
    public ContentFormat ContentOf(Type type) => _contents.GetOrAdd(type, static (t, book) =>
        Layout.IsByFields(t) || t == typeof(object)
            ? Make<ContentFormat>(typeof(ObjectFormat<>), [t], book)
            : Make<ContentFormat>(typeof(BoxedFormat<>), [t], book.FormatOf(t, TypeNames.Of(t))), this);

    /// <summary>How values of a declared type are written.</summary>
    /// <param name="type">The type.</param>
    /// <param name="place">The field, for errors.</param>
    public ValueFormat FormatOf(Type type, string place)
    {
        if (PlainTypes.Contains(type)) return Make<ValueFormat>(typeof(PlainFormat<,>), [type, PlainTypes.Underlying(type)]);
        if (type == typeof(string)) return new TextFormat();
        if (type == typeof(SearchText)) return new SearchTextFormat(texts, place);
        if (type == typeof(IPAddress)) return new AddressFormat();
        if (type == typeof(IPEndPoint)) return new EndPointFormat();
        if (type.IsSZArray) return OfElements(typeof(ArrayFormat<>), type.GetElementType()!, place);
        if (type.IsGenericType)
        {
            Type definition = type.GetGenericTypeDefinition(), argument = type.GenericTypeArguments[0];
            if (definition == typeof(Nullable<>)) return OfElements(typeof(NullableFormat<>), argument, place);
            if (definition == typeof(List<>)) return OfElements(typeof(ListFormat<>), argument, place);
            if (definition == typeof(ImmutableArray<>)) return OfElements(typeof(ImmutableArrayFormat<>), argument, place);
            if (definition == typeof(Memory<>)) return OfElements(typeof(MemoryFormat<>), argument, place);
            if (definition == typeof(ReadOnlyMemory<>)) return OfElements(typeof(ReadOnlyMemoryFormat<>), argument, place);
            if (Layout.IsSequenceInterface(type))
                return Make<ValueFormat>(typeof(AnySequenceFormat<,>), [type, argument], FormatOf(argument, place), Make<ValueFormat>(typeof(OpenFormat<>), [type], this, place));
        }

        if (Layout.Refusal(type) is { } why) return Make<ValueFormat>(typeof(ForeignFormat<>), [type], this, place, why);
        if (type.IsValueType) return Make<ValueFormat>(typeof(StructFormat<>), [type], ContentOf(type));
        return type.IsSealed ? Make<ValueFormat>(typeof(ClassFormat<>), [type], ContentOf(type)) : Make<ValueFormat>(typeof(OpenFormat<>), [type], this, place);
    }

    public bool CanBeForeign(Type type) => foreign?.Knows(type) == true;

    /// <summary>Hands a value to the foreign codec.</summary>
    /// <exception cref="WireFormatException">There is none, or it cannot.</exception>
    public void WriteForeign(object value, WireWriter to, string place, string why)
    {
        Type type = value.GetType();
        if (!CanBeForeign(type))
            throw new WireFormatException($"{place} holds {TypeNames.Of(type)}: {why}. Messages that travel hold numbers, texts, arrays, lists, and records of these");
        byte[] bytes;
#pragma warning disable CA1031 // Whatever somebody else's serializer throws, there is one kind of error here.
        try
        {
            bytes = foreign!.Write(value);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new WireFormatException($"{place} holds {TypeNames.Of(type)}, which {TypeNames.Of(foreign!.GetType())} failed to write: {e.Message}", e);
        }

        to.Block(bytes);
    }

    /// <summary>What the foreign codec makes of the bytes.</summary>
    /// <exception cref="WireFormatException">There is none, or it fails, or it makes something else than was expected.</exception>
    public object ReadForeign(Type expected, ref WireReader from)
    {
        ReadOnlySpan<byte> bytes = from.Block();
        if (foreign is null) throw new WireFormatException($"found foreign bytes before byte {from.Position}, expected {TypeNames.Of(expected)} by its fields: there is no foreign codec here");
        object? value;
        try
        {
            value = foreign.Read(bytes.ToArray());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new WireFormatException($"{TypeNames.Of(foreign.GetType())} failed to read what stands before byte {from.Position}: {e.Message}", e);
        }
#pragma warning restore CA1031

        return expected.IsInstanceOfType(value)
            ? value
            : throw new WireFormatException($"found {(value is null ? "nothing" : TypeNames.Of(value.GetType()))} before byte {from.Position}, expected {TypeNames.Of(expected)}");
    }

    private ValueFormat OfElements(Type definition, Type element, string place) => Make<ValueFormat>(definition, [element], FormatOf(element, place));

    private static T Make<T>(Type definition, Type[] arguments, params object[] with) => (T)Activator.CreateInstance(definition.MakeGenericType(arguments), with)!;
}
