using Akka.Actor;
using Akka.Serialization;

namespace P2PActors.Akka.Cluster;

/// <summary>
/// Hyperion with the known types, and nothing else: a stranger's type is neither written nor made. Named in
/// <c>cluster.conf</c>. The setup that Akka has for this does not reach Hyperion (Akka.NET 1.5 builds its serializer from the
/// settings it was given, before the setup), so the settings are given here.
/// </summary>
/// <param name="system">The system it serves.</param>
public sealed class ClusterMessageSerializer(ExtendedActorSystem system) : HyperionSerializer(system, Known)
{
    private static HyperionSerializerSettings Known { get; } = new(
        preserveObjectReferences: false,
        versionTolerance: false,
        knownTypesProvider: typeof(KnownClusterMessages),
        packageNameOverrides: [],
        surrogates: [],
        disallowUnsafeType: true,
        typeFilter: new AllowedTypes());
}
