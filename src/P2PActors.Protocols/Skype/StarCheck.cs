using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.Skype;

/// <summary>Checks that supernodes keep those clients alone that are connected to them, and no more than they take.</summary>
internal sealed class StarCheck(SkypeRun run) : IInvariantCheck
{
    public const string Rule = "a supernode's clients are connected to it, and are no more than it takes (Baset, Schulzrinne 2004: a star of clients around each supernode)";

    public string Name => "clients of supernodes";

    public void Check(World world, Action<PeerId, string> violated)
    {
        for (int i = 0; i < run.Context.Population + run.Infrastructure; i++)
        {
            if (world.ActorOf(new PeerId(i)) is SkypeNode { Service: { } service } node && service.StarFault() is { } what) violated(node.Self, what);
        }
    }
}
