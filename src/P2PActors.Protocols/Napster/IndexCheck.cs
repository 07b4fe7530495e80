using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.Napster;

/// <summary>Checks that the index of a server never lists a user that has logged out.</summary>
internal sealed class IndexCheck(NapsterRun run) : IInvariantCheck
{
    public const string Rule = "what the index of a server lists belongs to users that are logged in there, over a connection that is open (OpenNap removes a user's files at the end of the session)";

    public string Name => "index of those on line";

    public void Check(World world, Action<PeerId, string> violated)
    {
        for (int i = 0; i < run.Settings.Servers; i++)
        {
            PeerId peer = run.ServerAt(i);
            if (world.ActorOf(peer) is NapsterServer server && server.ListedInVain() is { } what) violated(peer, what);
        }
    }
}
