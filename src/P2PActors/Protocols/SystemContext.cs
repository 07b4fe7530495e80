using P2PActors.Metrics;
using P2PActors.Network.AccessLinks;
using P2PActors.Network.Nat;
using P2PActors.Scenarios;

namespace P2PActors.Protocols;

/// <summary>What a protocol is given to get ready for a run.</summary>
public sealed class SystemContext
{
    /// <summary>Name of the system in the scenario; the protocol's name unless the scenario gave it another.</summary>
    public required string Label { get; init; }

    /// <summary>The scenario.</summary>
    public required ScenarioSettings Scenario { get; init; }

    /// <summary>The protocol's own settings: an instance of <see cref="IProtocol.Settings"/>.</summary>
    public required object Settings { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of ordinary peers; they are numbered from 0.</summary>
    public int Ordinary => Scenario.Peers;

    /// <summary>Number of ordinary peers and of the Sybils that faults may bring in; they are numbered after the ordinary ones.</summary>
    public int Population => Scenario.Peers + Scenario.Sybils;

    /// <summary>What faults have made of peers; look here to know whether one is to do harm.</summary>
    public Engine.PeerTraits Traits { get => field ??= new Engine.PeerTraits(Population); init; }

    /// <summary>Access links and NATs of the ordinary peers.</summary>
    public required PeerProfiles Profiles { get; init; }

    /// <summary>Files, libraries and searches; the same for all systems of a run.</summary>
    public required Content.SharedContent Content { get; init; }

    /// <summary>Where the protocol declares what it measures.</summary>
    public MetricSchema Metrics { get; } = new();

    /// <summary>Where the protocol declares what must always hold.</summary>
    public Invariants.InvariantSchema Invariants { get; } = new();

    /// <summary>Takes who else is to look at the world at regular times, besides <see cref="IProtocolRun.Probes"/>.</summary>
    public ICollection<Engine.IProbe> Probes { get; } = [];

    /// <summary>Takes what the reader of the report must know before trusting the result.</summary>
    public ICollection<string> Warnings { get; } = [];
}

/// <summary>What ordinary peers are like, drawn once for a run and the same for all its systems.</summary>
/// <param name="links">Access link of each peer.</param>
/// <param name="nats">What stands between each peer and the Internet.</param>
public sealed class PeerProfiles(AccessLinkClass[] links, NatType[] nats)
{
    /// <summary>Access link of a peer.</summary>
    public AccessLinkClass LinkOf(int peer) => links[peer];

    /// <summary>What stands between a peer and the Internet.</summary>
    public NatType NatOf(int peer) => nats[peer];

    /// <summary>Whether a peer cannot be connected to from outside.</summary>
    public bool IsFirewalled(int peer) => nats[peer] != NatType.None;
}
