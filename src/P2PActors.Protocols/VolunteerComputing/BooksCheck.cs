using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Checks the books of credit, which know nothing of the states by which the scheduler pays.</summary>
internal sealed class BooksCheck(VolunteerRun run) : IInvariantCheck
{
    public const string Rule = "no copy of a unit stands twice in the books of credit";

    public string Name => "books right";

    public void Check(World world, Action<PeerId, string> violated)
    {
        // All machines have the books; one of them speaks.
        if (world.IsHere(run.Scheduler) && run.Board.PaidTwice is { } name) violated(run.Scheduler, $"{name} was credited twice");
    }
}
