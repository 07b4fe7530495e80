using System.Reflection;
using Akka.Serialization;
using P2PActors.Akka.Cluster.Runs;

namespace P2PActors.Akka.Cluster;

/// <summary>
/// All that Hyperion may read or write: the control messages of this assembly and what they are made of, numbered in the
/// same way on every machine of one version. A name that is not among them is refused.
/// </summary>
public sealed class KnownClusterMessages : IKnownTypesProvider
{
    private static readonly Type[] Parts = [typeof(RunState), typeof(RunStatus[]), typeof(MachineStanding[]), typeof(HandMade[]), typeof(string[]), typeof(byte[])];

    /// <summary>The types, in their order.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(IClusterMessage).Assembly.GetTypes()
            .Where(t => typeof(IClusterMessage).IsAssignableFrom(t) && t is { IsClass: true, IsAbstract: false })
            .Concat(Parts)
            .OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <inheritdoc />
    public IEnumerable<Type> GetKnownTypes() => All;
}
