using System.Reflection;
using System.Runtime.CompilerServices;
using P2PActors.Actors;
using P2PActors.Wire.Formats;

namespace P2PActors.Wire;

/// <summary>The concrete types of some assemblies in an order that every machine of one version has: by full name, ordinal, then by assembly.</summary>
internal sealed class KnownTypes
{
    /// <summary>What a field declared as object or an interface may hold besides types of the assemblies.</summary>
    private static readonly Type[] Everywhere =
    [
        typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(char), typeof(float), typeof(double), typeof(decimal), typeof(TimeSpan), typeof(Int128), typeof(UInt128), typeof(Guid),
    ];

    public KnownTypes(IEnumerable<Assembly> assemblies) => All =
        [.. Everywhere, .. assemblies.Distinct().SelectMany(a => a.GetTypes()).Where(IsConcrete)
            .OrderBy(t => t.FullName, StringComparer.Ordinal).ThenBy(t => t.Assembly.GetName().Name, StringComparer.Ordinal)];

    public Type[] All { get; }

    /// <summary>Those that a field of a type may hold, in order.</summary>
    public Type[] AssignableTo(Type declared) => [.. All.Where(declared.IsAssignableFrom)];

    /// <summary>An assembly, the library, and those the first refers to that refer to the library.</summary>
    public static IReadOnlyList<Assembly> AssembliesAround(Assembly assembly)
    {
        Assembly library = typeof(Message).Assembly;
        string name = library.GetName().Name!;
        var found = new List<Assembly> { library, assembly };
        for (int i = 1; i < found.Count; i++)
        {
            AssemblyName[] references = found[i].GetReferencedAssemblies();
            if (!references.Any(r => r.Name == name)) found.RemoveAt(i--);
            else found.AddRange(references.Where(r => !IsPlatform(r.Name)).Select(Find).OfType<Assembly>().Where(r => !found.Contains(r)));
        }

        return found;
    }

    /// <summary>An assembly that is referred to; null if it is not there, and so cannot be used either.</summary>
    private static Assembly? Find(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }

    public static bool IsPlatform(string? assembly) =>
        assembly is null or "mscorlib" or "netstandard" or "System" || assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static bool IsConcrete(Type type) =>
        !type.IsAbstract && !type.IsInterface && !type.ContainsGenericParameters && !type.IsByRefLike &&
        !type.Name.StartsWith('<') && !type.IsDefined(typeof(CompilerGeneratedAttribute), false) && Layout.Refusal(type) is null;
}
