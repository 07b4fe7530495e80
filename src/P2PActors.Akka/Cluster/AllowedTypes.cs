using Hyperion;

namespace P2PActors.Akka.Cluster;

/// <summary>
/// Lets Hyperion read and write the known types and nothing else. Hyperion asks by the full name with all of the assembly's
/// when it writes and by a shortened one when it reads; what counts here is the type's name and that of its assembly.
/// </summary>
internal sealed class AllowedTypes : ITypeFilter
{
    private const string Core = "%core%";

    private readonly HashSet<string> _names = [.. KnownClusterMessages.All.Select(t => Short(t.AssemblyQualifiedName!))];

    public bool IsAllowed(string typeName) => _names.Contains(Short(typeName));

    private static string Short(string name)
    {
        string[] parts = name.Split(',', 3);
        string assembly = parts.Length < 2 ? Core : parts[1].Trim();
        return $"{parts[0].Trim()}, {(assembly is "System.Private.CoreLib" ? Core : assembly)}";
    }
}
