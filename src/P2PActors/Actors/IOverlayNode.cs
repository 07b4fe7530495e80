namespace P2PActors.Actors;

/// <summary>A peer that keeps links to others of its kind; probes read them between windows.</summary>
public interface IOverlayNode
{
    /// <summary>Appends the peers this one has a link to, in any order; a link counts when both ends name it.</summary>
    void CollectNeighbours(ICollection<PeerId> neighbours);
}
