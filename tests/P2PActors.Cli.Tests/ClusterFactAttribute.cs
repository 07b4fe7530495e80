using P2PActors.Akka;

namespace P2PActors.Cli.Tests;

/// <summary>A test for builds with the cluster engine, or for builds without; skipped in the others.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute(bool isThere) =>
        Skip = isThere == ClusterEngine.IsInBuild ? null : isThere ? ClusterTheoryAttribute.Reason : "For builds without the cluster engine; this one has it.";
}

/// <summary>A theory for builds with the cluster engine; skipped in others.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClusterTheoryAttribute : TheoryAttribute
{
    public const string Reason = "Needs the cluster engine, which is not in this build: the packages of Akka.NET could not be restored.";

    public ClusterTheoryAttribute() => Skip = ClusterEngine.IsInBuild ? null : Reason;
}
