using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Scenarios.Binding;

namespace P2PActors.Faults;

/// <summary>The network falls into two parts that cannot reach each other; several partitions at a time cut it further.</summary>
public sealed record PartitionFault : PeerFault
{
    /// <summary>How long it lasts.</summary>
    [Setting("How long it lasts; 0s for until it is healed", Min = "0s", Max = "3650d")]
    public TimeSpan For { get; init; }

    private protected override string Label => "partition: " + Whole.Who + " cut off from the others";

    /// <summary>Whoever is chosen by other means is cut off whole; without any choice, half of all are.</summary>
    private PartitionFault Whole => Share is not null || Count is not null || Peers.Count > 0 || Role.Length + Status.Length + Region.Length > 0 || Top < 1 ? this : this with { Share = 0.5 };

    private protected override int CarryOut(World world, FaultOccasion occasion)
    {
        List<PeerId> peers = Whole.Select(world, occasion, online: null);
        if (world.Network.AddPartition(peers) is not { } partition) return 0;
        if (For > TimeSpan.Zero)
        {
            world.Schedule(new Ending(world.Now + For, "end of the " + Label, w => w.Network.RemovePartition(partition) ? peers.Count : 0));
        }

        return peers.Count;
    }
}
