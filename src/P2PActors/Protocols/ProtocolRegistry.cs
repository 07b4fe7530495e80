using P2PActors.Scenarios.Hocon;

namespace P2PActors.Protocols;

/// <summary>The protocols that scenarios may name.</summary>
/// <param name="protocols">The protocols; their names are different.</param>
public sealed class ProtocolRegistry(params IReadOnlyList<IProtocol> protocols)
{
    /// <summary>All protocols, by name.</summary>
    public IReadOnlyList<IProtocol> All { get; } = [.. protocols.OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The protocol with a name; null if there is none.</summary>
    public IProtocol? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The end of a sentence that says a name is unknown: the nearest one, or all.</summary>
    internal string Hint(string name) => NearestName.Hint(name, [.. All.Select(p => p.Name)]);
}
