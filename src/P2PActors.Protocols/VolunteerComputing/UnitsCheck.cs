using P2PActors.Actors;
using P2PActors.Engine;
using P2PActors.Invariants;

namespace P2PActors.Protocols.VolunteerComputing;

/// <summary>Checks that no unit is lost: each is put away, or somebody or something is still to act on it.</summary>
internal sealed class UnitsCheck(VolunteerRun run) : IInvariantCheck
{
    public const string Rule = "every unit that was made is put away, or has a copy to be sent, a copy on a host with a deadline, or is to be validated or assimilated (transitioner.cpp)";

    public string Name => "no unit lost";

    public void Check(World world, Action<PeerId, string> violated)
    {
        // The database is the scheduler's, on its machine only.
        if (!world.IsHere(run.Scheduler)) return;
        ProjectDatabase database = run.Database;
        if (database.Created != database.Purged + database.Live)
            violated(run.Scheduler, FormattableString.Invariant($"{database.Created} units made, {database.Purged} put away, {database.Live} under way"));
        long lost = long.MaxValue;
        foreach (WorkUnit unit in database.Units)
        {
            if (!IsCaredFor(unit)) lost = Math.Min(lost, unit.Number);
        }

        if (lost < long.MaxValue) violated(run.Scheduler, $"nobody cares for unit {UnitName.Of(lost)}");
    }

    private bool IsCaredFor(WorkUnit unit)
    {
        if (unit.NeedsValidation || unit.Assimilation == AssimilateState.Ready) return run.Database.Waiting.ContainsKey(unit.Number);
        foreach (ResultRow result in unit.Results)
        {
            if (result.State == ServerState.Unsent && result.InLine is not null || result.State == ServerState.InProgress) return true;
        }

        return false;
    }
}
