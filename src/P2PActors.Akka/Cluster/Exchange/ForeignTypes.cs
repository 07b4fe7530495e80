using System.Collections.Frozen;
using System.Reflection.Metadata;
using Hyperion;
using P2PActors.Wire;

namespace P2PActors.Akka.Cluster.Exchange;

/// <summary>
/// The types that <see cref="HyperionCodec"/> writes and makes: some collections of .NET, and in them numbers, texts, times and
/// what the protocol's assemblies declare. Names of others are refused, whoever sends them.
/// </summary>
internal sealed class ForeignTypes(Type protocol) : ITypeFilter
{
    /// <summary>Hyperion puts it where version, culture and key of the core library stood.</summary>
    private const string CoreMark = ",%core%";

    private static readonly FrozenSet<Type> Collections =
        new[] { typeof(Dictionary<,>), typeof(HashSet<>), typeof(SortedDictionary<,>), typeof(SortedSet<>), typeof(Queue<>), typeof(Stack<>), typeof(List<>) }.ToFrozenSet();

    private static readonly FrozenSet<Type> Simple = new[]
    {
        typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(char),
        typeof(float), typeof(double), typeof(decimal), typeof(Guid), typeof(TimeSpan), typeof(DateTime), typeof(Nullable<>), typeof(KeyValuePair<,>),
        typeof(System.Collections.DictionaryEntry), // so Hyperion writes what stands in a table
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Names = Collections.Concat(Simple).Select(t => t.FullName!).ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<string> _assemblies = KnownTypes.AssembliesAround(protocol.Assembly).Select(a => a.GetName().Name!).ToFrozenSet(StringComparer.Ordinal);

    public bool IsCollection(Type type) => type.IsConstructedGenericType && Collections.Contains(type.GetGenericTypeDefinition()) && type.GenericTypeArguments.All(IsElement);

    public bool IsAllowed(string typeName) => TypeName.TryParse(typeName.Replace(CoreMark, "", StringComparison.Ordinal), out TypeName? name) && IsAllowed(name);

    private bool IsElement(Type type) =>
        IsCollection(type) || type.IsSZArray && IsElement(type.GetElementType()!) ||
        !typeof(Delegate).IsAssignableFrom(type) && (_assemblies.Contains(type.Assembly.GetName().Name!) || Simple.Contains(type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type)) &&
        type.GenericTypeArguments.All(IsElement);

    private bool IsAllowed(TypeName name)
    {
        if (name.IsSZArray) return IsAllowed(name.GetElementType());
        if (name.IsConstructedGenericType) return IsAllowed(name.GetGenericTypeDefinition()) && name.GetGenericArguments().All(IsAllowed);
        string? assembly = name.AssemblyName?.Name;
        if (assembly is not null && _assemblies.Contains(assembly)) return true;
        return (assembly is null || KnownTypes.IsPlatform(assembly)) && Names.Contains(name.FullName);
    }
}
