using Akka.Actor;
using Akka.Configuration;
using P2PActors.Engine;

namespace P2PActors.Akka;

/// <summary>
/// The cluster engine in one process: every peer on line is an Akka.NET actor.
/// <para>
/// <b>Actors.</b> <c>/user/world-1/cohort-0/peer-42</c>. A world is one system of a run; a cohort is the supervisor of its
/// peers (<see cref="CohortActor"/>); a peer's actor (<see cref="PeerShell"/>) is started when the peer's session begins,
/// stopped when it ends, and restarted by its cohort when a handler throws.
/// </para>
/// <para>
/// <b>Supervision.</b> The cohort's strategy is the scenario's (<c>supervision</c>): restart until a peer has used up its
/// restarts, or stop. It never escalates: one peer never ends a cohort, let alone the run (<see cref="CohortSupervision"/>).
/// </para>
/// <para>
/// <b>Virtual time.</b> The windows, the order of events and the emulated network are the local engine's. Each event is told
/// to the peer's actor, whose mailbox is run by the thread that runs the window (<see cref="Dispatch.CallingThread"/>), so
/// the order is fixed and the digest is the local engine's. Peers' timers are events of virtual time too; all else in the
/// actor system keeps real time.
/// </para>
/// <para>
/// <b>Left out so far:</b> machines. Cohorts are not sharded over a cluster yet; one process has them all.
/// </para>
/// </summary>
internal sealed class AkkaHosting : ActorHosting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly bool _ownsSystem;
    private int _worlds;

    /// <summary>Starts an actor system.</summary>
    public AkkaHosting()
        : this(ActorSystem.Create("p2p", Configuration)) => _ownsSystem = true;

    /// <summary>Hosts peers in an actor system that is there already, with <see cref="Configuration"/> among its settings.</summary>
    public AkkaHosting(ActorSystem system) => System = system;

    /// <summary>Settings of the actor system.</summary>
    public static Config Configuration => ConfigurationFactory.FromResource<AkkaHosting>("akka.conf");

    public override string Name => "akka";

    /// <summary>The actor system.</summary>
    public ActorSystem System { get; }

    internal override WorldHost Open(WorldPlan plan) => new AkkaWorldHost(System, $"world-{Interlocked.Increment(ref _worlds)}");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsSystem) System.Terminate().Wait(Patience);
        base.Dispose(disposing);
    }
}
