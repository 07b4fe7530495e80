namespace P2PActors.Network.Topology;

/// <summary>What becomes of the parts of a random graph that are not connected with its largest component.</summary>
public enum Leftovers
{
    /// <summary>They stay as they are: separate sub-networks.</summary>
    Keep,

    /// <summary>One random node of each is linked to a random node of the largest component.</summary>
    Connect,

    /// <summary>They are dropped: more nodes are drawn, so that the largest component alone has the number wanted.</summary>
    Drop,
}
