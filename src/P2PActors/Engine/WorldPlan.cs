using P2PActors.Actors;
using P2PActors.Churn;
using P2PActors.Metrics;
using P2PActors.Network;

namespace P2PActors.Engine;

/// <summary>Everything a world is made of, before it runs.</summary>
public sealed class WorldPlan
{
    /// <summary>Number of participants that ever exist, on line or not.</summary>
    public required int PeerCount { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Virtual time the run lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The emulated Internet.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>Names of the roles; a peer's role is an index into it.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["peer"];

    /// <summary>Role of each peer.</summary>
    public Func<int, byte> RoleOf { get; init; } = static _ => 0;

    /// <summary>Makes the actor for a new session of a peer. Called from several threads.</summary>
    public required Func<PeerId, byte, PeerActor> Create { get; init; }

    /// <summary>How ordinary peers come and go; null if they are on line from the first tick to the last.</summary>
    public ChurnSettings? Churn { get; init; }

    /// <summary>Ordinary peers, numbered from 0; those after them are infrastructure, on line all the time.</summary>
    public int Population { get; init; }

    /// <summary>Sybils, numbered after the ordinary peers: off line until a fault brings them in.</summary>
    public int Sybils => SybilGroups.Sum(group => group.Count);

    /// <summary>How many Sybils each fault brings in, in the order of their numbers; the fault by its place in the scenario.</summary>
    public IReadOnlyList<(int Fault, int Count)> SybilGroups { get; init; } = [];

    /// <summary>What faults make of peers.</summary>
    public PeerTraits Traits { get => field ??= new PeerTraits(PeerCount); init; }

    /// <summary>Told between windows of every peer that came on line or left; the order within a window is not defined.</summary>
    public Action<PeerId, PeerState>? StateChanged { get; init; }

    /// <summary>What supervisors do with failed peers.</summary>
    public SupervisorStrategy Supervision { get; init; } = new();

    /// <summary>What the protocol measures.</summary>
    public MetricSchema Metrics { get; init; } = new();

    /// <summary>What must always hold.</summary>
    public Invariants.InvariantSchema Invariants { get; init; } = new();

    /// <summary>Number of intervals into which series over time are divided, 1 to 10,000.</summary>
    public int SeriesBins { get; init; } = 120;

    /// <summary>Entries that peers append to during a window and that are applied between windows.</summary>
    public IReadOnlyList<IBarrierLedger> Ledgers { get; init; } = [];

    /// <summary>Makes what writes and reads the messages of its peers; needed on several machines, and for <see cref="RunOptions.RoundTrip"/>.</summary>
    public Func<Wire.MessageCodec>? Codec { get; init; }
}
