using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Metrics;
using P2PActors.Reports;

namespace P2PActors.Protocols;

/// <summary>A peer-to-peer system that can be emulated. One instance serves all runs and keeps no state.</summary>
public interface IProtocol
{
    /// <summary>Name in scenarios, kebab-case.</summary>
    string Name { get; }

    /// <summary>Which variant of which system it is, one sentence.</summary>
    string Summary { get; }

    /// <summary>The record of the protocol's own settings; they stand under <c>systems.&lt;name&gt;</c>.</summary>
    Type Settings { get; }

    /// <summary>Names of the roles of its participants; a role is an index into this list.</summary>
    IReadOnlyList<string> Roles { get; }

    /// <summary>What participants may be at a moment besides their roles (<see cref="IPeerStatus"/>); empty where there is no such thing.</summary>
    IReadOnlyList<string> Statuses => [];

    /// <summary>Names of the numbers that peers can be asked for (<see cref="IPeerGauges"/>), besides those that all peers have.</summary>
    IReadOnlyList<string> PeerGauges => [];

    /// <summary>Gets everything ready for one run.</summary>
    /// <exception cref="Scenarios.ScenarioException">The settings do not fit the scenario.</exception>
    IProtocolRun Prepare(SystemContext context);
}

/// <summary>A protocol made ready for one run.</summary>
public interface IProtocolRun
{
    /// <summary>Participants beside the ordinary peers; they are numbered after them and always on line unless a fault ends them.</summary>
    int Infrastructure { get; }

    /// <summary>Role of a participant.</summary>
    byte RoleOf(int peer);

    /// <summary>Makes the actor for a new session. Called from several threads.</summary>
    PeerActor Create(PeerId peer, byte role);

    /// <summary>Who looks at the world at regular times.</summary>
    IReadOnlyList<IProbe> Probes { get; }

    /// <summary>What peers append to and what is applied between windows.</summary>
    IReadOnlyList<IBarrierLedger> Ledgers { get; }

    /// <summary>A participant came on line or left; called between windows.</summary>
    void StateChanged(PeerId peer, PeerState state);

    /// <summary>Adds the protocol's own results.</summary>
    /// <param name="world">The world at the end of the run.</param>
    /// <param name="metrics">Everything that was recorded.</param>
    /// <param name="report">Takes the results.</param>
    void Report(World world, MetricShard metrics, SystemReport report);
}
