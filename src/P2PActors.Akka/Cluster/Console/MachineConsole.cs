using Akka.Actor;

namespace P2PActors.Akka.Cluster;

/// <summary>The console of a machine, for whoever makes it reachable from outside.</summary>
/// <param name="System">The machine's actor system.</param>
/// <param name="Actor">Answers each <see cref="ConsoleLine"/> with a <see cref="ConsoleAnswer"/>.</param>
public sealed record MachineConsole(ActorSystem System, IActorRef Actor);
