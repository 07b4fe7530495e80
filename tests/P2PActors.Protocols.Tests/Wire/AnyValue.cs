using System.Reflection;
using System.Runtime.CompilerServices;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Engine;
using P2PActors.Protocols.FileSharing;

namespace P2PActors.Protocols.Tests.Wire;

/// <summary>Messages of any type with anything in their fields, made without constructors.</summary>
internal static class AnyValue
{
    /// <summary>The messages that peers send each other are types of their own; timers are declared within the actors that start them.</summary>
    public static Type[] Travelling { get; } = [.. Messages.Where(t => !t.IsNested)];

    public static IEnumerable<Type> Timers => Messages.Where(t => t.IsNested);

    public static SharedContent Content { get; } = new(new CatalogueSettings { Files = 300 }, new UniformPlacement(), new QuerySettings(), 10, 7);

    private static IEnumerable<Type> Messages =>
        typeof(FileData).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Message)) && !t.IsAbstract).OrderBy(t => t.FullName, StringComparer.Ordinal);

    public static Message Message(Type type, ref RandomStream random) => (Message)Object(type, ref random, 0);

    public static Message Message(ref RandomStream random) => Message(Travelling[random.Next(Travelling.Length)], ref random);

    private static object Object(Type type, ref RandomStream random, int depth)
    {
        object made = RuntimeHelpers.GetUninitializedObject(type);
        for (Type? t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                field.SetValue(made, Value(field.FieldType, ref random, depth + 1));
        }

        return made;
    }

    private static object? Value(Type type, ref RandomStream random, int depth)
    {
        // As many small numbers as great ones, so that they take any number of bytes.
        ulong bits = random.NextBits() >> random.Next(64);
        if (type.IsEnum) return Enum.ToObject(type, random.Next(5));
        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean: return (bits & 1) == 1;
            case TypeCode.Byte: return (byte)bits;
            case TypeCode.SByte: return (sbyte)bits;
            case TypeCode.Int16: return (short)bits;
            case TypeCode.UInt16: return (ushort)bits;
            case TypeCode.Int32: return (int)bits;
            case TypeCode.UInt32: return (uint)bits;
            case TypeCode.Int64: return (long)bits;
            case TypeCode.UInt64: return bits;
            case TypeCode.Char: return (char)bits;
            case TypeCode.Single: return (float)random.NextDouble();
            case TypeCode.Double: return random.NextDouble();
            case TypeCode.String: return random.Next(5) == 0 ? null : Text(ref random);
        }

        if (type == typeof(TimeSpan)) return new TimeSpan((long)bits);
        if (type == typeof(UInt128)) return new UInt128(bits, random.NextBits());
        if (type == typeof(SearchText)) return SearchText.For(Content.Index, random.Next(Content.Catalogue.Count), 1 + random.Next(4), ref random, (KeywordMatch)random.Next(3));
        if (!type.IsValueType && random.Next(5) == 0) return null;
        if (type.IsArray) return Array(type.GetElementType()!, ref random, depth);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Array items = Array(type.GenericTypeArguments[0], ref random, depth);
            return random.Next(2) == 0 ? items : Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GenericTypeArguments), items);
        }

        if (typeof(Message).IsAssignableFrom(type))
        {
            if (depth > 3) return null;
            Type[] fitting = [.. Travelling.Where(type.IsAssignableFrom)];
            return Object(fitting[random.Next(fitting.Length)], ref random, depth);
        }

        if (Nullable.GetUnderlyingType(type) is { } inner) return random.Next(2) == 0 ? null : Value(inner, ref random, depth);
        if (type.Namespace!.StartsWith("System", StringComparison.Ordinal) || type.IsAbstract)
            throw new NotSupportedException($"{type} is new in messages: say here how to make one");
        return Object(type, ref random, depth);
    }

    private static Array Array(Type element, ref RandomStream random, int depth)
    {
        var array = System.Array.CreateInstance(element, random.Next(4));
        for (int i = 0; i < array.Length; i++) array.SetValue(Value(element, ref random, depth), i);
        return array;
    }

    private static string Text(ref RandomStream random)
    {
        const string Letters = "abc XYZ-09.'éß音\"\uD83C";
        char[] text = new char[random.Next(10) == 0 ? random.Next(300) : random.Next(20)];
        for (int i = 0; i < text.Length; i++) text[i] = Letters[random.Next(Letters.Length)];
        return new string(text);
    }
}
