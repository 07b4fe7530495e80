namespace P2PActors.Akka.Cluster;

/// <summary>The console of a machine, of which there are none in this build: the packages of Akka.NET could not be restored.</summary>
public sealed record MachineConsole;
