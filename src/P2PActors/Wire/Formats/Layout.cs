using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using P2PActors.Actors;
using P2PActors.Content;
using P2PActors.Network;

namespace P2PActors.Wire.Formats;

/// <summary>Which types are written by their fields, and which fields those are.</summary>
internal static class Layout
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] Special = [typeof(string), typeof(SearchText), typeof(IPAddress), typeof(IPEndPoint), typeof(object)];

    private static readonly Type[] SequenceClasses = [typeof(List<>), typeof(ImmutableArray<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(Nullable<>)];

    private static readonly Type[] SequenceInterfaces = [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(IList<>), typeof(ICollection<>)];

    /// <summary>All fields of an object, those of its bases first, as they are declared.</summary>
    public static FieldInfo[] FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (Type? t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            fields.InsertRange(0, t.GetFields(OwnFields).OrderBy(f => f.MetadataToken));
        return [.. fields];
    }

    /// <summary>Whether a type has no format of its own and is written field by field.</summary>
    public static bool IsByFields(Type type) =>
        !PlainTypes.Contains(type) && !HasOwnFormat(type) && !type.IsInterface && Refusal(type) is null;

    /// <summary>The sequence interface a type is, as IReadOnlyList of anything.</summary>
    public static bool IsSequenceInterface(Type type) => type.IsInterface && type.IsGenericType && SequenceInterfaces.Contains(type.GetGenericTypeDefinition());

    /// <summary>Why values of a type cannot be written; null if they can, or if it depends on what a field holds.</summary>
    public static string? Refusal(Type type)
    {
        if (PlainTypes.Contains(type) || HasOwnFormat(type) || type.IsInterface) return null;
        if (type.IsPointer || type.IsByRefLike || type.IsFunctionPointer || type.IsPrimitive) return "is of no use on another machine";
        if (type.IsArray) return "has several dimensions or another lower bound than 0";
        if (typeof(Delegate).IsAssignableFrom(type)) return "is code";
        if (typeof(PeerActor).IsAssignableFrom(type) || type == typeof(Connection)) return "belongs to its host";
        if (type.IsValueType && (type.IsDefined(typeof(InlineArrayAttribute)) || type.GetFields(OwnFields).Any(f => f.IsDefined(typeof(FixedBufferAttribute))))) return "is a buffer of fixed size";
        return KnownTypes.IsPlatform(type.Assembly.GetName().Name) && !IsTransparent(type) ? "is a class of .NET without a format here" : null;
    }

    private static bool HasOwnFormat(Type type) =>
        Special.Contains(type) || type.IsSZArray || type.IsGenericType && SequenceClasses.Contains(type.GetGenericTypeDefinition());

    /// <summary>Structs of .NET that are nothing but their fields.</summary>
    private static bool IsTransparent(Type type) =>
        type.IsValueType &&
        (type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) || type.FullName.StartsWith("System.Collections.Generic.KeyValuePair`", StringComparison.Ordinal) || IsFlat(type));

    private static bool IsFlat(Type type) => type.GetFields(OwnFields).All(f => PlainTypes.Contains(f.FieldType) || f.FieldType.IsValueType && !f.FieldType.IsPrimitive && IsFlat(f.FieldType));
}
