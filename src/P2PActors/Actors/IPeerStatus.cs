namespace P2PActors.Actors;

/// <summary>
/// An actor that says in a word or two what it is at the moment, where its role does not: a supernode, an ordinary node.
/// Faults select by it (<c>status = supernode</c>) and inspection shows it.
/// </summary>
public interface IPeerStatus
{
    /// <summary>What it is now, in small letters, such as <c>supernode</c>.</summary>
    string Status { get; }
}
