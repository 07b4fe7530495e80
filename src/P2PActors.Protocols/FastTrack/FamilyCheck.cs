using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.FastTrack;

/// <summary>Checks that supernodes index their children and nobody else, and take no more than they may.</summary>
internal sealed class FamilyCheck(KazaaRun run) : IInvariantCheck
{
    public const string Rule = "a supernode indexes its own files and those of its children, whose connections are open, and forgets them when they go; it has no more children than it takes (Liang, Kumar, Ross 2004)";

    public string Name => "index of children";

    public void Check(World world, Action<PeerId, string> violated)
    {
        for (int i = 0; i < run.Context.Population; i++)
        {
            if (world.ActorOf(new PeerId(i)) is KazaaPeer { Service: { } service } peer && service.FamilyFault() is { } what) violated(peer.Self, what);
        }
    }
}
